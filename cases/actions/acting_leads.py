"""Acting leads: whom the superintendent names in a principal's place while the principal is absent or concerned (handbook 2.4)."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from cases.actions.conflicts import lead_until
from cases.actions.locks import refuse
from cases.models import Case
from tat import audit, clock
from tat.calendar import date_words
from tat.models import ActingLead, Appointment, Building, District, Standing, User
from tat.permissions import Scope, may, scope_of
from tat.roles import Permission, Role
from tat.statutes import local_date
from tat.statutes.limits import LONGEST_ACTING
from tat.workflow import Blocked

Ground, Capacity = ActingLead.Ground, Standing.Capacity
BUILDING = "Choose the building whose principal this is about."
NOBODY = "Choose somebody of this district whose account is open."
ONESELF = "You cannot name yourself. Name somebody who knows the building."
HOLDS_IT = "This person is the principal of the building. Name somebody else."
GROUND = "Choose whether the principal is absent or a case concerns the principal."
FIRST, LAST = "Write the first day.", "Write the last day. A naming has an end; name the person anew where it is to go on."
BACKWARDS = "The last day lies before the first."
OVER = "The last day is past. Choose today or a later day."
TOO_LONG = "That is longer than a year. Check both days."
REASON = "Write why, without a word of a case and without a student’s name."
NAMED = "%(name)s is named for this building from %(from)s to %(until)s already. End that naming first."
ENDED = "This naming has ended already. Nothing was changed."


@dataclass(frozen=True, kw_only=True)
class ActingGiven:
    """A naming as it is typed; days are local dates, the last one included."""

    building: Building | None
    person: User | None
    ground: str
    reason: str
    from_on: date | None
    until_on: date | None


def namings_of(scope: Scope) -> QuerySet[ActingLead]:
    """The district's namings."""
    return ActingLead.objects.filter(district_id=scope.district_id or 0).select_related("person", "building", "by", "ended_by")


@transaction.atomic
def name_acting_lead(*, by: User, given: ActingGiven) -> ActingLead:
    """Name who leads in a principal's place. Absent: the person holds the office of the building in these days, with its restricted cases.
    Concerned: the person leads each open case from which the principal is excluded, and whatever else excludes the principal later.

    The report to the State Police on anybody but a student stays with the principal, unless a designation names the person for it (8.2).
    Raises PermissionDenied, Blocked with what is missing or may not be.
    """
    at = clock.now()
    _checked(by, at)
    assert by.district is not None
    District.objects.select_for_update(no_key=True).get(pk=by.district.pk)  # two at once do not name two for one building
    _check(given, by, local_date(at))
    assert given.person and given.building and given.from_on and given.until_on
    days = {"from_on": given.from_on, "until_on": given.until_on}
    row = ActingLead.objects.create(
        district=by.district,
        building=given.building,
        person=given.person,
        ground=given.ground,
        reason=given.reason.strip(),
        by=by,
        recorded_at=at,
        **days,
    )
    if given.ground == Ground.ABSENT:
        place = {"district": by.district, "building": given.building}
        Appointment.objects.create(user=given.person, role=Role.PRINCIPAL, acting=row, **place, **days)
    for case in cases_led(row, at):
        lead_until(case, row, by=by, at=at)
    _log("acting_lead_put_in_place", row, by, at)
    return row


def cases_led(row: ActingLead, at: datetime) -> list[Case]:
    """The open cases of the building that it opens by name: those that exclude the principal, or the restricted ones of an absent one."""
    principals = Appointment.objects.held_on(local_date(at)).filter(building=row.building_id, role=Role.PRINCIPAL, acting=None)
    standing = Standing.objects.filter(about_kind="case", about_id=OuterRef("pk"), person__in=principals.values("user"), from_at__lte=at)
    standing = standing.exclude(until_at__lte=at)
    cases = Case.objects.open().filter(building=row.building_id)
    if row.ground == Ground.CONCERNED:
        return list(cases.filter(Exists(standing.filter(capacity=Capacity.EXCLUDED))))
    return list(cases.filter(Exists(standing.filter(capacity=Capacity.LEAD)), restricted=True))


@transaction.atomic
def end_acting_lead(*, acting_id: uuid.UUID, by: User) -> ActingLead:
    """End a naming at once: what it opened closes, what was done in it stays. Raises Http404, PermissionDenied, Blocked when it is over."""
    at = clock.now()
    scope, yesterday = _checked(by, at), local_date(at) - timedelta(days=1)
    row = namings_of(scope).select_for_update(of=("self",)).filter(pk=acting_id).first()
    if row is None:
        raise Http404
    if row.until_on <= yesterday:
        raise Blocked((_(ENDED),))
    row.until_on, row.ended_at, row.ended_by = yesterday, at, by
    row.save(update_fields=["until_on", "ended_at", "ended_by"])
    Appointment.objects.filter(acting=row).update(until_on=yesterday)
    _stop_leading(row, at)
    _log("acting_lead_ended", row, by, at)
    return row


def _stop_leading(row: ActingLead, at: datetime) -> None:
    """What the naming opened has an end of its own; a lead named in another way has none until it is set."""
    cases = Case.objects.filter(building=row.building_id).values("pk")
    opened = Standing.objects.filter(about_kind="case", about_id__in=cases, person=row.person, capacity=Capacity.LEAD, until_at__gt=at)
    opened.filter(from_at__gt=at).delete()
    opened.update(until_at=at)


def _checked(by: User, at: datetime) -> Scope:
    scope = scope_of(by, at)
    if by.district_id is None or not may(scope, Permission.NAME_ACTING_LEAD):
        raise PermissionDenied
    return scope


def _check(given: ActingGiven, by: User, today: date) -> None:
    person, place, start, end = given.person, given.building, given.from_on, given.until_on
    known = person is not None and person.is_active and person.district_id == by.district_id
    held = Appointment.objects.held_on(today).filter(user=person, role=Role.PRINCIPAL, building=place, acting=None)
    refuse(
        ("building", _(BUILDING), place is None or place.district_id != by.district_id),
        ("who", _(NOBODY), not known),
        ("who", _(ONESELF), person == by),
        ("who", _(HOLDS_IT), known and place is not None and held.exists()),
        ("ground", _(GROUND), given.ground not in Ground.values),
        ("from_on", _(FIRST), start is None),
        ("until_on", _(LAST), end is None),
        ("until_on", _(BACKWARDS), bool(start and end and end < start)),
        ("until_on", _(OVER), bool(end and end < today)),
        ("until_on", _(TOO_LONG), bool(start and end and end - start > LONGEST_ACTING)),
        ("reason", _(REASON), not given.reason.strip()),
    )
    other = ActingLead.objects.filter(building=place, ground=given.ground, from_on__lte=end, until_on__gte=start).first()
    if other:
        days = {"from": date_words(other.from_on), "until": date_words(other.until_on)}
        refuse(("who", _(NAMED) % {"name": other.person.full_name, **days}, True))


def _log(action: str, row: ActingLead, by: User, at: datetime) -> None:
    detail = f"person:{row.person_id} building:{row.building_id} {row.ground}"
    audit.record(action, by=by, at=at, about=("acting_lead", row.pk), district_id=row.district_id, detail=detail)
