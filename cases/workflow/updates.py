"""Which fact the running thirty days between two updates count from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Mark(StrEnum):
    """What starts, restarts or stops the days between updates."""

    PLAN = "plan"
    UPDATE = "update"
    CLOSED = "closed"
    REOPENED = "reopened"


@dataclass(frozen=True)
class DayZero:
    """One such fact: what it is, the reference of its row (kind and id), and its instant in UTC."""

    mark: Mark
    ref: str
    at: datetime


def counts_from(facts: Iterable[DayZero]) -> DayZero | None:
    """The fact that is day 0 now; None where no update is due.

    The first adopted plan starts the days, a later version does not move them; an update counts anew; closing stops them; a
    reopened case counts from its reopening where a plan stands (4:190-AP2: “at least every 30 days”; handbook 7.7).
    """
    running: DayZero | None = None
    planned = False
    for fact in sorted(facts, key=lambda each: each.at):
        match fact.mark:
            case Mark.PLAN:
                running, planned = running or fact, True
            case Mark.UPDATE:
                running = fact
            case Mark.CLOSED:
                running = None
            case _:
                running = fact if planned else None
    return running
