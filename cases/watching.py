"""Dates to watch: on which days a precipitating event falls, and on which days around it somebody looks after it (handbook 7.6)."""

from collections.abc import Sequence
from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import Any, NamedTuple

from django.db.models import TextChoices

FEBRUARY, LEAP_DAY = 2, 29
A_LEAP_YEAR = 2028
MONTHS = range(1, 13)


class When(TextChoices):
    """How the day of an event is known."""

    EXACT = "exact", "On one day"
    WINDOW = "window", "Between two days"
    YEARLY = "yearly", "Every year on the same day"
    UNKNOWN = "unknown", "The day is not known yet"


class Occurrence(NamedTuple):
    """One time that the event comes: its first and last day, and the first and last day of its alert. All are local dates."""

    starts_on: date
    ends_on: date
    alert_from: date
    alert_until: date

    def holds(self, day: date) -> bool:
        """Whether the event falls on this day."""
        return self.starts_on <= day <= self.ends_on

    def alerts(self, day: date) -> bool:
        """Whether somebody looks after the event on this day."""
        return self.alert_from <= day <= self.alert_until


class Watched(NamedTuple):
    """When an event comes, as dates of the calendar in America/Chicago. `before` and `after` are calendar days of alert.

    An exact day has only `from_on`, a window both, a yearly day `month` and `day`; an unknown one has none.
    """

    when: str
    before: int
    after: int
    from_on: date | None = None
    until_on: date | None = None
    month: int | None = None
    day: int | None = None

    @classmethod
    def of_record(cls, row: Sequence[Any]) -> "Watched":
        """Out of a row on record: when, days before and after, first and last day as ISO dates, month, day."""
        when, before, after, first, last, month, day = row
        from_on, until_on = (date.fromisoformat(each) if each else None for each in (first, last))
        return cls(when=when, before=before, after=after, from_on=from_on, until_on=until_on, month=month, day=day)

    def occurrences(self, first: date, last: date) -> list[Occurrence]:
        """Those whose alert days touch the days from `first` to `last`, in order. None shifts for a weekend or a break (handbook 7.6)."""
        years = range(max(first.year - 1, MINYEAR + 1), min(last.year + 1, MAXYEAR - 1) + 1)
        return [each for each in self._known(years) if each.alert_from <= last and each.alert_until >= first]

    def begun(self, day: date) -> Occurrence | None:
        """The latest one whose alert days have begun on this day, whether they are over or not; None where none has."""
        return max((each for each in self._around(day) if each.alert_from <= day), key=_start, default=None)

    def coming(self, day: date) -> Occurrence | None:
        """The first one whose alert days are not over on this day: running, or next; None where nothing comes any more."""
        return min((each for each in self._around(day) if each.alert_until >= day), key=_start, default=None)

    def _around(self, day: date) -> list[Occurrence]:
        return self._known(range(day.year - 1, day.year + 2))

    def _known(self, years: range) -> list[Occurrence]:
        if self.when == When.YEARLY and self.month and self.day:
            return [self._on(yearly_on(self.month, self.day, year)) for year in years]
        if self.when in (When.EXACT, When.WINDOW) and self.from_on:
            return [self._on(self.from_on, self.until_on)]
        return []

    def _on(self, starts_on: date, until_on: date | None = None) -> Occurrence:
        ends_on = until_on or starts_on
        return Occurrence(starts_on, ends_on, starts_on - timedelta(days=self.before), ends_on + timedelta(days=self.after))


def _start(occurrence: Occurrence) -> date:
    return occurrence.starts_on


def yearly_on(month: int, day: int, year: int) -> date:
    """That day of the year; 29 February recurs on 28 February in common years (handbook 7.6, example 63)."""
    if (month, day) == (FEBRUARY, LEAP_DAY) and not _is_leap(year):
        return date(year, FEBRUARY, LEAP_DAY - 1)
    return date(year, month, day)


def days_of(month: int) -> int:
    """How many days the month can have: 29 in February."""
    following = date(A_LEAP_YEAR + month // 12, month % 12 + 1, 1)
    return (following - date(A_LEAP_YEAR, month, 1)).days


def is_a_day(month: int | None, day: int | None) -> bool:
    """Whether the month ever has such a day."""
    return month is not None and day is not None and month in MONTHS and 1 <= day <= days_of(month)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
