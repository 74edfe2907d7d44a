"""Which school year a day belongs to, and when the duties of the coming one begin to remind."""

from collections.abc import Sequence
from datetime import date, datetime, time

from tat.calendar import SchoolCalendar, due_at
from tat.models import District, SchoolYear
from tat.statutes import RULES, wall_time
from tat.statutes.ladders import ladder

DAY_BEGINS, NOON = time(), time(12)


def years_of(district: District | int) -> list[SchoolYear]:
    """The district's school years in their order."""
    number = district if isinstance(district, int) else district.pk
    return list(SchoolYear.objects.filter(district_id=number).select_related("district").order_by("starts_on"))


def year_of(years: Sequence[SchoolYear], day: date) -> SchoolYear | None:
    """The year of that day; a day of the summer belongs to the year to come."""
    return next((year for year in years if year.ends_on >= day), None)


def begun(years: Sequence[SchoolYear], day: date) -> SchoolYear | None:
    """The year that began last; the summer after it is still its time."""
    return next((year for year in reversed(years) if year.starts_on <= day), None)


def day_before(years: Sequence[SchoolYear], year: SchoolYear) -> date | None:
    """The last day of the year before: what lies after it may count for `year`. None where no earlier year is entered."""
    return max((each.ends_on for each in years if each.starts_on < year.starts_on), default=None)


def first_reminder(rule_code: str, year: SchoolYear) -> datetime:
    """When a duty that is due before the year's first student day reminds first; then its row is opened."""
    long_before = wall_time(date(year.starts_on.year - 1, year.starts_on.month, 1), NOON)
    rule = RULES[rule_code]
    return ladder(rule, long_before, due_at(rule.clock, long_before, SchoolCalendar(), anchor=year.starts_on))[0].at
