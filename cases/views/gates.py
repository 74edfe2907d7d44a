"""The questions that may start a duty, asked again after a raise: the raise itself waits for nothing."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.access import case_view
from cases.actions.asked_again import NOT_NOW, answer_after_raise, last_replies
from cases.forms.gates import GatesForm
from cases.gates import YES
from cases.models import Case
from cases.views.due_now import tell_due, tell_next
from cases.views.mending import mend
from cases.views.rail import rail
from cases.workflow import MOVES
from tat.addresses import address
from tat.idempotency import once
from tat.roles import Permission
from tat.workflow import Blocked

RAIL_PLACE = 4


@case_view(Permission.ASSESS, "GET")
def case_gates(request: HttpRequest, case: Case) -> HttpResponse:
    """The eleven questions with their latest answers."""
    return show(request, case, GatesForm(last=last_replies(case)) if MOVES["raise_level"].starts_from(case.stage) else None)


def show(request: HttpRequest, case: Case, form: GatesForm | None) -> HttpResponse:
    """The page, with the form's errors where there are any."""
    context = {"case": case, "stages": rail(case, RAIL_PLACE), "form": form, "elsewhere": NOT_NOW}
    return render(request, "cases/gates.html", context)


@case_view(Permission.ASSESS, "POST")
@once
def answer(request: HttpRequest, case: Case) -> HttpResponse:
    """Keep the answers, and say at once what is due."""
    return kept(request, case, do=answer_after_raise, again=show, go="case_classification")


def kept(request: HttpRequest, case: Case, *, do: Callable[..., Any], again: Callable[..., HttpResponse], go: str) -> HttpResponse:
    """The answers kept by `do`, what is due said at once, then on to what a “yes” asks, or to `go`; or the page `again` with the form."""
    form = GatesForm(request.POST, last=last_replies(case))
    if not form.is_valid():
        return again(request, case, form)
    try:
        at, answered = do(case=case, by=request.user, replies=form.replies())
    except Blocked as blocked:
        mend(form, blocked)
        return again(request, case, form)
    messages.success(request, _("The answers are saved."))
    tell_due(request, case, at)
    yes = [each.gate for each in answered if each.answer == YES]
    return redirect(tell_next(request, case, yes) or address(go, case.code))
