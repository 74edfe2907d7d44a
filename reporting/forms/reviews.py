"""The forms of the annual review: its day, who was invited, that it was held, that its report was sent."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from reporting.actions import reviews as acts
from reporting.actions.reviews import InvitationsGiven
from reporting.models import ReviewInvitation, ReviewReport
from reporting.models.reviews import LONGEST_MINUTES, LONGEST_OFFICE, LONGEST_WHY
from tat.forms.base import Form
from tat.forms.fields import CheckCards, CleanTextField, LocalDateField
from tat.models import Building

Kind = ReviewInvitation.Kind
NONE_OF = (
    (Kind.EMS, _l("There is no separate emergency medical service: the fire department runs it")),
    (Kind.EDUCATION, _l("No other education body takes part")),
)
WHAT_OFFICE = _l("The office as you wrote to it. Leave it empty where none was invited on that day.")


class PlanForm(Form):
    """The day of the meeting; once there is one, why it is moved."""

    planned_on = LocalDateField(
        label=_l("Day of the meeting"),
        help_text=_l("A day that is past is taken too, where the meeting was held before it was entered here."),
        error_messages={"required": acts.NO_DAY},
    )
    why = CleanTextField(label=_l("Why it is moved"), max_length=LONGEST_WHY, error_messages={"required": acts.WHY_MOVED})

    def __init__(self, *args: Any, moves: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not moves:
            del self.fields["why"]


class InviteForm(Form):
    """Invitations of one day."""

    sent_on = LocalDateField(
        label=_l("Sent on"), past=True, error_messages={"required": _l("Write the day on which the invitations were sent.")}
    )
    buildings = forms.TypedMultipleChoiceField(
        label=_l("Principals, or their designees, of"),
        coerce=int,
        widget=CheckCards,
        required=False,
        error_messages={"invalid_choice": acts.BUILDING},
    )
    police = CleanTextField(label=_l("Law enforcement"), max_length=LONGEST_OFFICE, required=False, help_text=WHAT_OFFICE)
    fire = CleanTextField(label=_l("Fire department"), max_length=LONGEST_OFFICE, required=False, help_text=WHAT_OFFICE)
    ems = CleanTextField(
        label=_l("Emergency medical service, where it is separate"), max_length=LONGEST_OFFICE, required=False, help_text=WHAT_OFFICE
    )
    education = CleanTextField(label=_l("Other education body"), max_length=LONGEST_OFFICE, required=False, help_text=WHAT_OFFICE)

    def __init__(self, *args: Any, buildings: Iterable[Building], **options: Any) -> None:
        super().__init__(*args, **options)
        rows = list(buildings)
        if rows:
            self.fields["buildings"].choices = [(str(row.pk), row.name) for row in rows]  # type: ignore[attr-defined]
            self.initial.setdefault("buildings", [str(row.pk) for row in rows])
        else:
            del self.fields["buildings"]

    def given(self) -> InvitationsGiven:
        """The invitations for the action."""
        words = self.cleaned_data
        offices = {str(kind): words[kind] for kind in ("police", "fire", "ems", "education") if words.get(kind)}
        return InvitationsGiven(sent_on=words["sent_on"], buildings=words.get("buildings") or (), offices=offices)


class NobodyForm(Form):
    """Why there is nobody of one kind to invite."""

    kind = forms.ChoiceField(
        label=_l("Whom"), choices=NONE_OF, error_messages={"required": acts.NONE_KIND, "invalid_choice": acts.NONE_KIND}
    )
    why = CleanTextField(label=_l("Why"), max_length=LONGEST_WHY, error_messages={"required": acts.NONE_WHY})

    def __init__(self, *args: Any, kinds: Iterable[str | int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [pair for pair in NONE_OF if pair[0] in set(kinds)]  # type: ignore[attr-defined]


class HoldForm(Form):
    """That the meeting was held."""

    held_on = LocalDateField(label=_l("Held on"), past=True, error_messages={"required": _l("Write the day on which it was held.")})
    minutes = CleanTextField(
        label=_l("Where the minutes lie"),
        lines=2,
        max_length=LONGEST_MINUTES,
        help_text=_l("They say that plans, the threat assessment procedure and drills were reviewed. No case, and no student’s name."),
        error_messages={"required": acts.MINUTES},
    )


class CorrectForm(Form):
    """The day on which it was really held."""

    held_on = LocalDateField(
        label=_l("Really held on"), past=True, error_messages={"required": _l("Write the day on which it was really held.")}
    )
    why = CleanTextField(
        label=_l("Why the day was wrong"),
        max_length=LONGEST_WHY,
        help_text=_l("No case, and no student’s name."),
        error_messages={"required": acts.WHY_CORRECTED},
    )


class ReportForm(Form):
    """That the one-page report was sent."""

    sides = forms.MultipleChoiceField(
        label=_l("Sent to"), choices=ReviewReport.Side.choices, widget=CheckCards, error_messages={"required": acts.SIDES}
    )
    sent_on = LocalDateField(label=_l("Sent on"), past=True, error_messages={"required": _l("Write the day on which it was sent.")})
    signed_by = CleanTextField(
        label=_l("Signed by"),
        max_length=LONGEST_OFFICE,
        help_text=_l("The office, such as: Superintendent."),
        error_messages={"required": acts.SIGNED},
    )

    def __init__(self, *args: Any, sent: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        left = [pair for pair in ReviewReport.Side.choices if pair[0] not in set(sent)]
        self.fields["sides"].choices = left  # type: ignore[attr-defined]
        self.initial.setdefault("sides", [value for value, _label in left])
