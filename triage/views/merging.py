"""Merging a duplicate: the two cases are chosen, what happens then is shown, and it is asked once more."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.access import case_view, request_door
from cases.models import Case
from cases.views.mending import mend
from cases.views.rail import rail
from cases.workflow import MOVES
from tat import audit
from tat.idempotency import once
from tat.roles import Permission
from tat.workflow import Blocked
from triage.actions.mergeable import Mergeable, mergeable
from triage.actions.merging import merge_cases, merge_facts, stage_afterwards
from triage.forms.merging import MergeForm


@case_view(Permission.RECORD_TRIAGE, "GET")
def case_merging(request: HttpRequest, case: Case) -> HttpResponse:
    """What merging does, and the form; a case that is not open has none."""
    offered = mergeable(case, request_door(request)) if case.is_open() else []
    return show(request, case, offered)


@case_view(Permission.RECORD_TRIAGE, "POST")
@once
def merge(request: HttpRequest, case: Case) -> HttpResponse:
    """Make one case of two; it cannot be undone, so a page says what happens and asks once more."""
    offered = mergeable(case, request_door(request))
    form = MergeForm(request.POST, case=case, offered=offered, way=request_door(request))
    if not form.is_valid():
        return show(request, case, offered, form)
    ends, goes_on = form.pair()
    try:
        if problems := MOVES["merge_case"].problems(merge_facts(ends, goes_on, form.cleaned_data["reason"])):
            raise Blocked(problems)
        if form.cleaned_data["sure"] != goes_on.code:
            return sure(request, case, form)
        found = merge_cases(duplicate=ends, survivor=goes_on, by=request.user, reason=form.cleaned_data["reason"])
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, case, offered, form)
    messages.success(request, _("Merged. The work goes on in %(code)s.") % {"code": found.code})
    return redirect("case_detail", code=found.code)


def show(request: HttpRequest, case: Case, offered: list[Mergeable], form: MergeForm | None = None) -> HttpResponse:
    """The page, with the form's errors where there are any; the codes on it are on record with the look."""
    may = case.is_open()
    context = {
        "case": case,
        "stages": rail(case),
        "form": (form or MergeForm(case=case, offered=offered, way=request_door(request))) if may else None,
    }
    response = render(request, "triage/merging.html", context)
    response.shown = audit.digest_of([row.case.code for row in offered])  # type: ignore[attr-defined]
    return response


def sure(request: HttpRequest, case: Case, form: MergeForm) -> HttpResponse:
    """What becomes of both, before it is done for good."""
    ends, goes_on = form.pair()
    stage = stage_afterwards(ends, goes_on)
    context = {
        "case": case,
        "form": form,
        "ends": ends,
        "goes_on": goes_on,
        "stage": stage.label,
        "moves": stage != goes_on.stage,
    }
    response = render(request, "triage/merging_sure.html", context)
    response.shown = audit.digest_of([ends.code, goes_on.code])  # type: ignore[attr-defined]
    return response
