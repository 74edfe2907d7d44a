"""The only writer of a case's stage."""

from typing import Any

from cases.models import Case
from cases.workflow import MOVES, CaseFacts, Circle, Stage, destination
from tat.workflow import Blocked

WRONG_STAGE = "This case is at “{stage}” now; this step starts elsewhere. Open the case again to see where it stands."
WIDENS = {Stage.ASSESSMENT, Stage.MANAGEMENT}


def move_case(case: Case, name: str, facts: CaseFacts, **dates: Any) -> None:
    """Make one move of the table on a locked case, or raise Blocked with the sentences of what is missing.

    `dates` are the milestones that the move sets (UTC instants). The circle widens with the full team and never shrinks.
    """
    move = MOVES[name]
    if not move.starts_from(case.stage):
        raise Blocked((WRONG_STAGE.format(stage=case.get_stage_display()),))
    problems = move.problems(facts)
    if problems:
        raise Blocked(problems)
    target = destination(name, facts)
    case.stage_before = case.stage if target == Stage.CONTAINMENT else ""
    case.stage = target
    if target in WIDENS:
        case.circle = Circle.TAT
    for field, value in dates.items():
        setattr(case, field, value)
    case.version += 1
    case.save(update_fields=["stage", "stage_before", "circle", "version", *dates])


def touch_facts(case: Case) -> None:
    """Count a new fact: opinions given on older facts are stale from here on."""
    case.facts_version += 1
    case.version += 1
    case.save(update_fields=["facts_version", "version"])
