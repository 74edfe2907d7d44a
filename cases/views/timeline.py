"""What happened in a case, in order: its entries in the log, newest day first."""

from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from tat.audit import ACTIONS
from tat.clock import CENTRAL
from tat.models import LogEntry

SHOWN = 60


def timeline(case_id: UUID) -> list[tuple[date, list[dict[str, Any]]]]:
    """The latest entries of a case by local day; an entry entered later than it happened says so."""
    rows = LogEntry.objects.filter(about_id=case_id).order_by("-seq")[:SHOWN]
    entries = sorted((_entry(row) for row in rows), key=lambda entry: entry["at"], reverse=True)
    return [(day, list(same_day)) for day, same_day in groupby(entries, key=lambda entry: entry["day"])]


def _entry(row: LogEntry) -> dict[str, Any]:
    at: datetime = row.occurred_at or row.at
    sentence = ACTIONS.get(row.action, row.action)
    return {
        "at": at,
        "day": at.astimezone(CENTRAL).date(),
        "title": sentence[:1].upper() + sentence[1:],
        "words": "",
        "by": ", ".join(part for part in (row.actor_name, row.actor_position) if part),
        "recorded_at": row.at if row.occurred_at and abs((row.at - row.occurred_at).total_seconds()) >= 60 else None,
    }
