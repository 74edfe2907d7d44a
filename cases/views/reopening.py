"""Opening a closed case again: the reason, and what happens then."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.access import can, case_view, request_door
from cases.actions.reopening import reopen
from cases.forms.closing import ReopeningForm
from cases.models import Case, Closing, Plan
from cases.views.case import subject_name
from cases.views.mending import mend
from cases.views.rail import rail
from cases.workflow import ClosingReason, Stage
from tat.addresses import address
from tat.idempotency import once
from tat.models.prepared import Given, Prepared
from tat.permissions import request_scope
from tat.roles import Permission
from tat.workflow import Blocked

RAIL_PLACE = 8


@case_view(Permission.VIEW_CASE, "GET")
def case_reopening(request: HttpRequest, case: Case) -> HttpResponse:
    """What reopening does, and the form."""
    return show(request, case)


@case_view(Permission.REOPEN_CASE, "POST")
@once
def reopen_case(request: HttpRequest, case: Case) -> HttpResponse:
    """Open the case again into assessment."""
    form = ReopeningForm(request.POST)
    if not form.is_valid():
        return show(request, case, form)
    try:
        reopen(case=case, by=request.user, reason=form.cleaned_data["reason"])
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, case, form)
    messages.success(request, _("Case opened again. It is to be classified anew."))
    return redirect("case_detail", code=case.code)


def show(request: HttpRequest, case: Case, form: ReopeningForm | None = None) -> HttpResponse:
    """The page, with the form's errors where there are any."""
    is_closed = case.stage == Stage.CLOSED
    may_reopen = is_closed and can(request_door(request), Permission.REOPEN_CASE, case)
    context = {
        "case": case,
        "subject": subject_name(case),
        "stages": rail(case, RAIL_PLACE),
        "now": request_scope(request).at,
        "is_closed": is_closed,
        "history": CLOSINGS(case=case),
        "form": (form or ReopeningForm()) if may_reopen else None,
        "plan_stands": bool(IN_FORCE(case=case.id)),
        "triage_url": address("triage_reopen", case.code) if case.closed_reason == ClosingReason.AT_TRIAGE else "",
    }
    return render(request, "cases/reopening.html", context)


CLOSINGS: Prepared[Closing] = Prepared(lambda: Closing.objects.filter(case=Given("case")).order_by("-recorded_at"))
IN_FORCE: Prepared[int] = Prepared(
    lambda: Plan.objects.filter(case=Given("case"), state=Plan.State.ADOPTED).values_list("number", flat=True)
)
