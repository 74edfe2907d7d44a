"""Why somebody sees a case, or why not: the facts that the doors go by, each in a sentence, beside the doors' own answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from cases import access
from cases.models import Case, CaseGrant
from cases.workflow import Circle
from tat.clock import CENTRAL
from tat.models import Absence, Appointment, Seat, Standing, User
from tat.roles import PERMISSIONS, Permission, Role
from tat.templatetags.moments import on, when

Capacity = Standing.Capacity


@dataclass(frozen=True)
class Reason:
    """One fact: whether it opens the case, keeps it shut, or does neither by itself."""

    opens: bool | None
    words: str


@dataclass(frozen=True)
class Why:
    """The doors' answer with the roles it gives, and the facts behind it."""

    person: User
    case: Case
    sees: bool
    roles: tuple[str, ...]
    may: tuple[Permission, ...]
    reasons: tuple[Reason, ...]


def why(person: User, case: Case, at: datetime) -> Why:
    """What this person is to this case at `at`. The caller has opened the case through a door, or keeps its records."""
    way = access.door(person, at)
    roles = access.roles_in(way, case)
    may = tuple(each for each in Permission if access.can(way, each, case))
    sees = access.visible_to(person, at).filter(pk=case.pk).exists() and Permission.VIEW_CASE in may
    reasons = (*_account(person, case), *_standings(person, case, at), *_offices(person, case, at), *_seats(person, case, at))
    found = (*reasons, *_grants(person, case, at), *_of_the_case(case))
    return Why(person, case, sees, tuple(role.label for role in Role if role in roles), may, found)


def named_roles() -> tuple[str, ...]:
    """Every role by its words, in the order of the table."""
    return tuple(role.label for role in PERMISSIONS)


def _account(person: User, case: Case) -> Iterator[Reason]:
    if not person.is_active:
        yield Reason(False, _("The account has ended or was never enabled: nothing opens."))
    if person.district_id != case.district_id:
        yield Reason(False, _("The account belongs to another district."))


def _standings(person: User, case: Case, at: datetime) -> Iterator[Reason]:
    rows = Standing.objects.filter(about_kind="case", about_id=case.pk, person=person).order_by("from_at")
    for row in rows:
        label, since = Capacity(row.capacity).label, when(row.from_at)
        ended = row.until_at is not None and row.until_at <= at
        if ended or row.from_at > at:
            yield Reason(None, _("%(what)s, from %(since)s: not in force now.") % {"what": label, "since": since})
        elif row.capacity in (Capacity.EXCLUDED, Capacity.ASIDE):
            yield Reason(False, _("%(what)s since %(since)s: this beats everything else.") % {"what": label, "since": since})
        else:
            yield Reason(True, _("%(what)s in this case since %(since)s.") % {"what": label, "since": since})


def _offices(person: User, case: Case, at: datetime) -> Iterator[Reason]:
    day = at.astimezone(CENTRAL).date()
    for row in Appointment.objects.held_on(day).filter(user=person).select_related("building"):
        where = row.building.name if row.building else _("the district")
        words = {"role": Role(row.role).label, "where": where}
        if row.role == Role.PRINCIPAL and row.building_id == case.building_id:
            yield Reason(None if case.restricted else True, _("%(role)s, %(where)s: the building of this case.") % words)
        elif row.role == Role.REPORT_TAKER and row.building_id == case.building_id and case.opened_by_id == person.pk:
            until = case.reviewed_at is None
            yield Reason(until or None, _("Took the report in: sees the case until somebody has reviewed it."))
        else:
            yield Reason(None, _("%(role)s, %(where)s: opens no case by itself.") % words)


def _seats(person: User, case: Case, at: datetime) -> Iterator[Reason]:
    day = at.astimezone(CENTRAL).date()
    for seat in Seat.objects.filter(user=person, team_id=case.team_id).select_related("covers").order_by("from_on"):
        if seat.from_on > day or (seat.until_on and seat.until_on < day):
            yield Reason(None, _("A seat of the team from %(day)s: not in force today.") % {"day": on(seat.from_on)})
        else:
            yield _seat(seat, case, _activated(seat, day))
    if person.pk and not Seat.objects.filter(user=person, team_id=case.team_id).exists():
        yield Reason(None, _("Holds no seat of this case’s team."))


def _activated(seat: Seat, day: object) -> bool:
    away = Absence.objects.filter(user=seat.covers.user_id if seat.covers else None, from_on__lte=day, until_on__gte=day)
    return seat.kind == Seat.Kind.CORE or (seat.covers is not None and away.exists())


def _seat(seat: Seat, case: Case, acts: bool) -> Reason:
    triage = seat.triage or bool(seat.kind == Seat.Kind.BACKUP and seat.covers and seat.covers.triage)
    if not acts:
        return Reason(None, _("A back-up of the team, whom nobody’s absence calls in today."))
    if not triage and case.circle != Circle.TAT:
        return Reason(None, _("A seat of the team; its circle is the principal and the Triage Team until the full team is convened."))
    words = _("A seat of the Triage Team.") if triage else _("A seat of the team, which was convened.")
    return Reason(None if case.restricted else True, words)


def _grants(person: User, case: Case, at: datetime) -> Iterator[Reason]:
    for row in CaseGrant.objects.filter(content_object=case, user=person).select_related("by"):
        words = {"reason": row.reason_words, "until": when(row.until), "by": row.by.full_name}
        if row.until > at:
            yield Reason(True, _("Let in by name until %(until)s, by %(by)s (%(reason)s).") % words)
        else:
            yield Reason(None, _("Was let in by name until %(until)s, by %(by)s (%(reason)s): over.") % words)
    if case.pk in access.door(person, at).grants and not CaseGrant.objects.filter(Q(content_object=case, user=person)).exists():
        yield Reason(True, _("Of the team that handed the case over: reads until the first update there."))


def _of_the_case(case: Case) -> Iterator[Reason]:
    if case.restricted:
        yield Reason(None, _("The case is restricted: offices and seats open it to named people only."))
    if case.practice:
        yield Reason(None, _("The case is practice: its players alone see it."))


def explained(way: access.Door, code: str) -> Case | None:
    """The case, where the person leads it; for the custodian of the district's records any that is neither restricted nor practice."""
    case: Case | None = access.visible_through(way).filter(code=code).first()
    if case is not None and access.can(way, Permission.EXPLAIN_ACCESS, case):
        return case
    if Role.CUSTODIAN not in way.scope.offices:
        return None
    rows = Case.objects.filter(district_id=way.scope.district_id or 0, restricted=False, practice=False, disposed_at=None, code=code)
    return rows.exclude(pk__in=way.scope.excluded).first()
