"""A school calendar generated around a day: three school years with their breaks and holidays."""

from datetime import date, timedelta

from tat.models import ClosedDay, District, SchoolYear

MONDAY, WEDNESDAY, THURSDAY, SUNDAY = 0, 2, 3, 6
NO_SCHOOL, OFFICE = ClosedDay.Kind.NO_SCHOOL, ClosedDay.Kind.OFFICE_HOLIDAY


def nth(year: int, month: int, weekday: int, count: int) -> date:
    """The `count`th such weekday of a month; -1 is the last one."""
    if count < 0:
        end = (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        return end - timedelta(days=(end.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (count - 1))


def weekdays(first: date, last: date) -> list[date]:
    """Mondays to Fridays from first to last, both included."""
    span = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in span if day.weekday() < 5]


def holidays(autumn: int) -> list[date]:
    """Office holidays of the school year that begins in that autumn, school days off among them."""
    spring, thanksgiving = autumn + 1, nth(autumn, 11, THURSDAY, 4)
    days = [
        nth(autumn, 9, MONDAY, 1),
        nth(autumn, 10, MONDAY, 2),
        date(autumn, 11, 11),
        thanksgiving,
        thanksgiving + timedelta(days=1),
        date(autumn, 12, 25),
        date(spring, 1, 1),
        nth(spring, 1, MONDAY, 3),
        nth(spring, 2, MONDAY, 3),
        nth(spring, 5, MONDAY, -1),
        date(spring, 6, 19),
        date(spring, 7, 4),
    ]
    return [kept_on(day) for day in days]


def kept_on(day: date) -> date:
    """A holiday that falls on a Sunday is kept on the Monday."""
    return day + timedelta(days=1) if day.weekday() == SUNDAY else day


def breaks(autumn: int) -> list[date]:
    """Days without school that are business days: the day before Thanksgiving, winter and spring break."""
    spring = autumn + 1
    easter_week = nth(spring, 3, MONDAY, 4)
    return [
        nth(autumn, 11, THURSDAY, 4) - timedelta(days=1),
        *weekdays(date(autumn, 12, 21), date(spring, 1, 3)),
        *weekdays(easter_week, easter_week + timedelta(days=5)),
    ]


def school_years(today: date) -> list[tuple[date, date]]:
    """First and last day of the last, this and the next school year, as seen from `today` (local date)."""
    autumn = today.year if today.month >= 7 else today.year - 1
    return [(nth(year, 8, WEDNESDAY, 3), nth(year + 1, 5, THURSDAY, -1)) for year in (autumn - 1, autumn, autumn + 1)]


def days_off(first: date, last: date) -> list[date]:
    """The weekdays of one school year without school."""
    every = {*holidays(first.year), *breaks(first.year)}
    return sorted(day for day in every if first <= day <= last and day.weekday() < 5)


def make_calendar(district: District, today: date) -> None:
    """Write three school years around `today` (local date), each with its days off and office holidays."""
    for first, last in school_years(today):
        SchoolYear.objects.create(district=district, starts_on=first, ends_on=last)
        rows = [ClosedDay(district=district, on=day, kind=NO_SCHOOL) for day in days_off(first, last)]
        rows += [ClosedDay(district=district, on=day, kind=OFFICE) for day in holidays(first.year)]
        ClosedDay.objects.bulk_create(rows)
