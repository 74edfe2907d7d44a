"""The questions that may start a duty, asked again at triage on a page of their own."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _l

from cases.access import case_view
from cases.models import Case
from cases.views.gates import AskedAgain, ask, keep
from cases.workflow import Stage
from tat.idempotency import once
from tat.roles import Permission
from triage.actions.gates import NOT_AT_TRIAGE, answer_at_triage

AT_TRIAGE = AskedAgain(
    heading=_l("Asked again at triage"),
    do=answer_at_triage,
    action="triage_gates",
    back="case_triage",
    back_words=_l("Back to triage"),
    elsewhere=NOT_AT_TRIAGE,
    rail_place=2,
)


@case_view(Permission.RECORD_TRIAGE, "GET")
def case_triage_gates(request: HttpRequest, case: Case) -> HttpResponse:
    """The questions with their latest answers; away from triage, where they are asked instead."""
    return ask(request, case, AT_TRIAGE, open_now=case.stage == Stage.TRIAGE)


@case_view(Permission.RECORD_TRIAGE, "POST")
@once
def answer(request: HttpRequest, case: Case) -> HttpResponse:
    """Keep the answers, and say at once what is due."""
    return keep(request, case, AT_TRIAGE)
