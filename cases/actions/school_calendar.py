"""The district's school calendar: school years, days without school, office holidays, emergency closures (handbook 8.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cases.actions.locks import refuse
from tat import audit, clock, obligations
from tat.actions.training_duties import settle_years
from tat.models import ClosedDay, District, Obligation, SchoolYear, User
from tat.obligations.due import SATURDAY
from tat.permissions import may, scope_of
from tat.roles import Permission
from tat.statutes import local_date
from tat.statutes.limits import LONGEST_BREAK_DAYS, LONGEST_YEAR_DAYS

Kind = ClosedDay.Kind
FIRST, LAST = "Write the first student day.", "Write the last student day."
ORDER = "The last day comes after the first."
TOO_LONG = "A school year is at most 366 days long. Check both days."
OVERLAPS = "Another school year of the district has some of these days already."
DAY, KIND = "Write the day.", "Choose what kind of day it is."
BACKWARDS = "The last day comes before the first."
LONG_BREAK = "At most 120 days are entered at once. Check both days."
WEEKEND = "These days are a Saturday or Sunday, which no clock counts anyway."
NO_YEAR = "No school year of the district has this day. Enter the school year first."
KNOWN = "Every one of these days is in the calendar as that already."
ONE_DAY = "An emergency closure is entered day by day, because each moves clocks that run."
PASSED = "This day has passed, and due times were worked out with it. It stays."
GONE = "This day is not in the calendar any more."


@dataclass(frozen=True)
class DaysGiven:
    """Days as they are typed: one, or all weekdays from `on` until `until`."""

    on: date | None
    kind: str
    until: date | None = None
    note: str = ""


@transaction.atomic
def add_school_year(*, district: District, by: User, starts_on: date | None, ends_on: date | None) -> SchoolYear:
    """Enter a school year by its first and last student day. What runs keeps its due time; where the year has begun, the
    trainings that it asks of the district and its teams are opened with it (TRN-STAFF, TRN-COMM, TRN-TAKE).

    Raises PermissionDenied, or Blocked with what is wrong.
    """
    at = clock.now()
    locked = _locked(district, by)
    refuse(("starts_on", FIRST, starts_on is None), ("ends_on", LAST, ends_on is None))
    assert starts_on and ends_on
    others = SchoolYear.objects.filter(district=locked, starts_on__lte=ends_on, ends_on__gte=starts_on)
    refuse(
        ("ends_on", ORDER, ends_on <= starts_on),
        ("ends_on", TOO_LONG, (ends_on - starts_on).days > LONGEST_YEAR_DAYS),
        ("starts_on", OVERLAPS, others.exists()),
    )
    year = SchoolYear.objects.create(district=locked, starts_on=starts_on, ends_on=ends_on)
    settle_years(at, by=by, district_id=locked.pk)
    audit.record("school_year_added", by=by, at=at, district_id=locked.pk, detail=f"{starts_on}:{ends_on}")
    return year


@transaction.atomic
def add_days(*, district: District, by: User, given: DaysGiven) -> list[Obligation]:
    """Enter days without school or office holidays; weekends between them are left out. Gives the duties whose due time moved.

    Only an emergency closure works out clocks that run again: the legal date of a clock of school days may move later, the target never
    (handbook 8.1). Everything else holds for what begins from now on. Raises PermissionDenied, or Blocked with what is wrong.
    """
    at = clock.now()
    locked = _locked(district, by)
    days = _days(locked, given)
    ClosedDay.objects.bulk_create(ClosedDay(district=locked, on=day, kind=given.kind, note=given.note.strip()) for day in days)
    moved = [row for day in days if given.kind == Kind.EMERGENCY for row in obligations.recompute_for_closure(locked, day, at=at, by=by)]
    detail = f"{given.kind}:{days[0]}:{days[-1]}"
    audit.record("closed_days_added", by=by, at=at, district_id=locked.pk, count=len(days), detail=detail)
    return moved


def _days(district: District, given: DaysGiven) -> Sequence[date]:
    """The weekdays that are new. Raises Blocked with what is wrong."""
    refuse(("on", DAY, given.on is None), ("kind", KIND, given.kind not in Kind.values))
    assert given.on
    until = given.until or given.on
    refuse(
        ("until", BACKWARDS, until < given.on),
        ("until", LONG_BREAK, (until - given.on).days > LONGEST_BREAK_DAYS),
        ("until", ONE_DAY, given.kind == Kind.EMERGENCY and until != given.on),
    )
    every = [given.on + timedelta(days=n) for n in range((until - given.on).days + 1)]
    weekdays = [day for day in every if day.weekday() < SATURDAY]
    known = set(ClosedDay.objects.filter(district=district, kind=given.kind, on__in=weekdays).values_list("on", flat=True))
    years = SchoolYear.objects.filter(district=district, starts_on__lte=given.on, ends_on__gte=until)
    refuse(
        ("on", WEEKEND, not weekdays),
        ("on", NO_YEAR, given.kind != Kind.OFFICE_HOLIDAY and not years.exists()),
        ("on", KNOWN, bool(weekdays) and known.issuperset(weekdays)),
    )
    return [day for day in weekdays if day not in known]


@transaction.atomic
def remove_day(*, district: District, by: User, day_id: int) -> None:
    """Take a day that is still to come out of the calendar. What runs keeps its due time: no make-up day moves a date earlier.

    Raises PermissionDenied, or Blocked for a day that has passed or is gone.
    """
    at = clock.now()
    locked = _locked(district, by)
    row = ClosedDay.objects.filter(district=locked, pk=day_id).first()
    refuse(("", GONE, row is None))
    assert row
    refuse(("", PASSED, row.on < local_date(at)))
    row.delete()
    audit.record("closed_day_removed", by=by, at=at, district_id=locked.pk, detail=f"{row.kind}:{row.on}")


def _locked(district: District, by: User) -> District:
    if by.district_id != district.pk or not may(scope_of(by, clock.now()), Permission.SET_UP_DISTRICT):
        raise PermissionDenied
    return District.objects.select_for_update(no_key=True).get(pk=district.pk)
