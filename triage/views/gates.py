"""The questions that may start a duty, asked again at triage on a page of their own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cases.access import case_view
from cases.actions.asked_again import last_replies
from cases.forms.gates import GatesForm
from cases.models import Case
from cases.views.gates import kept
from cases.views.rail import rail
from cases.workflow import Stage
from tat.idempotency import once
from tat.roles import Permission
from triage.actions.gates import NOT_AT_TRIAGE, answer_at_triage


@case_view(Permission.RECORD_TRIAGE, "GET")
def case_triage_gates(request: HttpRequest, case: Case) -> HttpResponse:
    """The eleven questions with their latest answers; away from triage, where they are asked instead."""
    return show(request, case, GatesForm(last=last_replies(case)) if case.stage == Stage.TRIAGE else None)


def show(request: HttpRequest, case: Case, form: GatesForm | None) -> HttpResponse:
    """The page, with the form's errors where there are any."""
    context = {"case": case, "stages": rail(case, 2), "form": form, "elsewhere": NOT_AT_TRIAGE}
    return render(request, "triage/gates.html", context)


@case_view(Permission.RECORD_TRIAGE, "POST")
@once
def answer(request: HttpRequest, case: Case) -> HttpResponse:
    """Keep the answers, and say at once what is due."""
    return kept(request, case, do=answer_at_triage, again=show, go="case_triage")
