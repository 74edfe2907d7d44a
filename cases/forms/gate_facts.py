"""The facts of one incident that is reported outside: what its gate asks, and no name."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from cases.actions.gate_facts import DRUG, GROUNDS, OF_GATE, PERSONNEL, THREATENS, WEAPON, WHAT, WHEN, FactsGiven
from cases.models import GateAnswer, GateFacts
from cases.models.incidents import AttackKind, Complaint, Doer, DrugKind, Grounds, Injury, Personnel, Threatens, WeaponKind
from tat.forms.base import Form
from tat.forms.fields import CheckCards, ChoiceCards, CleanTextField, LocalDateTimeField

NONE = [("", _l("Choose"))]


class GateFactsForm(Form):
    """One incident; its prefix tells it from the others on the page."""

    use_required_attribute = False

    happened_at = LocalDateTimeField(label=_l("When did it happen?"), past=True, error_messages={"required": WHEN})
    grounds = forms.ChoiceField(label=_l("What kind of place?"), choices=[*NONE, *Grounds.choices], error_messages={"required": GROUNDS})
    place = CleanTextField(label=_l("Where exactly?"), max_length=200, required=False, help_text=_l("Gym, parking lot, bus 12 ..."))
    what = CleanTextField(
        label=_l("What happened, in one sentence?"),
        max_length=300,
        error_messages={"required": WHAT},
        help_text=_l("No names: “A student struck a teacher once on the arm.”"),
    )
    weapon = forms.ChoiceField(label=_l("Kind of weapon"), choices=[*NONE, *WeaponKind.choices], error_messages={"required": WEAPON})
    drug = forms.ChoiceField(label=_l("Kind of drug"), choices=[*NONE, *DrugKind.choices], error_messages={"required": DRUG})
    personnel = forms.ChoiceField(
        label=_l("Which staff was attacked?"), choices=Personnel.choices, widget=ChoiceCards(), error_messages={"required": PERSONNEL}
    )
    attack = forms.ChoiceField(label=_l("Kind of attack"), choices=[*NONE, *AttackKind.choices], required=False)
    done_by = forms.ChoiceField(label=_l("By whom?"), choices=Doer.choices, initial=Doer.UNKNOWN)
    injury = forms.ChoiceField(label=_l("Was anybody hurt?"), choices=[*NONE, *Injury.choices], required=False)
    injury_note = CleanTextField(label=_l("Injury, and who looked at it"), max_length=200, required=False, help_text=_l("No names."))
    complaint = forms.ChoiceField(
        label=_l("Did the staff member complain in writing?"), choices=[*NONE, *Complaint.choices], required=False
    )
    complaint_at = LocalDateTimeField(label=_l("When was the complaint made?"), past=True, required=False)
    threatens = forms.MultipleChoiceField(
        label=_l("What threatens the school's safety?"),
        choices=Threatens.choices,
        widget=CheckCards,
        error_messages={"required": THREATENS},
    )

    def __init__(self, data: Any = None, *, answer: GateAnswer, facts: GateFacts | None = None, first: Any = None) -> None:
        asked = ("happened_at", "grounds", "place", "what", *OF_GATE[answer.gate])
        known = {name: getattr(facts, name) for name in asked} if facts else dict(first or {})
        super().__init__(data, prefix=f"facts-{answer.pk}", initial=known)
        for name in set(self.fields) - set(asked):
            del self.fields[name]

    def given(self) -> FactsGiven:
        """The facts for the action."""
        data = dict(self.cleaned_data)
        return FactsGiven(**(data | ({"threatens": tuple(data["threatens"])} if "threatens" in data else {})))
