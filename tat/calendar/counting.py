"""Each kind of clock as one function from its start to its due times."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tat.calendar.dates import MONTHS, add_months
from tat.calendar.days import ONE_DAY, SchoolCalendar
from tat.calendar.district import DistrictClocks
from tat.calendar.explain import business_day_words, hour_words, school_day_words
from tat.calendar.words import clock_words, counted, date_words
from tat.statutes import Clock, ClockKind, Due, end_of_day, local_date, wall_time
from tat.statutes.limits import REPORTING_YEAR_ENDS, SAME_DAY_MINUTES


@dataclass(frozen=True)
class Count:
    """What a clock counts from and with; `started_at` in UTC."""

    clock: Clock
    started_at: datetime
    calendar: SchoolCalendar
    clocks: DistrictClocks
    anchor: date | None

    @property
    def day(self) -> date:
        """Day 0, the local date of the start."""
        return local_date(self.started_at)

    @property
    def n(self) -> int:
        """The number to count to; a district's shorter period between updates holds."""
        n = self.clock.n or 0
        return min(n, self.clocks.update_days) if self.clock.district_may_shorten else n

    @property
    def anchor_day(self) -> date | None:
        """The local date of the event the clock looks at."""
        return local_date(self.anchor) if isinstance(self.anchor, datetime) else self.anchor

    @property
    def end_words(self) -> str:
        """The local time at which the district's day ends."""
        return clock_words(self.clocks.day_ends_at)

    def end(self, day: date) -> datetime:
        """The end of the district's day on that date, in UTC."""
        return wall_time(day, self.clocks.day_ends_at)

    def due(self, legal: datetime, *steps: str, target: datetime | None = None) -> Due:
        """A due time; where only a product default runs, it is the target and there is no legal one."""
        return Due(legal if self.clock.legal else None, target or legal, steps)


def _immediately(count: Count) -> Due:
    minutes = count.clocks.target_minutes
    said = f"The district's target is {counted(minutes, 'minute')}."
    return Due(None, count.started_at + timedelta(minutes=minutes), (said,))


def _hours(count: Count) -> Due:
    end = count.started_at + timedelta(hours=count.n)
    return count.due(end, *hour_words(count.started_at, end, count.n))


def _calendar_days(count: Count) -> Due:
    last = count.day + timedelta(days=count.n)
    said = f"{counted(count.n, 'calendar day')}; {date_words(count.day)} is day 0."
    target = count.calendar.last_business_day_on_or_before(last)
    if not count.clock.target_on_business_day or target <= count.day:
        return count.due(end_of_day(last), said)
    why = "The target is the last business day on or before the due date."
    return count.due(end_of_day(last), said, why, target=end_of_day(target))


def _next_school_day(count: Count) -> Due:
    school = count.calendar.next_school_day(count.day)
    business = count.calendar.next_business_day(count.day)
    said = school_day_words(count.calendar, count.day, school)
    why = f"The target is the next school day or the next business day, whichever comes first, at {count.end_words}."
    return count.due(end_of_day(school), *said, why, target=count.end(min(school, business)))


def _school_days(count: Count) -> Due:
    last = count.calendar.add_school_days(count.day, count.n)
    return count.due(end_of_day(last), *school_day_words(count.calendar, count.day, last))


def _business_days(count: Count) -> Due:
    last = count.calendar.add_business_days(count.day, count.n)
    return count.due(end_of_day(last), *business_day_words(count.calendar, count.day, last))


def _product_days(count: Count) -> Due:
    school = count.calendar.add_school_days(count.day, count.n)
    business = count.calendar.add_business_days(count.day, count.n)
    last = min(school, business)
    both = f"{counted(count.n, 'school day')} or {counted(count.n, 'business day')}"
    rule = f"{both}, whichever ends first, until {count.end_words}."
    words = business_day_words if business < school else school_day_words
    return count.due(count.end(last), rule, *words(count.calendar, count.day, last))


def _same_day(count: Count) -> Due:
    at_least = timedelta(minutes=SAME_DAY_MINUTES)
    said = f"The same day until {count.end_words}, or {SAME_DAY_MINUTES} minutes after the start if that is later."
    return count.due(max(count.end(count.day), count.started_at + at_least), said)


def _before(count: Count) -> Due:
    if count.clock.by_moment:
        return _before_moment(count)
    event = count.anchor_day or _first_on_or_after(count.day + ONE_DAY, count.clock.month_day, count.day)
    named = f"{count.clock.anchor}, {date_words(event)}"
    said = f"{counted(count.n, 'calendar day')} before {named}." if count.n else f"Before {named}."
    return count.due(end_of_day(event - timedelta(days=count.n or 1)), said)


def _before_moment(count: Count) -> Due:
    if count.anchor is None:
        return Due(None, None, (f"To be done before {count.clock.anchor}; its time is not entered.",))
    said = f"To be done before {count.clock.anchor}."
    if isinstance(count.anchor, datetime):
        return count.due(count.anchor, said)
    return count.due(end_of_day(count.anchor - ONE_DAY), said)


def _with(count: Count) -> Due:
    if count.anchor is None:
        return Due(None, None, (f"Due with {count.clock.anchor}; its time is not entered.",))
    end = count.anchor if isinstance(count.anchor, datetime) else end_of_day(count.anchor)
    return count.due(end, f"Due with {count.clock.anchor}.")


def _fixed_date(count: Count) -> Due:
    ends = _first_on_or_after(count.day, REPORTING_YEAR_ENDS, count.day)
    last = _first_on_or_after(ends, count.clock.month_day, ends)
    limit = _first_on_or_after(ends, count.clock.target_month_day, last)
    target = count.calendar.last_business_day_on_or_before(limit)
    said = f"The reporting year ends on {date_words(ends)}; its entries close on {date_words(last)}."
    why = f"The target is the last business day on or before {date_words(limit)}."
    return count.due(end_of_day(last), said, why, target=end_of_day(target))


def _every(count: Count) -> Due:
    last = add_months(count.day, count.n)
    years, months = divmod(count.n, MONTHS)
    said = f"Every {counted(months, 'month') if months else counted(years, 'year')} from {date_words(count.day)}."
    event = count.anchor_day
    if event is None or event >= last:
        return count.due(end_of_day(last), said)
    return count.due(end_of_day(event), said, f"Earlier than that: {count.clock.anchor} on {date_words(event)}.")


def _not_before(count: Count) -> Due:
    first = count.calendar.add_school_days(count.day, count.n)
    said = school_day_words(count.calendar, count.day, first)
    return Due(None, None, said, not_before=wall_time(first, time()))


def _no_clock(count: Count) -> Due:
    return Due(None, None, ())


def _first_on_or_after(day: date, month_day: tuple[int, int] | None, otherwise: date) -> date:
    if month_day is None:
        return otherwise
    this_year = date(day.year, *month_day)
    return this_year if this_year >= day else date(day.year + 1, *month_day)


COUNTING: dict[ClockKind, Callable[[Count], Due]] = {
    ClockKind.NOW: _immediately,
    ClockKind.ASAP: _immediately,
    ClockKind.HOURS: _hours,
    ClockKind.CALENDAR_DAYS: _calendar_days,
    ClockKind.NEXT_SCHOOL_DAY: _next_school_day,
    ClockKind.SCHOOL_DAYS: _school_days,
    ClockKind.BUSINESS_DAYS: _business_days,
    ClockKind.PRODUCT_DAYS: _product_days,
    ClockKind.SAME_DAY: _same_day,
    ClockKind.BEFORE: _before,
    ClockKind.WITH: _with,
    ClockKind.FIXED_DATE: _fixed_date,
    ClockKind.EVERY: _every,
    ClockKind.NOT_BEFORE: _not_before,
    ClockKind.NONE: _no_clock,
}
