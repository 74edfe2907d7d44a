"""The time rule: start, now and due drawn to scale in an SVG of percent attributes; the same facts stand in words beside it."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from functools import lru_cache

from django.utils.safestring import SafeString

from tat.calendar import CENTRAL

MINUTES, HOURS, DAYS, WEEKS = timedelta(minutes=5), timedelta(hours=1), timedelta(days=1), timedelta(days=7)


def time_rule(started_at: datetime, due_at: datetime, now: datetime) -> SafeString:
    """A ruler from start to due: pale is gone, the black stroke is now, yellow is left, red beyond the due stroke is late."""
    if now > due_at:
        return _late(started_at, due_at, now)
    share = _percent(now, started_at, due_at)
    bars = _bar("track", 0, 100) + _bar("left", share, 100) + _bar("spent", 0, share)
    return _rule("needs", bars + _kept_ticks(started_at, due_at) + _stroke("now", share, 0, 14))


def _late(started_at: datetime, due_at: datetime, now: datetime) -> SafeString:
    share = _percent(due_at, started_at, now)
    bars = _bar("track", 0, 100) + _bar("spent", 0, share) + _bar("over", share, 100)
    return _rule("late", bars + _ticks(started_at, due_at, now) + _stroke("due", share, 0, 14))


def _rule(kind: str, parts: str) -> SafeString:
    """Of our own numbers and names alone, so nothing needs escaping."""
    return SafeString(f'<svg class="rule rule-{kind}" aria-hidden="true" focusable="false">{parts}</svg>')


def _bar(name: str, start: float, end: float) -> str:
    return f'<rect class="{name}" x="{_short(start)}%" y="3" width="{_short(end - start)}%" height="8"/>'


def _stroke(name: str, share: float, top: int, bottom: int) -> str:
    at = _short(share)
    return f'<line class="{name}" x1="{at}%" x2="{at}%" y1="{top}" y2="{bottom}"/>'


def _ticks(started_at: datetime, due_at: datetime, end: datetime) -> str:
    """Ticks up to the due moment, on a ruler that reaches to `end`: one path of our own numbers, for forty lines a row weigh too much."""
    path = "".join(f"M{_short(_percent(at, started_at, end))} 3v8" for at in tick_times(started_at, due_at))
    drawing = f'<path class="tick" vector-effect="non-scaling-stroke" d="{path}"/>'
    return f'<svg viewBox="0 0 100 14" preserveAspectRatio="none">{drawing}</svg>' if path else ""


@lru_cache(maxsize=2_000)
def _kept_ticks(started_at: datetime, due_at: datetime) -> str:
    """Those of a ruler that ends where it is due: the same at every look at it."""
    return _ticks(started_at, due_at, due_at)


def tick_times(started_at: datetime, due_at: datetime) -> Iterator[datetime]:
    """Moments strictly between start and due: 5 minutes up to an hour, hours up to two days, local midnights up to 62 days, else weeks."""
    span = due_at - started_at
    if HOURS * 48 < span <= DAYS * 62:
        yield from _midnights(started_at, due_at)
        return
    step = MINUTES if span <= HOURS else HOURS if span <= HOURS * 48 else WEEKS
    at = started_at + step
    while at < due_at:
        yield at
        at += step


def _midnights(started_at: datetime, due_at: datetime) -> Iterator[datetime]:
    """Midnights on the wall of America/Chicago, so that a day of 23 or 25 hours is drawn as long as it is."""
    day = started_at.astimezone(CENTRAL).date() + DAYS
    while (at := datetime.combine(day, time.min, CENTRAL)) < due_at:
        yield at
        day += DAYS


def _percent(at: datetime, start: datetime, end: datetime) -> float:
    span = (end - start).total_seconds()
    return min(100.0, max(0.0, 100 * (at - start).total_seconds() / span)) if span > 0 else 100.0


def _short(number: float) -> str:
    """At most two decimals, no trailing zeros: 4.17, 50."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
