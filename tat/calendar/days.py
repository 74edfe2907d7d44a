"""The district's two calendars: days on which students attend, and days on which the offices are open."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True)
class SchoolCalendar:
    """School days and business days as local dates in America/Chicago (handbook 8.1, "Rolling and calendars").

    `student_days` are the attendance days: no institute day, no emergency closure. An emergency closure is still a
    business day. From `known_from` to `known_until` (summers between entered years included) `student_days` decides;
    outside, Monday to Friday less `office_holidays` stands in, and `is_known` is False so that the explanation says so.
    """

    student_days: frozenset[date] = frozenset()
    office_holidays: frozenset[date] = frozenset()
    known_from: date = date.max
    known_until: date = date.min

    def is_known(self, day: date) -> bool:
        """True where a school calendar has been entered for that date."""
        return self.known_from <= day <= self.known_until

    def is_business_day(self, day: date) -> bool:
        """Monday to Friday less the office holidays; school breaks and emergency closures count."""
        return day.weekday() < SATURDAY and day not in self.office_holidays

    def is_school_day(self, day: date) -> bool:
        """An attendance day; outside the entered years, a business day."""
        return day in self.student_days if self.is_known(day) else self.is_business_day(day)

    def next_school_day(self, after: date) -> date:
        """The first school day later than that date (23 IAC 375.60)."""
        return _count(self.is_school_day, after, 1)

    def next_business_day(self, after: date) -> date:
        """The first business day later than that date."""
        return _count(self.is_business_day, after, 1)

    def add_school_days(self, day: date, n: int) -> date:
        """The nth school day after that date, the date itself not counted."""
        return _count(self.is_school_day, day, n)

    def add_business_days(self, day: date, n: int) -> date:
        """The nth business day after that date, the date itself not counted."""
        return _count(self.is_business_day, day, n)

    def last_business_day_on_or_before(self, day: date) -> date:
        """That date if the offices are open, else the last earlier one on which they are."""
        while not self.is_business_day(day):
            day -= ONE_DAY
        return day

    def first_student_day(self, after: date) -> date | None:
        """The first entered attendance day later than that date; None where none is entered, never a stand-in."""
        return min((day for day in self.student_days if day > after), default=None)

    def last_days_before_breaks(self, shortest: int) -> tuple[date, ...]:
        """The attendance days after which at least so many days in a row have no school; the last day entered is one of them."""
        days = sorted(self.student_days)
        return tuple(day for day, after in zip_longest(days, days[1:]) if after is None or (after - day).days > shortest)


def _count(counts: Callable[[date], bool], day: date, n: int) -> date:
    while n > 0:
        day += ONE_DAY
        n -= counts(day)
    return day
