"""The forms of containment: a step with its time, and the facts entered afterwards."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cases.actions.containment import NOT_A_STEP, NOT_NEEDED, STARTED, WHY_NOT_STARTED, Step
from cases.forms.offices import office_field
from cases.models import Containment
from cases.models.indicators import opened_at
from tat.forms.base import Form
from tat.forms.choices import ChoiceCards
from tat.forms.text import CleanTextField
from tat.forms.times import LocalDateTimeField
from tat.models.obligations import SHORTEST_REASON

MARKS = [("", _("Choose one")), ("observed", _("Observed")), ("not_observed", _("Not observed")), ("unknown", _("Not known"))]
METHODS = [("", _("Choose one")), ("911", _("911")), ("phone", _("Phone")), ("in_person", _("In person")), ("radio", _("Radio"))]
TEXTS = ("seocrp_note", "police_agency", "police_person", "contained_how", "contained_by", "target_protected")
WHEN = _("Write when it was done.")
PLAIN = ("seocrp_answer", "seocrp_at", "police_at", "police_method", "contained_at")


class StepForm(Form):
    """One step: done now, or, where `corrects` is sent, at a time that is stated."""

    use_required_attribute = False
    few_needed = True

    step = forms.ChoiceField(choices=Step.choices, widget=forms.HiddenInput, error_messages={"invalid_choice": NOT_A_STEP})
    corrects = forms.BooleanField(widget=forms.HiddenInput, required=False, initial=True)
    occurred_at = LocalDateTimeField(label=_("When was it?"), past=True, required=False, error_messages={"required": WHEN})

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["occurred_at"].required = bool(data and data.get("corrects"))


class FactsForm(Form):
    """The facts of containment. Nothing is required to save; confirming asks for what is missing."""

    use_required_attribute = False
    few_needed = True

    version = forms.IntegerField(widget=forms.HiddenInput)
    indicators_edition = CleanTextField(widget=forms.HiddenInput, required=False)
    rationale = CleanTextField(label=_("Why was the threat imminent?"), lines=3, required=False)
    seocrp_answer = forms.ChoiceField(
        label=_("Crisis response plan (SEOCRP)"),
        choices=[(STARTED, _("Started")), (NOT_NEEDED, _("Not started, because it is not needed"))],
        required=False,
        widget=ChoiceCards(hints={NOT_NEEDED: _("Needs a reason, which a second person confirms.")}),
    )
    seocrp_at = LocalDateTimeField(label=_("When was it started?"), past=True, required=False)
    seocrp_note = CleanTextField(label=_("By whom, or why not?"), lines=2, max_length=2000, required=False)
    police_at = LocalDateTimeField(label=_("When were the police told?"), past=True, required=False)
    police_agency = office_field(_("Which agency?"))
    police_person = CleanTextField(label=_("Whom did you speak to?"), max_length=200, required=False)
    police_method = forms.ChoiceField(label=_("How?"), choices=METHODS, required=False)
    contained_at = LocalDateTimeField(label=_("When was the threat contained?"), past=True, required=False)
    contained_by = CleanTextField(label=_("By whom?"), max_length=200, required=False)
    contained_how = CleanTextField(label=_("How?"), lines=3, required=False)
    target_protected = CleanTextField(label=_("How were targets protected, and when?"), lines=2, max_length=2000, required=False)

    def __init__(self, data: Any = None, *, containment: Containment) -> None:
        marked = containment.determination.indicators_edition
        self.list = opened_at(containment.case.district_id, marked or (data.get("indicators_edition", "") if data else ""))
        super().__init__(data, initial=as_it_stands(containment) | {"indicators_edition": self.list.edition})
        self.signs = {mark_name(row.code): row for row in self.list.offered}
        for name, indicator in self.signs.items():
            self.fields[name] = forms.ChoiceField(label=indicator.text, choices=MARKS, required=False)

    def marks(self) -> list[forms.BoundField]:
        """The signs, one question each."""
        return [self[name] for name in self.signs]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        short = len(data.get("seocrp_note", "").strip()) < SHORTEST_REASON
        if data.get("seocrp_answer") == NOT_NEEDED and short and "seocrp_note" not in self.errors:
            self.add_error("seocrp_note", WHY_NOT_STARTED)
        return data

    def facts(self) -> dict[str, Any]:
        """The facts for the action; signs nobody answered are left out."""
        data = self.cleaned_data
        marks = {indicator.code: data[name] for name, indicator in self.signs.items() if data[name]}
        words = {name: data[name] for name in (*TEXTS, *PLAIN)}
        return words | {"rationale": data["rationale"], "indicators": marks, "indicators_edition": self.list.edition}


def filled(data: QueryDict, containment: Containment) -> QueryDict:
    """What was typed on an earlier version of the facts, on the version that stands now: what was left empty takes what stands now."""
    body = data.copy()
    body["version"] = str(containment.version)
    now = FactsForm(containment=containment)
    for name in now.fields:
        value = now[name].value()
        text, fold = value if isinstance(value, tuple) else (value, "")
        if text and not body.get(name, "").strip():
            body[name] = text
            body[f"{name}_fold"] = fold
    return body


def mark_name(code: str) -> str:
    return f"mark_{code.replace('-', '_')}"


def as_it_stands(containment: Containment) -> dict[str, Any]:
    """The facts as they stand, for the form."""
    found = containment.determination
    marks = {mark_name(code): value for code, value in found.indicators.items()}
    return (
        {name: getattr(containment, name) for name in (*TEXTS, *PLAIN)}
        | marks
        | {"version": containment.version, "rationale": found.rationale}
    )
