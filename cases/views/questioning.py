"""The block before a student is questioned with an officer: what stands, what it lacks, every earlier answer, and its form."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.access import can, case_view, request_door
from cases.actions.in_words import Answered, answered
from cases.actions.questioning import RULE, answered_ahead, record_questioning
from cases.forms.questioning import QuestioningForm
from cases.models import Case, Interview, Questioning, of_case_and_merged
from cases.views import drafts
from cases.views.acting import act
from cases.workflow.questioning import ASKED_OF
from tat.idempotency import once
from tat.models import Obligation
from tat.models.prepared import Given, Prepared
from tat.permissions import request_scope
from tat.roles import Permission
from tat.statutes import RULES, local_date

FORM = "questioning"
ANSWERS = (
    *("applies", "why_not", "age", "act", "parent_told", "told_at", "told_how", "told_by"),
    *("present", "present_name", "youth_officer", "exception", "exception_why"),
)


@case_view(Permission.VIEW_CASE, "GET")
def case_questioning(request: HttpRequest, case: Case) -> HttpResponse:
    """The answers so far, the latest first, and the form; `?talk=` names the talk that it is for."""
    return show(request, case)


def show(request: HttpRequest, case: Case, form: QuestioningForm | None = None) -> HttpResponse:
    """The page, with the form's errors where there are any."""
    ahead = answered_ahead(case)
    rows = [answered(row, ahead) for row in ROWS(case=case)]
    may_add = can(request_door(request), Permission.ASSESS, case) and case.is_open()
    duties = DUTIES(case=case.id)
    context = {
        "case": case,
        "now": rows[0] if rows else None,
        "earlier": rows[1:],
        "duties": [duty for duty in duties if duty.state == Obligation.State.OPEN],
        "rule": RULES[RULE],
        "form": (form or fresh_form(request, case, rows, duties)) if may_add else None,
    }
    return render(request, "cases/questioning.html", context)


def fresh_form(request: HttpRequest, case: Case, rows: list[Answered], duties: list[Obligation]) -> QuestioningForm:
    """The form with the draft that was left in it; else with the day's answer that still lacks something, about the talk that waits.

    A complete answer is not offered again: the notice for one questioning is not that for the next.
    """
    left = drafts.typed(request, case, FORM)
    talks = TALKS(case_id=case.id)
    begun = [each.row for each in rows[:1] if each.lacking and _is_of_today(request, each.row)]
    initial = {name: getattr(begun[0], name) for name in ANSWERS} if begun else {}
    about = _about(request, talks, duties)
    if left is not None and about and not left.get("interview"):
        left["interview"] = str(about.pk)  # begun for the questioning to come, which has taken place by now
    return drafts.again(QuestioningForm(left, talks=talks, initial=initial | {"interview": about}), left)


def _is_of_today(request: HttpRequest, row: Questioning) -> bool:
    return local_date(row.recorded_at) == local_date(request_scope(request).at)


def _about(request: HttpRequest, talks: list[Interview], duties: list[Obligation]) -> Interview | None:
    """The talk of the address, else the latest whose duty is open; none is the questioning to come."""
    wanted = {request.GET.get("talk", "")} & {str(talk.pk) for talk in talks}
    waiting = {duty.trigger_ref.removeprefix("interview:") for duty in duties if duty.state == Obligation.State.OPEN}
    return next((talk for talk in talks if str(talk.pk) in (wanted or waiting)), None)


ROWS: Prepared[Questioning] = Prepared(
    lambda: (
        Questioning.objects.filter(case=Given("case"))
        .select_related("interview")
        .defer("interview__statement")
        .order_by("-recorded_at", "-id")
    )
)
TALKS: Prepared[Interview] = Prepared(
    lambda: (
        Interview.objects.filter(
            case__any_of=of_case_and_merged(Given("case_id")), held=True, police_present="yes", criminal_act__in=ASKED_OF
        )
        .defer("statement")
        .order_by("-started_at")
    )
)
"""The talks that the block may be about, also those of cases merged into this one."""
DUTIES: Prepared[Obligation] = Prepared(
    lambda: Obligation.objects.about("case", Given("case")).filter(rule=RULE).order_by("triggered_at", "id")
)


@case_view(Permission.ASSESS, "POST")
@once
def record(request: HttpRequest, case: Case) -> HttpResponse:
    """Answer the block."""
    form = QuestioningForm(request.POST, talks=TALKS(case_id=case.id))
    return act(
        request,
        case,
        form,
        do=lambda: _record(request, case, form),
        again=lambda: show(request, case, form),
        done=_l("The block is recorded."),
        go="case_questioning",
        draft=FORM,
    )


def _record(request: HttpRequest, case: Case, form: QuestioningForm) -> None:
    found = answered(record_questioning(case=case, by=request.user, given=form.given()), {})
    if found.lacking:
        messages.warning(request, _("Recorded, and not complete yet. What is lacking stands on this page."))
    if found.is_late:
        messages.warning(request, _("The notice came after the talk began: it is late, and the duty says so."))
