"""Rounds of the assessment: the team looks again, from what stands, with the reason (4:190-AP2; handbook 7.8)."""

from datetime import datetime

from django.db import transaction

from cases.actions.changes import tell_team
from cases.actions.locks import Overtaken, locked_open, refuse
from cases.actions.logs import log_case
from cases.actions.moves import touch_facts
from cases.actions.stamps import stamp
from cases.actions.triggers import Answer, answer_triggers
from cases.models import AssessmentRound, Case
from cases.workflow import Stage
from tat import clock
from tat.models import User
from tat.workflow import Blocked

WHY = "Write why the team looks again: what is new, what changed, or how it answered to the plan (handbook 7.8)."
TOO_EARLY = "A new round begins while the full team assesses or manages the case. Contain first, or finish triage."
STARTED = "Somebody started a round meanwhile. Your text is still here. Read why; send yours only if one more round is needed."
BY_REPORT = "A new report about the same subject was added to the closed case."
BEGINS_IN = frozenset({Stage.ASSESSMENT, Stage.MANAGEMENT})
FIRST = 1


@transaction.atomic
def start_round(*, case: Case, by: User, why: str, seen: int | None = None) -> AssessmentRound:
    """Begin the next round. Everything that stands stays in force: findings, answers, gaps, the pathway, the level.

    It is a new fact, and each of the team has a notice. `seen` is the number of the round on the page: raises Overtaken where
    another has begun meanwhile, Blocked without a reason or at a stage at which nobody assesses.
    """
    at = clock.now()
    locked = locked_open(case, by=by, at=at)
    if locked.stage not in BEGINS_IN:
        raise Blocked((TOO_EARLY,))
    refuse(("why", WHY, not why.strip()))
    last = last_round(locked)
    if seen is not None and last is not None and last.number != seen:
        raise Overtaken(STARTED, last)
    touch_facts(locked)
    found = begin_round(locked, why=why.strip(), by=by, at=at)
    answer_triggers(locked, Answer.ROUND, ref=f"round:{found.id}", by=by, at=at)
    log_case("round_started", locked, by=by, at=at, detail=f"round:{found.id}")
    return found


def begin_round(case: Case, *, why: str, by: User | None, at: datetime) -> AssessmentRound:
    """The next round on a locked case, told to the team. The calling action counts the new fact and writes the log."""
    last = last_round(case)
    number = (last.number if last else FIRST) + 1
    found = AssessmentRound.objects.create(case=case, number=number, why=why, **stamp(by, at))
    tell_team(case, ref=f"round:{found.id}", by=by, at=at)
    return found


def last_round(case: Case) -> AssessmentRound | None:
    """The latest row; none while the first round runs, which has no row."""
    return case.assessmentround_set.order_by("-number").first()
