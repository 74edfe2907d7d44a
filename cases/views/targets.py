"""The targets of a case: whoever sees the case reads whether an offer is due; how each plan stands is for those who keep these plans."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cases.access import can, case_view, request_door
from cases.actions.members import who_works_on
from cases.actions.targets import OnPaper, Target, all_on_paper, asked_of, has_left, named_in, targets_in
from cases.models import Case
from cases.views.rail import rail
from tat.models import Obligation, User
from tat.permissions import request_scope
from tat.roles import Permission

RAIL_PLACE = 6
State = Obligation.State


@case_view(Permission.VIEW_CASE, "GET")
def case_targets(request: HttpRequest, case: Case) -> HttpResponse:
    """Each target with the duty to offer a plan; for who keeps these plans, how each stands."""
    at = request_scope(request).at
    keeps = can(request_door(request), Permission.VIEW_TARGET_PLAN, case)
    targets = targets_in(case) if keeps else named_in(case)
    duties = asked_of(case)
    papers = all_on_paper(targets) if keeps else []
    people = who_works_on(case, at) if keeps else []
    context = {
        "case": case,
        "stages": rail(case, RAIL_PLACE),
        "keeps": keeps,
        "rows": [row(target, duties, at) for target in targets],
        "plans": [plan_row(paper, people) | row(paper.target, duties, at) for paper in papers],
    }
    return render(request, "cases/targets.html", context)


def row(target: Target, duties: Sequence[Obligation], at: datetime) -> dict[str, Any]:
    """The bare line: the target, and whether an offer is due, late, made, or not asked for by the level."""
    mine = [duty for duty in duties if target.is_meant_by(duty)]
    waiting = next((duty for duty in mine if duty.state == State.OPEN), None)
    done = next((duty for duty in reversed(mine) if duty.state == State.MET), None)
    return {
        "target": target,
        "due": waiting,
        "late": waiting is not None and waiting.is_overdue(at),
        "offered": done if waiting is None else None,
    }


def plan_row(paper: OnPaper, people: Sequence[User]) -> dict[str, Any]:
    """How one plan stands."""
    current = paper.current
    return {"current": current, "answer": paper.answer, "has_left": has_left(current, people)}
