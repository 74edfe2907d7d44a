"""The form of an acting lead."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from cases.actions import acting_leads as acts
from cases.actions.acting_leads import ActingGiven
from tat.forms.choices import RowField
from tat.forms.fields import ChoiceCards, CleanTextField, LocalDateField
from tat.forms.people import SoughtForm
from tat.models import ActingLead, Building

HINTS = {
    "absent": _l("Holds the office of the building in these days: its reports, cases and duties."),
    "concerned": _l("Leads only the cases that the principal must not see. You are not told which these are."),
}


class ActingLeadForm(SoughtForm):
    """Somebody named in a principal's place."""

    building = RowField(
        label=_l("In the place of the principal of"),
        nobody=_l("Choose a building"),
        error_messages={"invalid_choice": acts.BUILDING, "required": acts.BUILDING},
    )
    ground = forms.ChoiceField(
        label=_l("Why"),
        choices=ActingLead.Ground.choices,
        widget=ChoiceCards(hints=HINTS),
        error_messages={"required": acts.GROUND, "invalid_choice": acts.GROUND},
    )
    reason = CleanTextField(
        label=_l("The reason, for the record"),
        max_length=300,
        help_text=_l("Such as: on leave; or: named in a report. No word of a case, and no student’s name."),
        error_messages={"required": acts.REASON},
    )
    from_on = LocalDateField(label=_l("First day"), error_messages={"required": acts.FIRST})
    until_on = LocalDateField(label=_l("Last day"), help_text=_l("Included."), error_messages={"required": acts.LAST})
    field_order = ("building", "who", "person", "ground", "reason", "from_on", "until_on")

    def __init__(self, *args: Any, places: Iterable[Building], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["building"].offer(places)  # type: ignore[attr-defined]

    def given(self) -> ActingGiven:
        """The naming for the action."""
        data = dict(self.cleaned_data)
        return ActingGiven(person=data.pop("who"), **data)
