"""The interviews of a case: held, not held with the reason, and those still expected."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.access import can, case_view, request_door
from cases.actions.facts import gather
from cases.actions.interviews import interview_not_held, record_interview
from cases.forms.interviews import InterviewForm, NotHeldForm
from cases.models import Case, Interview, InterviewTopic
from cases.step import Interviewee
from cases.views import drafts
from cases.views.mending import mend
from tat.idempotency import once
from tat.models.prepared import Given, Prepared
from tat.permissions import request_scope
from tat.roles import Permission
from tat.workflow import Blocked

FORM = "interview"


@case_view(Permission.VIEW_CASE, "GET")
def case_interviews(request: HttpRequest, case: Case) -> HttpResponse:
    """The ledger of interviews."""
    return show(request, case)


def show(request: HttpRequest, case: Case, **given: Any) -> HttpResponse:
    """The page, with a form's errors where there are any."""
    at = request_scope(request).at
    facts = gather(case, at)
    may_add = can(request_door(request), Permission.ASSESS, case) and case.is_open()
    expected = facts.expected_interviews - facts.interviews_held - facts.interviews_not_held
    context = {
        "case": case,
        "interviews": LEDGER(case=case),
        "expected": [who for who in Interviewee if who in expected],
        "form": (given.get("form") or fresh_form(request, case)) if may_add else None,
        "not_held_form": (given.get("not_held_form") or NotHeldForm()) if may_add else None,
        "topics": topics(case),
    }
    return render(request, "cases/interviews.html", context)


LEDGER: Prepared[Interview] = Prepared(
    lambda: Interview.objects.filter(case=Given("case")).select_related("party__person__key").order_by("recorded_at")
)


def fresh_form(request: HttpRequest, case: Case) -> InterviewForm:
    """The form, with the draft that was left in it."""
    draft = drafts.typed(request, case, FORM)
    return drafts.again(InterviewForm(draft, case=case, at=request_scope(request).at), draft)


def topics(case: Case) -> list[tuple[str, list[str]]]:
    """What to cover with whom, as the district's list has it."""
    rows = InterviewTopic.offered(case.district_id)
    return [(who.label, [row.label for row in rows if row.interviewee == who]) for who in Interviewee]


@case_view(Permission.ASSESS, "POST")
@once
def record(request: HttpRequest, case: Case) -> HttpResponse:
    """Add an interview that was held."""
    form = InterviewForm(request.POST, case=case, at=request_scope(request).at)
    if not form.is_valid():
        return show(request, case, form=form)
    try:
        record_interview(case=case, by=request.user, given=form.given())
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, case, form=form)
    drafts.done(request, case, FORM)
    messages.success(request, _("The interview is recorded."))
    return redirect("case_interviews", code=case.code)


@case_view(Permission.ASSESS, "POST")
@once
def not_held(request: HttpRequest, case: Case) -> HttpResponse:
    """Record why an interview was not held."""
    form = NotHeldForm(request.POST)
    if not form.is_valid():
        return show(request, case, not_held_form=form)
    try:
        interview_not_held(case=case, by=request.user, **form.cleaned_data)
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, case, not_held_form=form)
    messages.success(request, _("The reason is recorded."))
    return redirect("case_interviews", code=case.code)
