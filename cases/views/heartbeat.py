"""The thirty days between updates as the plan's page and the updates' page show them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from tat.addresses import address
from tat.statutes import local_date
from tat.statutes.limits import A_YEAR_BACK
from tat.templatetags.moments import day, time_left

UPDATE = "UPD-30"
AT_A_GLANCE = 26
"""Times between updates that are drawn one by one: one for each fortnight of a year."""


@dataclass(frozen=True)
class Heartbeat:
    """Day 0, today, and when the next update is due; `late` once that has passed."""

    started_at: datetime
    due_at: datetime
    target_at: datetime | None
    start_words: str
    today_words: str
    left: str
    late: bool
    duty_url: str


class Beat(NamedTuple):
    """One time between two updates as it went: when it was due, when the update came (None while it runs), and whether late."""

    due_at: datetime
    done_at: datetime | None
    late: bool
    days: int


@dataclass(frozen=True)
class Year:
    """The times between updates of the last twelve months: the latest ones, the earliest of them first; how many came before them;
    and what all add up to in words."""

    beats: list[Beat]
    before: int
    words: str


def last_year(record: Mapping[str, Any], at: datetime) -> Year | None:
    """How the days between updates were kept in the 365 days up to `at`, out of what is on record; None where none ran."""
    rows = [duty for duty in record["duty"] if duty["rule"] == UPDATE]
    day_of = cache(local_date)  # an update ends one time and begins the next
    beats = sorted((_beat(row, at, day_of) for row in rows), key=lambda beat: (beat.due_at, beat.done_at or at))
    beats = [beat for beat in beats if (beat.done_at or at) >= at - A_YEAR_BACK]
    if not beats:
        return None
    words = _summed([beat for beat in beats if beat.done_at or beat.late])
    return Year(beats[-AT_A_GLANCE:], max(len(beats) - AT_A_GLANCE, 0), words)


def _summed(judged: list[Beat]) -> str:
    """What the times add up to; one that runs and is not late says nothing yet."""
    if not judged:
        return _("No update was due in the last 12 months.")
    told = {"kept": sum(not beat.late for beat in judged), "all": len(judged), "days": max(beat.days for beat in judged)}
    return _("%(kept)s of %(all)s in time in the last 12 months; the longest wait was %(days)s days.") % told


def _beat(row: Mapping[str, Any], at: datetime, day_of: Callable[[datetime], date]) -> Beat:
    done_at = None if row["open"] else datetime.fromisoformat(row["done"])
    waited = day_of(done_at or at) - day_of(datetime.fromisoformat(row["began"]))
    return Beat(datetime.fromisoformat(row["due"]), done_at, row["late"], waited.days)


def heartbeat(record: Mapping[str, Any], at: datetime) -> Heartbeat | None:
    """The running days at `at`, out of what is on record of a case; None where no update is due."""
    row = next((duty for duty in record["duty"] if duty["rule"] == UPDATE and duty["open"]), None)
    if row is None:
        return None
    began_at, due_at = datetime.fromisoformat(row["began"]), datetime.fromisoformat(row["due"])
    began = _("Last update %(day)s") if row["ref"].startswith("update:") else _("Day 0, %(day)s")
    return Heartbeat(
        started_at=began_at,
        due_at=due_at,
        target_at=datetime.fromisoformat(row["target"]),
        start_words=began % {"day": day(began_at)},
        today_words=_("Today, day %(n)s") % {"n": (local_date(at) - local_date(began_at)).days},
        left=time_left(due_at, at),
        late=row["late"],
        duty_url=address("duty_detail", row["id"]),
    )
