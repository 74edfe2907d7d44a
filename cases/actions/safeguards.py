"""The separation safeguard: SEP-1 to SEP-8 answered by name and date beside one separation strategy (4:190-AP2-E5)."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases.actions.plan import Stale, lock_for_plan, log_plan, strategy_in_force
from cases.actions.plan_facts import answers_of
from cases.actions.stamps import stamp
from cases.models import Case, Plan, PlanStrategy, SafeguardAnswer
from cases.safeguard import CODES
from tat import clock
from tat.models import User
from tat.roles import Permission
from tat.workflow import Blocked

NOT_A_SEPARATION = "This strategy is no separation; it needs no safeguard."
NOTHING = "Answer at least one of the questions first."
ADOPTED = "An answer of an adopted plan stands as it was signed. Change the strategy first, which opens the next version, and write there."


@transaction.atomic
def answer_safeguard(*, case: Case, by: User, strategy_id: UUID, version: int, answers: Mapping[str, str]) -> PlanStrategy:
    """Keep the answers that are new or changed, each with the name of `by` and the date; a blank one leaves what stands.

    On an adopted plan only questions without an answer can be answered. Raises Stale where somebody changed the strategy
    meanwhile, Blocked for a strategy that is no separation, Http404 for a strategy of another case.
    """
    at = clock.now()
    locked = lock_for_plan(case, by=by, permission=Permission.WRITE_PLAN, at=at)
    row = strategy_in_force(locked, strategy_id)
    if row.version != version:
        raise Stale(row)
    fresh = _fresh(answers_of(locked, row), answers)
    if problem := _problem(row, fresh):
        raise Blocked((problem,))
    keep_answers(row, fresh, by=by, at=at)
    row.version += 1
    row.save(update_fields=["version"])
    log_plan("safeguard_answered", locked, by=by, at=at, plan=row.plan, detail=" ".join(fresh))
    return row


def keep_answers(row: PlanStrategy, fresh: Mapping[str, str], *, by: User, at: datetime) -> None:
    """Write these answers of one strategy with name and date, over those that stand. The calling action writes the log."""
    before = answers_of(row.case, row) if row.answered else {}
    for question, text in fresh.items():
        given = before.get(question) or SafeguardAnswer(case=row.case, strategy=row, question=question)
        given.answer = text
        for name, value in stamp(by, at).items():
            setattr(given, name, value)
        given.save()
    row.answered = sorted({*row.answered, *fresh})


def _fresh(before: Mapping[str, SafeguardAnswer], answers: Mapping[str, str]) -> dict[str, str]:
    stripped = {code: answers.get(code, "").strip() for code in CODES}
    return {code: text for code, text in stripped.items() if text and (code not in before or before[code].answer != text)}


def _problem(row: PlanStrategy, fresh: Mapping[str, str]) -> str:
    if not row.offers_safeguard:
        return NOT_A_SEPARATION
    if not fresh:
        return NOTHING
    if row.plan.state == Plan.State.ADOPTED and any(code in row.answered for code in fresh):
        return ADOPTED
    return ""
