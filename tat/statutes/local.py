"""The wall clock of Illinois: which date an instant falls on, and which instant a wall time is."""

from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

CENTRAL = ZoneInfo("America/Chicago")
DAY_ENDS = time(23, 59, 59)


def local_date(at: datetime) -> date:
    """The calendar date in America/Chicago of an aware instant. ValueError if it is naive."""
    if at.tzinfo is None:
        raise ValueError("An instant needs a time zone.")
    return at.astimezone(CENTRAL).date()


@lru_cache(maxsize=4096)
def wall_time(day: date, at: time) -> datetime:
    """The instant, in UTC, of a wall time in America/Chicago; the first of the two where the hour occurs twice."""
    return datetime.combine(day, at, CENTRAL).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """23:59:59 in America/Chicago on that date, in UTC: the end of every date clock (handbook 8.1)."""
    return wall_time(day, DAY_ENDS)
