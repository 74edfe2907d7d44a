"""What a row of the table says of one rule: by which scene its fact comes, when it is due, who is told, and which page ends it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from tat import clock
from tat.models import Notice, Obligation

Prove = Callable[[Any, Obligation], object]
SCENES: dict[str, Callable[[Any], object]] = {}
"""Each fact by its name: what the people do, through their pages, on Monday 2026-09-14 at ten."""
ROWS: dict[str, "Row"] = {}


@dataclass(frozen=True)
class Row:
    """One rule as the handbook has it (8.1), written by hand.

    `legal` and `target` are Central times, spans from the trigger, or None. `first` are the roles told at once, `then` those who are told
    as well at the first look after the time that decides late; `at` that look's time where it is another.
    """

    scene: str
    legal: str | timedelta | None
    target: str | timedelta | None
    first: str
    then: str
    prove: Prove | None
    at: str = ""
    late: bool = True
    state: str = "open"


def scene(act: Callable[[Any], object]) -> Callable[[Any], object]:
    SCENES[act.__name__] = act
    return act


def due(stated: str | timedelta | None, triggered_at: datetime) -> datetime | None:
    """The instant of a hand-written due time."""
    if isinstance(stated, timedelta):
        return triggered_at + stated
    return datetime.fromisoformat(stated).replace(tzinfo=clock.CENTRAL) if stated else None


def written(row: Obligation, since: datetime | None = None) -> "QuerySet[Notice]":
    """The mail about this duty, since an instant, without what nobody was sent: rungs that passed while nobody swept, and what was met."""
    found = Notice.objects.filter(obligation=row).exclude(state__in=[Notice.State.SKIPPED, Notice.State.WITHDRAWN])
    return found.filter(created_at__gt=since) if since else found


def told(row: Obligation, since: datetime | None = None) -> set[str]:
    """The roles of those to whom mail about this duty was written, since an instant: the name in their address."""
    found = written(row, since).values_list("recipient__email", flat=True)
    assert len(set(found)) == len(found), "somebody is told twice"
    return {email.partition("@")[0].replace(".", "_") for email in found}
