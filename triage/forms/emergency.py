"""What is typed so far, taken as it is: in an emergency no field stands between a report and action."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from cases.actions.imminence import Answer, Determining
from tat.forms.text import UNKEEPABLE
from triage.actions.given import ReportGiven
from triage.forms.handoff import HandoffForm
from triage.forms.report import ReportForm
from triage.workflow import report_errors

EMPTY: dict[type, Any] = {forms.MultipleChoiceField: [], forms.ChoiceField: "", forms.CharField: "", forms.BooleanField: False}
TIMES = ("reported_at", "reviewed_at", "occurred_at", "occurred_until")


def whatever_is_typed(form: ReportForm | HandoffForm, at: datetime) -> ReportGiven:
    """A report that can be saved whatever stands in the form: wrong times are left out, text that does not fit is cut, nothing is asked."""
    form.is_valid()
    for each in (form, *form.blocks):
        _fill(each)
    data = form.cleaned_data
    data["nature"] = data["nature"].strip() or _("An imminent threat was declared before anything was written.")
    data["received_by"] = data["received_by"].strip() or form.by.full_name
    data["building"] = data["building"] or form.fields["building"].initial
    data["reported_at"] = data["reported_at"] or at
    for name in report_errors(data["nature"], *(data.get(name) for name in TIMES), at):
        data[name] = at if name == "reported_at" else None
    data["danger"], data["into"], data["channel"] = "yes", "", data["channel"] or form.fields["channel"].initial
    given = form.given()
    return ReportGiven(**{**vars(given), "determining": _declared(given)})


def _declared(given: ReportGiven) -> Determining:
    typed = given.determining or Determining(answer=Answer.YES)
    return replace(typed, answer=Answer.YES, other_steps="", determined_at=None)


def _fill(form: Any) -> None:
    """A value for each field that has none: what was typed, without what cannot be kept, or nothing."""
    for name, field in form.fields.items():
        if name not in form.cleaned_data:
            typed = form[name].data
            limit = getattr(field, "max_length", None)
            text = UNKEEPABLE.sub("", typed)[:limit] if isinstance(typed, str) else ""
            form.cleaned_data[name] = text if limit else EMPTY.get(type(field))
