"""The call to the police, on the page of a duty whose holder does not see the case."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _l

from cases.actions.notifications import METHODS, Outcome
from cases.actions.outside_proofs import BASES_HERE, OUTCOME, PoliceToldGiven
from cases.actions.releases import BASES
from cases.duty_facts import police_words
from cases.forms.offices import office_field
from cases.models import NotificationEntry
from tat.forms.base import Form
from tat.forms.fields import ChoiceCards, CleanTextField, LocalDateTimeField

OUTCOMES = [(each.value, each.label) for each in (Outcome.REACHED, Outcome.ATTEMPTED)]


class PoliceToldForm(Form):
    """Who was told, when and how; or the school's own call, where it was one call for both duties."""

    use_required_attribute = False
    few_needed = True

    same_call = forms.ChoiceField(
        label=_l("One call for both duties?"),
        required=False,
        help_text=_l("Where the school's call was made for the superintendent too, choose it, and leave the rest empty."),
    )
    outcome = forms.ChoiceField(
        label=_l("Were the police reached?"), choices=OUTCOMES, widget=ChoiceCards(), required=False, error_messages={"required": OUTCOME}
    )
    told_at = LocalDateTimeField(label=_l("When?"), past=True, required=False)
    agency = office_field(_l("Agency"))
    person = CleanTextField(label=_l("Person spoken to"), max_length=200, required=False)
    method = forms.ChoiceField(label=_l("How?"), choices=[("", _l("Choose how")), *METHODS.items()], required=False)
    reference = CleanTextField(label=_l("Report number"), max_length=100, required=False)
    note = CleanTextField(label=_l("What was said, or what came of the attempt"), lines=2, max_length=2000, required=False)
    discloses_student = forms.ChoiceField(
        label=_l("Did you name a student to the police?"),
        choices=[("no", _l("No")), ("yes", _l("Yes"))],
        required=False,
        widget=ChoiceCards(hints={"yes": _l("It is a release: it needs a legal basis.")}, reveals={"yes": "other"}),
    )
    legal_basis = forms.ChoiceField(
        label=_l("On which legal basis?"),
        choices=[("", _l("Choose the basis")), *((code, BASES[code]) for code in BASES_HERE)],
        required=False,
    )
    release_threat = CleanTextField(
        label=_l("The articulable and significant threat"),
        lines=2,
        max_length=2000,
        required=False,
        help_text=_l("For an emergency release."),
    )

    def __init__(self, data: Any = None, *, calls: Sequence[NotificationEntry] = ()) -> None:
        super().__init__(data)
        if calls:
            of_the_school = [(str(call.pk), police_words(call)) for call in calls]
            self.fields["same_call"].choices = [("", _l("No, a call of its own")), *of_the_school]  # type: ignore[attr-defined]
        else:
            del self.fields["same_call"]

    def given(self) -> PoliceToldGiven:
        """The call for the action."""
        data = dict(self.cleaned_data)
        same = data.pop("same_call", "")
        return PoliceToldGiven(**data, same_call=UUID(same) if same else None)
