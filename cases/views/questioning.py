"""The block before a student is questioned with an officer: what stands, what it lacks, every earlier answer, and its form."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.access import can, case_view, request_door
from cases.actions.questioning import RULE, block_of, record_questioning
from cases.forms.questioning import QuestioningForm
from cases.models import Case, Interview, Questioning, of_case_and_merged
from cases.views import drafts
from cases.views.acting import act
from cases.workflow.questioning import ASKED_OF, lacking
from tat.idempotency import once
from tat.models import Obligation
from tat.models.prepared import Given, Prepared
from tat.permissions import request_scope
from tat.roles import Permission
from tat.statutes import RULES, local_date
from tat.templatetags.moments import when

FORM = "questioning"
ANSWERS = (
    *("applies", "why_not", "age", "act", "parent_told", "told_at", "told_how", "told_by"),
    *("present", "present_name", "youth_officer", "exception", "exception_why"),
)


@dataclass(frozen=True)
class Answered:
    """One answer to the block as the page shows it."""

    row: Questioning
    facts: list[tuple[Any, Any]]
    lacking: tuple[str, ...]
    is_late: bool


@case_view(Permission.VIEW_CASE, "GET")
def case_questioning(request: HttpRequest, case: Case) -> HttpResponse:
    """The answers so far, the latest first, and the form; `?talk=` names the talk that it is for."""
    return show(request, case)


def show(request: HttpRequest, case: Case, form: QuestioningForm | None = None) -> HttpResponse:
    """The page, with the form's errors where there are any."""
    rows = [answered(row) for row in ROWS(case=case)]
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


def answered(row: Questioning) -> Answered:
    """The row with its words, and what it lacks."""
    block, talk = block_of(row), row.interview
    late = bool(talk and talk.started_at and block.asks_for_notice and row.told_at and row.told_at > talk.started_at)
    return Answered(row, facts_of(row), lacking(block), late)


def facts_of(row: Questioning) -> list[tuple[Any, Any]]:
    """Terms and words of one answer; what is open is left out."""
    told = [str(row.get_parent_told_display()), when(row.told_at), row.told_how, row.told_by]
    rows = (
        (_("Asked for"), _talk(row.interview)),
        (_("Applies"), _("yes") if row.applies else _("no")),
        (_("Why not"), row.why_not),
        (_("Age"), row.age),
        (_("Criminal act"), row.act),
        (_("Exception"), "" if row.exception in ("", Questioning.Exempt.NONE) else row.get_exception_display()),
        (_("Why an exception"), row.exception_why),
        (_("Notice to a parent"), " · ".join(filter(None, told))),
        (_("There with the student"), ": ".join(filter(None, (str(row.get_present_display()), row.present_name)))),
        (_("Officer trained in working with youth"), row.get_youth_officer_display()),
    )
    return [(term, words) for term, words in rows if words]


def _talk(talk: Interview | None) -> str:
    return f"{talk.get_interviewee_display()}, {when(talk.started_at)}" if talk else str(_("The questioning to come"))


def fresh_form(request: HttpRequest, case: Case, rows: list[Answered], duties: list[Obligation]) -> QuestioningForm:
    """The form with the draft that was left in it; else with the answers of the same day, about the talk that waits for it."""
    left = drafts.typed(request, case, FORM)
    talks = TALKS(case_id=case.id)
    same_day = rows and local_date(rows[0].row.recorded_at) == local_date(request_scope(request).at)
    initial = {name: getattr(rows[0].row, name) for name in ANSWERS} if same_day else {}
    form = QuestioningForm(left, talks=talks, initial=initial | {"interview": _about(request, talks, duties)})
    return drafts.again(form, left)


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
    found = answered(record_questioning(case=case, by=request.user, given=form.given()))
    if found.lacking:
        messages.warning(request, _("Recorded, and not complete yet. What is lacking stands on this page."))
    if found.is_late:
        messages.warning(request, _("The notice came after the talk began: it is late, and the duty says so."))
