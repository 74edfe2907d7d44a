"""Clocks that more than one Illinois rule runs on."""

from tat.statutes.types import Clock, ClockKind

IMMEDIATELY = Clock(ClockKind.NOW)
AT_ONCE = Clock(ClockKind.NOW, legal=False)
SAME_DAY = Clock(ClockKind.SAME_DAY, legal=False)
NO_CLOCK = Clock(ClockKind.NONE)
BEFORE_SCHOOL = Clock(ClockKind.BEFORE, anchor="the first student day")
YEARLY_DEFAULT = Clock(ClockKind.EVERY, n=12, legal=False)
WITH_RELEASE = Clock(ClockKind.WITH, anchor="the release", by_moment=True)


def product_days(n: int) -> Clock:
    """The product's own clock: n school days or n business days, whichever ends first (design 5)."""
    return Clock(ClockKind.PRODUCT_DAYS, n=n, legal=False)


def hours(n: int) -> Clock:
    """Elapsed hours by the clock; nights, weekends, holidays and breaks count."""
    return Clock(ClockKind.HOURS, n=n)


def incident_filing(month: int, day: int, note: str = "") -> Clock:
    """The yearly end of SIRS entries: that date after the reporting year; target, the last business day up to July 31."""
    return Clock(ClockKind.FIXED_DATE, month_day=(month, day), target_month_day=(7, 31), note=note)
