"""The case file's fifth part: the plan and what goes with it: dates to watch, help offered, updates, contacts, closings."""

from typing import Any

from cases.actions.contagion import checks_asked
from cases.actions.date_facts import items_of
from cases.actions.date_words import entries_of, when_words
from cases.actions.referrals import answers_of, referrals_of
from cases.actions.transfers import frozen_duties
from cases.models import Case, Plan, PlanStrategy, SafeguardAnswer
from cases.models.plan import CARRIERS
from cases.safeguard import SAFEGUARD
from cases.step import StepDomain

QUESTIONS = {question.code: question.question for question in SAFEGUARD}


def plan_part(case: Case) -> dict[str, Any]:
    """The adopted plan (a draft where none is adopted yet), the versions before it by number, and what goes with it.

    Help is read of cases merged into this one as well, since it is answered here.
    """
    plans = list(case.plan_set.select_related(*CARRIERS, "adopted_by").order_by("number"))
    current = next((each for each in plans if each.state == Plan.State.ADOPTED), None) or next(
        (each for each in plans if each.state == Plan.State.DRAFT), None
    )
    return {
        "current": current,
        "strategies": _strategies(case, current) if current else [],
        "dates": _dates(case),
        "checks": checks_asked(case),
        "earlier": [each for each in plans if each is not current],
        "positions": list(case.planposition_set.select_related("plan").order_by("recorded_at", "id")),
        "handovers": list(case.handover_set.select_related("before", "person", "plan").order_by("recorded_at", "id")),
        "triggers": list(case.reassessmenttrigger_set.order_by("recorded_at", "id")),
        "help_offered": _help_offered(case),
        "updates": list(case.caseupdate_set.order_by("recorded_at")),
        "contacts": list(
            case.contact_set.select_related("replaces", "party__person__key", "party__case__key").order_by("occurred_at", "recorded_at")
        ),
        "closings": list(case.closing_set.select_related("follow_up_by").order_by("recorded_at")),
        "transfers": _transfers(case),
        "departures": list(case.departure_set.select_related("monitor").order_by("recorded_at")),
    }


def _dates(case: Case) -> list[dict[str, Any]]:
    """Every date to watch with its days in words and what was written about it."""
    entries = entries_of(case)
    return [{"entry": item, "when": when_words(item), "entries": entries.get(item.pk, [])} for item in items_of(case)]


def _help_offered(case: Case) -> list[dict[str, Any]]:
    """Each offer with its answers, the earliest first."""
    rows = referrals_of(case)
    answers = answers_of(rows, case) if rows else {}
    return [{"row": row, "answers": answers.get(row.pk, [])} for row in reversed(rows)]


def _transfers(case: Case) -> list[dict[str, Any]]:
    """Every request to hand the case over, with its answer and the duties that were open when it was asked."""
    people = ("from_building", "to_building", "answered_by", "acting_lead", "acting_named_by")
    rows = case.transfer_set.select_related(*people).order_by("recorded_at")
    return [{"row": row, "duties": frozen_duties(row)} for row in rows]


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
