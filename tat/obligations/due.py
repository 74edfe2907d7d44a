"""The due times of a row: its rule's clock, reckoned with the district's calendar and settings."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from tat.calendar import DistrictClocks, SchoolCalendar, due_at
from tat.models import ClosedDay, District, Obligation, SchoolYear
from tat.statutes import RULES, ClockKind, Due

SATURDAY = 5
NO_CALENDAR = SchoolCalendar()
WITHOUT_DAYS = frozenset({ClockKind.NOW, ClockKind.ASAP, ClockKind.HOURS, ClockKind.SAME_DAY, ClockKind.NONE})
SCHOOL_DAY_CLOCKS = frozenset({ClockKind.NEXT_SCHOOL_DAY, ClockKind.SCHOOL_DAYS, ClockKind.PRODUCT_DAYS, ClockKind.NOT_BEFORE})

Years = tuple[tuple[date, date], ...]
Closed = tuple[tuple[date, str], ...]


def calendar_of(district: District) -> SchoolCalendar:
    """The district's calendar as its rows stand now: always read, built once for equal rows."""
    years = SchoolYear.objects.filter(district=district).order_by("starts_on").values_list("starts_on", "ends_on")
    closed = ClosedDay.objects.filter(district=district).order_by("on", "kind").values_list("on", "kind")
    return _built(tuple(years), tuple(closed))


@lru_cache(maxsize=64)
def _built(years: Years, closed: Closed) -> SchoolCalendar:
    holidays = frozenset(day for day, kind in closed if kind == ClosedDay.Kind.OFFICE_HOLIDAY)
    shut = frozenset(day for day, kind in closed if kind != ClosedDay.Kind.OFFICE_HOLIDAY)
    if not years:
        return SchoolCalendar(office_holidays=holidays)
    days = (start + timedelta(days=n) for start, end in years for n in range((end - start).days + 1))
    attended = frozenset(day for day in days if day.weekday() < SATURDAY and day not in shut)
    return SchoolCalendar(attended, holidays, known_from=years[0][0], known_until=max(end for _, end in years))


def clocks_of(district: District) -> DistrictClocks:
    """The district's own settings, each never later than the product's."""
    return DistrictClocks(district.target_minutes, district.update_days, district.day_ends_at)


def reckon(rule_code: str, triggered_at: datetime, district: District, *, anchor: date | None = None, urgent: bool = False) -> Due:
    """The due times, in UTC, with the arithmetic as sentences. Reads the calendar only for clocks that count days."""
    clock = RULES[rule_code].clock
    calendar = NO_CALENDAR if clock.running(urgent).kind in WITHOUT_DAYS else calendar_of(district)
    return due_at(clock, triggered_at, calendar, clocks_of(district), anchor=anchor, urgent=urgent)


def stored_due(obligation: Obligation) -> Due:
    """The due times as the row holds them."""
    return Due(obligation.legal_due_at, obligation.target_due_at, tuple(obligation.explanation), obligation.not_before_at)


def set_due(obligation: Obligation, due: Due) -> None:
    """Put the due times on the row; the caller saves it with DUE_FIELDS."""
    obligation.legal_due_at, obligation.target_due_at, obligation.not_before_at = due.legal_due, due.target_due, due.not_before
    obligation.explanation = list(due.steps)


DUE_FIELDS = ["legal_due_at", "target_due_at", "not_before_at", "explanation"]
