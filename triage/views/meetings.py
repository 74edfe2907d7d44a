"""What is recorded beside the opinions: a crisis response, the full team's meeting, and that a threat is contained."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.access import case_view
from cases.models import Case
from cases.views.containment import show as show_containment
from cases.views.mending import mend
from cases.workflow import Stage
from tat.idempotency import once
from tat.permissions import request_scope
from tat.roles import Permission
from tat.workflow import Blocked
from triage.actions import meetings
from triage.actions.triage import confirm_containment
from triage.forms.opinion import CrisisForm
from triage.views.triage import meeting_form, show
from triage.workflow import FEW, MET_BEFORE


@case_view(Permission.RECORD_TRIAGE, "POST", at_once=True)
@once
def crisis(request: HttpRequest, case: Case) -> HttpResponse:
    """Record a crisis response; the case stays where it is."""
    form = CrisisForm(request.POST)
    if not form.is_valid():
        return show(request, case, crisis_form=form)
    try:
        meetings.start_crisis_response(case=case, by=request.user, **form.cleaned_data)
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, case, crisis_form=form)
    messages.success(request, _("The crisis response is recorded. The case stays where it is."))
    return redirect("case_triage", code=case.code)


@case_view(Permission.RECORD_TRIAGE, "POST")
@once
def meeting(request: HttpRequest, case: Case) -> HttpResponse:
    """Record the meeting of the full team, which meets the duty to convene it."""
    form = meeting_form(case, request_scope(request).at, request.POST)
    if not form.is_valid():
        return show(request, case, meeting_form=form)
    came = {**form.cleaned_data, "attended": [int(seat) for seat in form.cleaned_data["attended"]]}
    try:
        meetings.record_meeting(case=case, by=request.user, **came)
    except Blocked as blocked:
        for problem in blocked.problems:
            form.add_error({FEW: "shortfall_reason", MET_BEFORE: "held_at"}.get(problem), problem)
        return show(request, case, meeting_form=form)
    messages.success(request, _("The meeting is recorded. The duty to convene the team is closed."))
    return redirect("case_triage", code=case.code)


@case_view(Permission.CONFIRM_CONTAINMENT, "POST", at_once=True)
@once
def confirm(request: HttpRequest, case: Case) -> HttpResponse:
    """Confirm containment; from intake the case goes on to triage and the panel is frozen."""
    try:
        now = confirm_containment(case=case, by=request.user)
    except Blocked as blocked:
        return show_containment(request, case, problems=blocked.problems)
    messages.success(request, _("Containment is confirmed."))
    return redirect("case_triage" if now.stage == Stage.TRIAGE else "case_detail", code=case.code)
