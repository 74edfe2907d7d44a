"""The yearly test of the logins to the State Police's portal: opened before each school year, met by a test of each that worked."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch
from django.http import Http404

from cases.actions.locks import refuse
from tat import audit, clock, home, obligations
from tat.models import District, Obligation, PortalLogin, PortalTest, PortalYear, SchoolYear, User
from tat.obligations.yearly import NOON, opens_at
from tat.permissions import Scope, may, scope_of
from tat.roles import Permission
from tat.statutes import local_date, wall_time

RULE, ABOUT = "PORTAL-TEST", "portal_year"
LONGEST_NOTE = 300

NOT_YET = "This day has not come yet. Enter the day on which the login was tried."
BEFORE = "The login was tried on or after the day on which it began. Correct the day."
NOTE = "Write what did not work and who mends it: the duty stays open until a test works."
LONG = "This is too long. Shorten it."
ENDED = "This login has ended. It is not tested any more."


@dataclass(frozen=True, kw_only=True)
class TriedGiven:
    """One test as it is typed; the day is local."""

    tested_on: date
    worked: bool
    note: str = ""


@transaction.atomic
def open_year(*, school_year: SchoolYear, at: datetime) -> PortalYear:
    """Open the test of one school year and start its duty, due before the first student day. Opening twice is harmless."""
    opened = local_date(min(at, opens_at(RULE, school_year)))
    year, _fresh = PortalYear.objects.get_or_create(school_year=school_year, defaults={"opened_on": opened})
    obligations.start(
        RULE,
        about=(ABOUT, year.id),
        trigger_ref=f"portal_year:{year.id}",
        triggered_at=min(at, opens_at(RULE, school_year)),
        at=at,
        district=school_year.district,
        anchor=school_year.starts_on,
    )
    return year


def reconcile() -> int:
    """Open the test of every next school year whose first reminder has come, and end what tests have met already.

    Running it twice, or two at once, changes nothing more. One log entry, with count and digest, where it changed something.
    """
    with transaction.atomic():
        at = clock.now()
        opened = _opened(at)
        waiting = Obligation.objects.open().filter(rule=RULE, about_kind=ABOUT).select_related("district")
        met = [ref for district in {duty.district for duty in waiting} for ref in settle(district, by=None, at=at)]
        if opened or met:
            digest = hashlib.sha256("\n".join(sorted(opened + met)).encode()).digest()
            audit.record("portal_reconciled", by=None, at=at, count=len(opened) + len(met), digest=digest)
    return len(opened) + len(met)


def _opened(at: datetime) -> list[str]:
    known = Obligation.objects.filter(rule=RULE, about_kind=ABOUT, about_id=OuterRef("portal_year__id"))
    coming = SchoolYear.objects.filter(starts_on__gt=local_date(at)).select_related("district").order_by("-starts_on")
    first = {year.district_id: year for year in coming}
    lacking = SchoolYear.objects.filter(~Exists(known), pk__in=[year.pk for year in first.values()]).values_list("pk", flat=True)
    due = [year for year in first.values() if year.pk in set(lacking) and opens_at(RULE, year) <= at]
    return [str(open_year(school_year=year, at=at).id) for year in due]


@transaction.atomic
def record_test(*, login_id: UUID, by: User, given: TriedGiven) -> PortalTest:
    """Record that one login was tried. A failed test keeps the year's duty open; the last one that works meets it.

    Raises Http404 outside the district, PermissionDenied, Blocked with what is wrong.
    """
    at = clock.now()
    login = PortalLogin.objects.select_related("district").filter(district=by.district_id or 0, pk=login_id).first()
    if login is None:
        raise Http404
    if not may_test(scope_of(by, at), login.district):
        raise PermissionDenied
    District.objects.select_for_update(no_key=True).get(pk=login.district_id)
    refuse(*_wrong(login, given, local_date(at)))
    row = PortalTest.objects.create(
        login=login, tested_on=given.tested_on, worked=given.worked, note=given.note.strip(), recorded_by=by, recorded_at=at
    )
    settle(login.district, by=by, at=at)
    worked = "worked" if row.worked else "failed"
    about = ("portal_login", login.id)
    audit.record(
        "portal_tested", by=by, at=at, district_id=login.district_id, about=about, occurred_at=noon(row.tested_on, at), detail=worked
    )
    return row


def _wrong(login: PortalLogin, given: TriedGiven, today: date) -> list[tuple[str, str, bool]]:
    day = given.tested_on
    return [
        ("tested_on", ENDED, not login.in_use(today)),
        ("tested_on", NOT_YET, day > today),
        ("tested_on", BEFORE, day < login.since_on),
        ("note", NOTE, not given.worked and not given.note.strip()),
        ("note", LONG, len(given.note) > LONGEST_NOTE),
    ]


def may_test(scope: Scope, district: District) -> bool:
    """Whether the person records tests: who keeps the directory, or who is designated for the open duty."""
    if scope.district_id != district.pk:
        return False
    return may(scope, Permission.EDIT_GUIDANCE) or any(home.is_theirs(scope, duty) for duty in open_duties(district))


def open_duties(district: District) -> list[Obligation]:
    """The district's yearly tests that wait."""
    return list(Obligation.objects.open().filter(rule=RULE, about_kind=ABOUT, district=district).select_related("district"))


def settle(district: District, *, by: User | None, at: datetime) -> list[str]:
    """Meet each open test of the district for which every login in use has worked since it opened. Gives their references."""
    duties = open_duties(district)
    if not duties:
        return []
    years = {year.id: year for year in PortalYear.objects.filter(pk__in=[duty.about_id for duty in duties])}
    logins, met = logins_of(district, local_date(at)), []
    for duty in duties:
        tests = proof_of(logins, years[duty.about_id].opened_on)
        if tests:
            last = max(tests, key=lambda test: (test.tested_on, test.recorded_at))
            done = noon(last.tested_on, at)
            obligations.meet(duty, at=at, by=by or last.recorded_by, proof_ref=f"portal_test:{last.id}", occurred_at=done)
            met.append(duty.trigger_ref)
    return met


def noon(day: date, at: datetime) -> datetime:
    """A stated day as an instant that is not in the future."""
    return min(at, wall_time(day, NOON))


def logins_of(district: District, day: date) -> list[PortalLogin]:
    """The logins in use on that local day, by name, each with its tests, the latest first."""
    tests = Prefetch("tests", PortalTest.objects.select_related("recorded_by").order_by("-tested_on", "-recorded_at"), to_attr="tried")
    rows = (
        PortalLogin.objects.filter(district=district).select_related("person").prefetch_related(tests).order_by("person__full_name", "id")
    )
    return [row for row in rows if row.in_use(day)]


def proof_of(logins: Sequence[PortalLogin], opened_on: date) -> list[PortalTest]:
    """The latest test of each login, where every one worked and is of the year; else nothing. Without any login nothing is proven."""
    latest = [next(iter(login.tried), None) for login in logins]  # type: ignore[attr-defined]
    good = [test for test in latest if test is not None and test.worked and test.tested_on >= opened_on]
    return good if len(good) == len(latest) else []
