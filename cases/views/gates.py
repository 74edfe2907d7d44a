"""The questions that may start a duty, asked again after a raise: the raise itself waits for nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.access import case_view
from cases.actions.asked_again import NOT_NOW, answer_after_raise, last_replies
from cases.forms.gates import GatesForm
from cases.gates import YES
from cases.models import Case
from cases.views.calls import ON_ABUSE, calls
from cases.views.due_now import tell_due, tell_next
from cases.views.mending import mend
from cases.views.rail import rail
from cases.workflow import MOVES
from tat.addresses import address
from tat.idempotency import once
from tat.permissions import request_scope
from tat.roles import Permission
from tat.workflow import Blocked


@dataclass(frozen=True)
class AskedAgain:
    """A moment at which the questions are asked again; `do` keeps the answers, behind the address named `action`, and then leads `back`."""

    heading: Any
    do: Callable[..., Any]
    action: str
    back: str
    back_words: Any
    elsewhere: Any
    """What is said where the case is not at that moment."""
    rail_place: int


AFTER_A_RAISE = AskedAgain(
    heading=_l("Asked again after a raise"),
    do=answer_after_raise,
    action="gates_answer",
    back="case_classification",
    back_words=_l("Back to the classification"),
    elsewhere=NOT_NOW,
    rail_place=4,
)


@case_view(Permission.ASSESS, "GET")
def case_gates(request: HttpRequest, case: Case) -> HttpResponse:
    """The questions with their latest answers."""
    return ask(request, case, AFTER_A_RAISE, open_now=MOVES["raise_level"].starts_from(case.stage))


@case_view(Permission.ASSESS, "POST")
@once
def answer(request: HttpRequest, case: Case) -> HttpResponse:
    """Keep the answers, and say at once what is due."""
    return keep(request, case, AFTER_A_RAISE)


def ask(request: HttpRequest, case: Case, moment: AskedAgain, *, open_now: bool) -> HttpResponse:
    """The questions with their latest answers; where they are not open now, what is said instead."""
    return _show(request, case, moment, GatesForm(last=last_replies(case)) if open_now else None)


def _show(request: HttpRequest, case: Case, moment: AskedAgain, form: GatesForm | None) -> HttpResponse:
    context = {
        "case": case,
        "stages": rail(case, moment.rail_place),
        "form": form,
        "moment": moment,
        "action": address(moment.action, case.code),
        "back_url": address(moment.back, case.code),
        "calls": calls(ON_ABUSE, district_id=case.district_id, building=case.building, at=request_scope(request).at) if form else None,
    }
    return render(request, "cases/gates.html", context)


def keep(request: HttpRequest, case: Case, moment: AskedAgain) -> HttpResponse:
    """The answers kept, what is due said at once, then on to what a “yes” asks, or back; or the page again with the form's errors."""
    form = GatesForm(request.POST, last=last_replies(case))
    if not form.is_valid():
        return _show(request, case, moment, form)
    try:
        at, answered = moment.do(case=case, by=request.user, replies=form.replies())
    except Blocked as blocked:
        mend(form, blocked)
        return _show(request, case, moment, form)
    messages.success(request, _("The answers are saved."))
    tell_due(request, case, at)
    yes = [each.gate for each in answered if each.answer == YES]
    return redirect(tell_next(request, case, yes) or address(moment.back, case.code))
