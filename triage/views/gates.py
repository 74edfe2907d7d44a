"""The questions that may start a duty, asked again at triage on a page of their own."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.access import case_view
from cases.actions.asked_again import last_replies
from cases.forms.gates import GatesForm
from cases.gates import YES
from cases.models import Case
from cases.views.due_now import tell_due, tell_next
from cases.views.mending import mend
from cases.views.rail import rail
from cases.workflow import Stage
from tat.addresses import address
from tat.idempotency import once
from tat.roles import Permission
from tat.workflow import Blocked
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
    form = GatesForm(request.POST, last=last_replies(case))
    if not form.is_valid():
        return show(request, case, form)
    try:
        at, answered = answer_at_triage(case=case, by=request.user, replies=form.replies())
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, case, form)
    messages.success(request, _("The answers are saved."))
    tell_due(request, case, at)
    return redirect(tell_next(request, case, [each.gate for each in answered if each.answer == YES]) or address("case_triage", case.code))
