"""School officials from outside: the superintendent puts the district's dated designation of an officer on file, and ends it."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from tat import audit, clock
from tat.models import District, SchoolOfficial, User
from tat.permissions import Scope, may, scope_of
from tat.roles import Permission
from tat.statutes import local_date
from tat.statutes.limits import LONGEST_ACTING
from tat.workflow import Blocked, refuse

NOBODY = "Choose somebody of this district whose account is open."
FUNCTION = "Write what this person does for the school, without a word of a case."
PAPER = "Write where the signed paper lies: a folder, a cabinet, a file number."
FIRST, LAST = "Write the first day.", "Write the last day. A designation has an end; it is put on file anew each year."
BACKWARDS = "The last day lies before the first."
OVER = "The last day is past. Choose today or a later day."
TOO_LONG = "That is longer than a year. Check both days."
THERE = "A designation of this person is on file for some of these days. End it first."
ENDED = "This designation has ended already. Nothing was changed."


@dataclass(frozen=True, kw_only=True)
class OfficialGiven:
    """A designation as it is typed; days are local dates, the last one included."""

    person: User | None
    function: str
    paper: str
    from_on: date | None
    until_on: date | None


def officials_of(scope: Scope) -> QuerySet[SchoolOfficial]:
    """The district's designations."""
    return SchoolOfficial.objects.filter(district_id=scope.district_id or 0).select_related("person", "by", "ended_by")


@transaction.atomic
def designate_official(*, by: User, given: OfficialGiven) -> SchoolOfficial:
    """Put a designation on file: while it runs, a police seat of this person sees the student record (handbook 2.1).

    Raises PermissionDenied, Blocked with what is missing or may not be.
    """
    at = clock.now()
    _checked(by, at)
    assert by.district is not None
    District.objects.select_for_update(no_key=True).get(pk=by.district.pk)  # two at once do not designate one person twice
    _check(given, by, local_date(at))
    assert given.person and given.from_on and given.until_on
    row = SchoolOfficial.objects.create(
        district=by.district,
        person=given.person,
        function=given.function.strip(),
        paper=given.paper.strip(),
        from_on=given.from_on,
        until_on=given.until_on,
        by=by,
        recorded_at=at,
    )
    _log("official_designated", row, by, at)
    return row


@transaction.atomic
def end_official(*, official_id: uuid.UUID, by: User) -> SchoolOfficial:
    """End it at once: the record is shut from the next request on. Raises Http404, PermissionDenied, Blocked once it is over."""
    at = clock.now()
    scope, yesterday = _checked(by, at), local_date(at) - timedelta(days=1)
    row = officials_of(scope).select_for_update(of=("self",)).filter(pk=official_id).first()
    if row is None:
        raise Http404
    if row.until_on <= yesterday:
        raise Blocked((_(ENDED),))
    row.until_on, row.ended_at, row.ended_by = yesterday, at, by
    row.save(update_fields=["until_on", "ended_at", "ended_by"])
    _log("official_ended", row, by, at)
    return row


def _checked(by: User, at: datetime) -> Scope:
    scope = scope_of(by, at)
    if by.district_id is None or not may(scope, Permission.NAME_OFFICIAL):
        raise PermissionDenied
    return scope


def _check(given: OfficialGiven, by: User, today: date) -> None:
    person, start, end = given.person, given.from_on, given.until_on
    known = person is not None and person.is_active and person.district_id == by.district_id
    refuse(
        ("who", _(NOBODY), not known),
        ("function", _(FUNCTION), not given.function.strip()),
        ("paper", _(PAPER), not given.paper.strip()),
        ("from_on", _(FIRST), start is None),
        ("until_on", _(LAST), end is None),
        ("until_on", _(BACKWARDS), bool(start and end and end < start)),
        ("until_on", _(OVER), bool(end and end < today)),
        ("until_on", _(TOO_LONG), bool(start and end and end - start > LONGEST_ACTING)),
    )
    there = SchoolOfficial.objects.filter(person=person, from_on__lte=end, until_on__gte=start)
    refuse(("who", _(THERE), there.exists()))


def _log(action: str, row: SchoolOfficial, by: User, at: datetime) -> None:
    audit.record(action, by=by, at=at, about=("official", row.pk), district_id=row.district_id, detail=f"person:{row.person_id}")
