"""The forms of the register of reporting channels: a channel, its change, its end, a test message."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from tat.actions import mechanisms as acts
from tat.actions.mechanisms import ChannelGiven, MessageGiven
from tat.forms.base import Form
from tat.forms.fields import ChoiceCards, CleanTextField, LocalDateField, LocalDateTimeField
from tat.forms.people import PersonField
from tat.models import Building, MechanismCheck, ReportingMechanism, User
from tat.models.mechanisms import LONGEST_NAME, LONGEST_WORDS

WHOLE_DISTRICT = "district"


class ChangeChannelForm(Form):
    """What may change of a channel: its words and the people who look after it."""

    use_required_attribute = False

    name = CleanTextField(label=_l("What it is called"), max_length=LONGEST_NAME, error_messages={"required": acts.NAME})
    reach = CleanTextField(
        label=_l("Where a message goes"),
        max_length=LONGEST_WORDS,
        help_text=_l("The number, the address, the room."),
        error_messages={"required": acts.REACH},
    )
    owner = PersonField(label=_l("Who looks after it"), error_messages={"required": acts.OWNER})
    backup = PersonField(label=_l("Who stands in"), required=False, nobody=_l("Nobody yet"))
    hours = CleanTextField(
        label=_l("When somebody watches it"),
        max_length=LONGEST_WORDS,
        help_text=_l("Such as: school days 7:30 to 16:00."),
        error_messages={"required": acts.HOURS},
    )
    since = LocalDateField(label=_l("Offered since"), past=True, error_messages={"required": acts.SINCE})
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, people: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        rows = list(people)
        for name in ("owner", "backup"):
            self.fields[name].offer(rows)  # type: ignore[attr-defined]

    def given(self) -> ChannelGiven:
        """The channel for the action."""
        words = {name: self.cleaned_data[name] for name in ("name", "reach", "owner", "backup", "hours", "since")}
        return ChannelGiven(**words)


class ChannelForm(ChangeChannelForm):
    """A channel for the register."""

    kind = forms.ChoiceField(
        label=_l("What kind of channel"),
        choices=[("", _l("Choose the kind")), *ReportingMechanism.Kind.choices],
        error_messages={"required": _l("Choose what kind of channel it is.")},
    )
    building = forms.ChoiceField(label=_l("Where"), error_messages={"required": acts.PLACE, "invalid_choice": acts.PLACE})
    field_order = ("building", "kind", "name")

    def __init__(self, *args: Any, buildings: Iterable[Building], whole: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        places = [(str(each.pk), each.name) for each in buildings]
        self.fields["building"].choices = [*places, *([(WHOLE_DISTRICT, _l("The whole district"))] if whole else [])]  # type: ignore[attr-defined]

    def given(self) -> ChannelGiven:
        """The channel for the action."""
        words = {name: self.cleaned_data[name] for name in ("name", "reach", "owner", "backup", "hours", "since", "kind")}
        place = self.cleaned_data["building"]
        return ChannelGiven(building_id=None if place == WHOLE_DISTRICT else int(place), **words)


class EndChannelForm(Form):
    """That a channel is offered no more."""

    use_required_attribute = False

    ended_on = LocalDateField(label=_l("Last day on which it was offered"), past=True, error_messages={"required": acts.ENDED_DAY})
    why = CleanTextField(
        label=_l("Why, and what people use in its place"), lines=2, max_length=LONGEST_WORDS, error_messages={"required": acts.WHY}
    )


class MessageForm(Form):
    """A test message."""

    use_required_attribute = False

    sent_at = LocalDateTimeField(label=_l("When the test message was sent"), past=True, error_messages={"required": acts.SENT})
    outcome = forms.ChoiceField(
        label=_l("How it went"),
        choices=MechanismCheck.Outcome.choices,
        widget=ChoiceCards,
        error_messages={"required": _l("Choose how the test went.")},
    )
    received_at = LocalDateTimeField(label=_l("When it arrived"), past=True, required=False, help_text=_l("Empty where it did not arrive."))
    result = CleanTextField(
        label=_l("Who read it, or what was wrong"), lines=2, max_length=LONGEST_WORDS, error_messages={"required": acts.RESULT}
    )
    mended = CleanTextField(
        label=_l("What was mended"),
        lines=2,
        max_length=LONGEST_WORDS,
        required=False,
        help_text=_l("Asked where the test before this one failed."),
    )

    def given(self) -> MessageGiven:
        """The message for the action."""
        return MessageGiven(**self.cleaned_data)
