"""What happened in a case, and in those merged into it, in order: the entries in the log, newest day first."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from cases.access import Door, can
from cases.actions.event_kinds import HELD
from cases.actions.happened import ENTERED_LATER
from cases.models import Case, of_case_and_merged
from tat.audit import ACTIONS
from tat.clock import CENTRAL
from tat.models import LogEntry
from tat.models.prepared import Given, Prepared

SHOWN = 60


@dataclass(frozen=True)
class Timeline:
    """The days of a case, newest first; `more` where earlier entries stand in the case file only."""

    days: list[tuple[date, list[dict[str, Any]]]]
    more: bool


def timeline(case_id: UUID, held: Collection[str] = ()) -> Timeline:
    """The latest entries of a case by local day without the acts `held`; an entry entered later than it happened says so."""
    rows = LATEST(case=case_id)
    shown = (row for row in rows[:SHOWN] if row.action not in held)
    entries = sorted(map(_entry, shown), key=lambda entry: entry["at"], reverse=True)
    days = [(day, list(_together(same_day))) for day, same_day in groupby(entries, key=lambda entry: entry["day"])]
    return Timeline(days, more=len(rows) > SHOWN)


def held_from(way: Door, case: Case) -> frozenset[str]:
    """The acts of which this reader is not told in this case."""
    return frozenset().union(*(acts for permission, acts in HELD.items() if not can(way, permission, case)))


COLUMNS = ("at", "occurred_at", "action", "actor_name", "actor_position")
LATEST: Prepared[Any] = Prepared(
    lambda: (
        LogEntry.objects.filter(about_id__any_of=of_case_and_merged(Given("case")))
        .order_by("-seq")
        .values_list(*COLUMNS, named=True)[: SHOWN + 1]
    )
)


def _together(entries: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What one person did several times within one minute is one line with its number."""
    for _same, run in groupby(entries, key=lambda entry: (entry["title"], entry["by"], entry["at"].replace(second=0, microsecond=0))):
        first, *others = run
        yield {**first, "words": _("%(n)s times") % {"n": 1 + len(others)}} if others else first


def _entry(row: Any) -> dict[str, Any]:
    at: datetime = row.occurred_at or row.at
    sentence = ACTIONS.get(row.action, row.action)
    return {
        "at": at,
        "day": at.astimezone(CENTRAL).date(),
        "title": sentence[:1].upper() + sentence[1:],
        "words": "",
        "by": ", ".join(part for part in (row.actor_name, row.actor_position) if part),
        "recorded_at": row.at if row.occurred_at and abs((row.at - row.occurred_at).total_seconds()) >= ENTERED_LATER else None,
    }
