"""From a case to the district: what it shows of the system as a help, a form in general words, and what the district has already."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _l

from cases.access import case_view
from cases.actions.facts import live_findings
from cases.actions.grounds import words_of
from cases.actions.plan_facts import current_plan, strategies_of
from cases.models import Case, Finding
from cases.step import StepDomain
from cases.views.acting import act, refusal
from cases.views.rail import rail
from cases.workflow import Stage
from reporting.actions.system import count_case, counted_in, hand_over, joinable
from reporting.forms.system import CountForm, HandOverForm
from tat import paging
from tat.idempotency import once
from tat.permissions import request_scope
from tat.roles import Permission
from tat.statutes import local_date

RAIL_PLACE = 6
PAGE = 10
ENVIRONMENT = StepDomain.ENVIRONMENT


@case_view(Permission.ASSESS, "GET")
def case_system(request: HttpRequest, case: Case) -> HttpResponse:
    """What the case shows of the system, and the form that hands a pattern on."""
    return show(request, case)


def show(request: HttpRequest, case: Case, form: HandOverForm | None = None, count: CountForm | None = None) -> HttpResponse:
    """The page, with a form's errors where there are any."""
    may = case.stage != Stage.MERGED and not case.practice
    shown = (form or HandOverForm(today=today(request))) if may else None
    rows, after = paging.page(joinable(case), ("recorded_on", "id"), request.GET.get("after", ""), PAGE, newest_first=True)
    counted = counted_in(case, [row.pk for row in rows])
    context: dict[str, Any] = {
        "case": case,
        "stages": rail(case, RAIL_PLACE),
        "found": found_here(case),
        "strategies": [each for each in strategies_of(case, current_plan(case)) if each.domain == ENVIRONMENT],
        "similar": [{"row": row, "counted": row.pk in counted} for row in rows],
        "after": after,
        "may": may,
        "form": shown,
    }
    context |= refusal(request, (form, count), [shown])
    return render(request, "reporting/case_system.html", context)


def found_here(case: Case) -> list[str]:
    """The observed findings under E as they stand, in words."""
    rows = live_findings(case)
    return [words_of(row) for row in rows if row.domain == ENVIRONMENT and row.status == Finding.Status.OBSERVED]


def today(request: HttpRequest) -> Any:
    """The local day of the request."""
    return local_date(request_scope(request).at)


@case_view(Permission.ASSESS, "POST")
@once
def over(request: HttpRequest, case: Case) -> HttpResponse:
    """Hand a pattern to the district."""
    form = HandOverForm(request.POST, today=today(request))
    return act(
        request,
        case,
        form,
        do=lambda: hand_over(case=case, by=request.user, given=form.given()),
        again=lambda: show(request, case, form),
        done=_l("The general pattern is handed to the district. Nothing of this case went with it."),
        go="case_system",
    )


@case_view(Permission.ASSESS, "POST")
@once
def count(request: HttpRequest, case: Case) -> HttpResponse:
    """One more case shows what the district has already."""
    form = CountForm(request.POST)
    return act(
        request,
        case,
        form,
        do=lambda: count_case(case=case, by=request.user, finding_id=form.cleaned_data["finding"]),
        again=lambda: show(request, case, count=form),
        done=_l("The case is counted in that finding. Nothing else of it went to the district."),
        go="case_system",
    )
