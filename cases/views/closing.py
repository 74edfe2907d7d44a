"""Closing: what is unmet first, then what is carried on with a named owner, then the basis, and close."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.access import can, case_view, request_door
from cases.actions.carriers import carriers
from cases.actions.closing import carried_duties, close_case
from cases.actions.date_facts import open_items
from cases.actions.date_words import when_words
from cases.actions.duties import ENDS_WITH_CASE
from cases.actions.facts import gather
from cases.actions.on_record import on_record
from cases.actions.plan_facts import letters_missing
from cases.forms.closing import ClosingForm
from cases.models import Case
from cases.views import drafts
from cases.views.case import done, listed, subject_name
from cases.views.mending import as_left, mend
from cases.views.plan import plans_of, sheet_of
from cases.views.rail import rail
from cases.workflow import CaseFacts, Stage
from tat.idempotency import once
from tat.permissions import request_scope
from tat.roles import Permission
from tat.statutes import RULES
from tat.workflow import Blocked

RAIL_PLACE = 8
CLOSABLE = frozenset({Stage.ASSESSMENT, Stage.MANAGEMENT})
BESIDE = {"target_told": "cases/closing/_target_told.html"}
"""What stands beside an unmet check on this page, by the check's name."""


@case_view(Permission.VIEW_CASE, "GET")
def case_closing(request: HttpRequest, case: Case) -> HttpResponse:
    """What stands between this case and its closing; for a closed case, on what basis it was closed."""
    return show(request, case)


@case_view(Permission.CLOSE_CASE, "POST")
@once
def close(request: HttpRequest, case: Case) -> HttpResponse:
    """Close the case."""
    at = request_scope(request).at
    form = closing_form(request, case, gather(case, at), request.POST)
    if not form.is_valid():
        return show(request, case, form)
    try:
        close_case(case=case, by=request.user, given=form.given())
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, case, form)
    drafts.done(request, case, "closing")
    messages.success(request, _("Case closed. Updates stop; the record stays as long as the law says."))
    return redirect("case_closing", code=case.code)


def is_carrying(record: Mapping[str, Any]) -> bool:
    """Whether an open duty goes on after the case is closed."""
    return any(
        duty["open"] and duty["rule"] not in ENDS_WITH_CASE and not RULES[duty["rule"]].holds(duty["late"]) for duty in record["duty"]
    )


def closing_form(request: HttpRequest, case: Case, facts: CaseFacts, typed: Any, carries: bool = True) -> ClosingForm:
    """The form for the duties and letters as they stand; nothing is read for it where nothing is carried on."""
    at = request_scope(request).at
    carried = carried_duties(case, at) if carries else []
    return ClosingForm(
        typed,
        case=case,
        carried=carried,
        people=carriers(case, carried, at),
        letters=letters_missing(facts.fort_missing),
        was_told=facts.target_told_needed,
    )


def show(request: HttpRequest, case: Case, form: ClosingForm | None = None) -> HttpResponse:
    """The page, with the form's errors where there are any."""
    at, way = request_scope(request).at, request_door(request)
    context: dict[str, Any] = {
        "case": case,
        "subject": subject_name(case),
        "stages": rail(case, RAIL_PLACE),
        "now": at,
        "may_reopen": case.stage == Stage.CLOSED and can(way, Permission.REOPEN_CASE, case),
    }
    record = on_record(case, at)
    if record["rest"][0]["dates"]:
        context["dates"] = [(item, when_words(item)) for item in open_items(case)]
    if record["rest"][0]["closings"]:
        context["history"] = list(case.closing_set.select_related("follow_up_by").order_by("-recorded_at"))
    if case.stage in CLOSABLE:
        facts = gather(case, at, sheet_of(case, plans_of(case)), record)
        unmet = [item | {"beside": BESIDE.get(item["name"])} for item in listed("close_case", facts, case, way, "case_closing")]
        context |= {"unmet": unmet, "met": done("close_case", facts), "keeps_targets": can(way, Permission.VIEW_TARGET_PLAN, case)}
        if can(way, Permission.CLOSE_CASE, case):
            left = drafts.typed(request, case, "closing")
            context["form"] = form or as_left(closing_form(request, case, facts, left, is_carrying(record)), left)
    return render(request, "cases/closing.html", context)
