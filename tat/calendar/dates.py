"""Months, years and anniversaries as dates; no time of day and no zone."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta

from tat.statutes.limits import RETENTION_YEARS

MONTHS = 12


def add_months(day: date, n: int) -> date:
    """That date n months later; the month's last day where the date does not exist in it."""
    year, month = divmod(day.year * MONTHS + day.month - 1 + n, MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def anniversary(of: date, year: int) -> date:
    """The anniversary in that year; February 29 recurs on February 28 in common years (handbook 7.6)."""
    return add_months(of, (year - of.year) * MONTHS)


def eligible_from(starts: Iterable[date], years: int = RETENTION_YEARS) -> date:
    """The first date on which a record may be disposed of, by its years of retention (105 ILCS 10/4(f); handbook 9.8).

    `starts` holds the date each student named in the file left; the latest governs. February 29 ends on March 1 in
    common years, the later of the two readings. ValueError when `starts` is empty.
    """
    return max(_years_later(day, years) for day in starts)


def _years_later(day: date, years: int) -> date:
    later = add_months(day, years * MONTHS)
    return later if later.day == day.day else later + timedelta(days=1)
