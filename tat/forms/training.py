"""The forms of the training log: members by name, a session of a team, a session for all staff."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from tat.actions import training as acts
from tat.actions.training import TrainingGiven
from tat.forms.base import Form
from tat.forms.choices import RowField
from tat.forms.fields import CheckCards, ChoiceCards, CleanTextField, LocalDateField
from tat.models import Building, SchoolYear, Training, User
from tat.models.training import LONGEST_WORDS, MOST_HOURS, MOST_PEOPLE

Topic = Training.Topic
HOURS_UNREADABLE = _l("Write the hours in figures, like 6 or 1.5.")
WORKING_UNREADABLE = _l("Write how many people work there, in figures.")
NUMBER_UNREADABLE = _l("Write how many people came, in figures.")


def _day() -> LocalDateField:
    return LocalDateField(label=_l("Day of the training"), past=True, error_messages={"required": acts.ON})


def hours_field(*, required: bool = True) -> forms.DecimalField:
    """How many hours a training took."""
    said = dict.fromkeys(("invalid", "max_digits", "max_decimal_places", "max_whole_digits"), HOURS_UNREADABLE)
    most = {"max_value": _l("That is more than one training takes. Check the hours."), "min_value": acts.HOURS}
    return forms.DecimalField(
        label=_l("Hours"),
        min_value=0,
        max_value=MOST_HOURS,
        decimal_places=2,
        max_digits=5,
        widget=forms.TextInput(attrs={"class": "w-s", "inputmode": "decimal"}),
        error_messages=said | most | {"required": acts.HOURS},
        required=required,
    )


def _number() -> forms.IntegerField:
    said = dict.fromkeys(("invalid", "max_value"), NUMBER_UNREADABLE)
    return forms.IntegerField(
        label=_l("How many came"),
        min_value=1,
        max_value=MOST_PEOPLE,
        widget=forms.TextInput(attrs={"class": "w-s", "inputmode": "numeric"}),
        error_messages=said | {"required": acts.NUMBER, "min_value": acts.NUMBER},
    )


def trainer_field(*, required: bool = True) -> CleanTextField:
    """Who trained."""
    return CleanTextField(label=_l("Who trained"), max_length=200, required=required, error_messages={"required": acts.TRAINER})


def basis_field(*, required: bool = True) -> CleanTextField:
    """What makes the trainer an expert."""
    return CleanTextField(
        label=_l("What makes the trainer an expert"),
        lines=2,
        max_length=LONGEST_WORDS,
        required=required,
        help_text=_l("Such as a trainer of the Illinois School and Campus Safety Program."),
        error_messages={"required": acts.BASIS},
    )


def _evidence() -> CleanTextField:
    return CleanTextField(
        label=_l("Where the certificates, or the list of those who came, lie"),
        max_length=LONGEST_WORDS,
        error_messages={"required": acts.EVIDENCE},
    )


class MembersForm(Form):
    """An initial training or a refresher of members."""

    use_required_attribute = False

    topic = forms.ChoiceField(
        label=_l("Which training"),
        choices=[(each.value, each.label) for each in Training.OF_MEMBERS],
        widget=ChoiceCards,
        error_messages={"required": _l("Choose which training it was.")},
    )
    people = forms.TypedMultipleChoiceField(
        label=_l("Who was there"),
        coerce=int,
        widget=CheckCards,
        error_messages={"required": acts.PEOPLE, "invalid_choice": acts.NOT_OF_TEAM},
    )
    on = _day()
    hours = hours_field()
    trainer = trainer_field()
    expert_basis = basis_field()
    evidence = _evidence()

    def __init__(self, *args: Any, members: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(str(each.pk), f"{each.full_name}, {each.position}") for each in members]
        self.fields["people"].choices = choices  # type: ignore[attr-defined]

    def given(self) -> TrainingGiven:
        """The training for the action."""
        return TrainingGiven(**self.cleaned_data)


class SessionForm(Form):
    """A session of the team: for report takers or for the community."""

    use_required_attribute = False

    topic = forms.ChoiceField(
        label=_l("Which session"),
        choices=[(each.value, each.label) for each in (Topic.COMMUNITY, Topic.TAKERS)],
        widget=ChoiceCards(reveals={Topic.COMMUNITY.value: "community", Topic.TAKERS.value: "takers"}),
        error_messages={"required": _l("Choose which session it was.")},
    )
    audience = forms.MultipleChoiceField(
        label=_l("For whom it was"),
        choices=Training.Audience.choices,
        widget=CheckCards,
        required=False,
        help_text=_l("Of a session for the community."),
    )
    who = CleanTextField(
        label=_l("Names of the report takers who came"),
        lines=2,
        max_length=LONGEST_WORDS,
        required=False,
        help_text=_l("Of a session for report takers: with it they are named."),
    )
    year = forms.TypedChoiceField(
        label=_l("For the school year"), coerce=uuid.UUID, error_messages={"required": acts.YEAR, "invalid_choice": acts.YEAR}
    )
    on = _day()
    hours = hours_field()
    number = _number()
    trainer = trainer_field()
    evidence = _evidence()

    def __init__(self, *args: Any, years: Iterable[SchoolYear], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["year"].choices = [(str(year.ref), str(year)) for year in years]  # type: ignore[attr-defined]

    def given(self) -> TrainingGiven:
        """The session for the action."""
        words = dict(self.cleaned_data)
        return TrainingGiven(year_ref=words.pop("year"), **words)


class StaffForm(Form):
    """A session for the staff of the district."""

    use_required_attribute = False

    building = RowField(label=_l("The staff of which school"), nobody=_l("The whole district"), required=False)
    of_number = forms.IntegerField(
        label=_l("How many work there"),
        required=False,
        min_value=1,
        max_value=MOST_PEOPLE,
        widget=forms.TextInput(attrs={"class": "w-s", "inputmode": "numeric"}),
        help_text=_l("Trained or not. With it the page shows the share that is trained."),
        error_messages=dict.fromkeys(("invalid", "max_value", "min_value"), WORKING_UNREADABLE),
    )
    who = CleanTextField(
        label=_l("Whose staff came"),
        max_length=LONGEST_WORDS,
        required=False,
        help_text=_l("Such as: all buildings, or Cordgrass High School alone."),
    )
    on = _day()
    hours = hours_field()
    number = _number()
    trainer = trainer_field()
    evidence = _evidence()
    complete = forms.BooleanField(
        label=_l("With this session all staff of the district are trained for the year"),
        required=False,
        help_text=_l("Until this is ticked for one session, the duty of the year stays open."),
    )

    def __init__(self, *args: Any, buildings: Iterable[Building], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["building"].offer(buildings)  # type: ignore[attr-defined]

    def given(self) -> TrainingGiven:
        """The session for the action."""
        return TrainingGiven(topic=Topic.STAFF, **self.cleaned_data)
