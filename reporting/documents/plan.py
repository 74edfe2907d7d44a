"""The case file's fifth part: the plan with its strategies and safeguard, updates, the contact log, closings."""

from typing import Any

from cases.models import Case, Plan, PlanStrategy, SafeguardAnswer
from cases.safeguard import SAFEGUARD
from cases.step import StepDomain

QUESTIONS = {question.code: question.question for question in SAFEGUARD}


def plan_part(case: Case) -> dict[str, Any]:
    """The adopted plan (a draft where none is adopted yet), the versions before it by number, updates, contacts, closings."""
    plans = list(case.plan_set.select_related("case_manager", "engager", "adopted_by").order_by("number"))
    current = next((each for each in plans if each.state == Plan.State.ADOPTED), None) or next(
        (each for each in plans if each.state == Plan.State.DRAFT), None
    )
    return {
        "current": current,
        "strategies": _strategies(case, current) if current else [],
        "earlier": [each for each in plans if each is not current],
        "updates": list(case.caseupdate_set.order_by("recorded_at")),
        "contacts": list(
            case.contact_set.select_related("replaces", "party__person__key", "party__case__key").order_by("occurred_at", "recorded_at")
        ),
        "closings": list(case.closing_set.select_related("follow_up_by").order_by("recorded_at")),
    }


def _strategies(case: Case, plan: Plan) -> list[dict[str, Any]]:
    answers: dict[Any, list[SafeguardAnswer]] = {}
    for answer in case.safeguardanswer_set.order_by("question"):
        answers.setdefault(answer.strategy_id, []).append(answer)
    letters = list(StepDomain.values)
    rows = list(case.planstrategy_set.filter(plan=plan).select_related("owner").order_by("rung", "recorded_at"))
    rows.sort(key=lambda row: letters.index(row.domain))
    return [_strategy(row, answers.get(row.id, [])) for row in rows]


def _strategy(row: PlanStrategy, answers: list[SafeguardAnswer]) -> dict[str, Any]:
    return {"entry": row, "safeguard": [(QUESTIONS.get(each.question, each.question), each) for each in answers]}
