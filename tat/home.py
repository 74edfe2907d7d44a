"""What waits for one person: the open duties of Home, of the Duties page, and their number in the navigation."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from redis.exceptions import RedisError

from tat import health, notices
from tat.models import Absence, Designation, District, Notice, Obligation, Seat, Standing
from tat.models.obligations import ObligationQuerySet
from tat.permissions import Scope
from tat.roles import Role
from tat.statutes import ActorRole, end_of_day, local_date

KEYS = ("target_due_at", "id")
EMERGENCY = ("IMM-SEO", "IMM-LE", "IMM-DET", "RPT-REV")  # somebody may be in danger now, and nobody has looked or acted yet
COUNTED_AT_MOST = 99
KEPT_SECONDS = 60
Capacity = Standing.Capacity
NAMED = (Capacity.LEAD, Capacity.CASE_MANAGER, Capacity.ENGAGER, Capacity.BACKUP, Capacity.PANEL, Capacity.CARRIER)
OF_AN_OFFICE = {
    Role.SUPERINTENDENT: (ActorRole.SUPERINTENDENT, ActorRole.BOARD),
    Role.CUSTODIAN: (ActorRole.CUSTODIAN,),
    Role.HR: (ActorRole.HR,),
}


def rows_for(scope: Scope) -> ObligationQuerySet:
    """The open duties that the person answers for, stands in for or was escalated to; for a principal those of the building.

    Past due first, then the least time left. Nothing about a thing from which the person is excluded, and nothing of a
    restricted case in which the person is not named.
    """
    if scope.district_id is None:
        return Obligation.objects.none()
    given = _designations(scope)
    return _listed(
        scope, _named(scope) | _escalated(scope, given) | _held(scope) | _led(scope) | _stood_in_for(scope) | _any(map(_by, given))
    )


def emergencies(rows: ObligationQuerySet) -> ObligationQuerySet:
    """The rows that stand first: in the worst hour paper that is weeks late must not stand above a threat that is minutes old."""
    return rows.filter(rule__in=EMERGENCY)


def others(rows: ObligationQuerySet) -> ObligationQuerySet:
    """The rows after the emergencies."""
    return rows.exclude(rule__in=EMERGENCY)


def next_after_today(rows: ObligationQuerySet, at: datetime) -> Obligation | None:
    """What comes next: the first of the rows that falls due later than the local day of `at`."""
    due = Coalesce("legal_due_at", "target_due_at")
    return rows.alias(due=due).filter(due__gt=end_of_day(local_date(at))).order_by("due", "id").first()


def rows_of_buildings(scope: Scope) -> ObligationQuerySet:
    """All open duties of the buildings and teams that the person answers for, beside the person's own."""
    if scope.district_id is None:
        return Obligation.objects.none()
    own = rows_for(scope)
    return _listed(scope, Q(pk__in=own.order_by().values("pk")) | Q(team_id__in=scope.triage_of)) if scope.triage_of else own


def changes_for(scope: Scope) -> QuerySet[Notice]:
    """The changes in cases that the person has not opened yet, without those of a case from which the person is excluded."""
    if scope.district_id is None:
        return Notice.objects.none()
    return notices.unopened_changes(scope.user_id).exclude(about_id__any_of=scope.excluded)


@dataclass(frozen=True)
class Frame:
    """What every page's frame shows, kept for a minute: what waits, how long the sweep has been silent, whose people these are."""

    needs: int
    silence: timedelta
    district: str


def frame_for(scope: Scope) -> Frame:
    """One row per person, at most 60 seconds old; made anew where the cache is away."""
    key = f"frame:{scope.user_id}:{int(scope.at.timestamp()) // KEPT_SECONDS}"
    try:
        found = cache.get(key)
        if found is None:
            found = _frame(scope)
            cache.set(key, found, KEPT_SECONDS)
    except RedisError:
        found = _frame(scope)
    return found


def count_for(scope: Scope) -> int:
    """The number in the navigation: as Home's list, at most 99."""
    return frame_for(scope).needs


def _frame(scope: Scope) -> Frame:
    district = District.objects.filter(pk=scope.district_id).values_list("name", flat=True).first() or ""
    return Frame(_count(scope), health.silence(scope.at) or timedelta(0), district)


def _count(scope: Scope) -> int:
    duties = rows_for(scope).order_by()[:COUNTED_AT_MOST].count()
    return min(COUNTED_AT_MOST, duties + changes_for(scope).order_by()[:COUNTED_AT_MOST].count())


def _listed(scope: Scope, whose: Q) -> ObligationQuerySet:
    named = Q(actor_id=scope.user_id) | Q(escalated_to__contains=[scope.user_id]) | scope.stands("about_id", *NAMED)
    rows = Obligation.objects.open().filter(Q(district_id=scope.district_id), whose, Q(restricted=False) | named)
    return rows.exclude(about_id__any_of=scope.excluded).select_related("building", "district", "actor").order_by(*KEYS)


def _named(scope: Scope) -> Q:
    """Duties that name the person; that of a seat asks one in its team still."""
    return Q(actor_id=scope.user_id) & (~Q(actor_role=ActorRole.SEAT) | Q(team_id__in=scope.seated_in))


def _held(scope: Scope) -> Q:
    """Duties without a named actor whose role the person holds there."""
    held = Q(actor_role__in=[ActorRole.TAT, ActorRole.TRIAGE], team_id__in=scope.triage_of)
    held |= Q(actor_role=ActorRole.TAT, team_id__in=scope.member_of)
    held |= Q(actor_role=ActorRole.CASE_MANAGER) & scope.stands("about_id", Capacity.CASE_MANAGER)
    in_place = Q(actor_role__in=[ActorRole.TAT, ActorRole.TRIAGE, ActorRole.CASE_MANAGER])
    held |= in_place & scope.stands("about_id", Capacity.BACKUP, Capacity.PANEL)
    for office, roles in OF_AN_OFFICE.items():
        held |= Q(actor_role__in=roles) if office in scope.offices else Q(pk__in=[])
    return Q(actor=None) & held


def _led(scope: Scope) -> Q:
    return Q(building_id__in=scope.principal_of) | scope.stands("about_id", Capacity.LEAD)


def _stood_in_for(scope: Scope) -> Q:
    """Duties of a colleague who is away today and whose back-up the person is."""
    if not scope.backup_in:
        return Q(pk__in=[])
    today = local_date(scope.at)
    away = Absence.objects.filter(from_on__lte=today, until_on__gte=today).values("user_id")
    covered = Seat.objects.filter(backups__in=Seat.objects.filter(user_id=scope.user_id, kind=Seat.Kind.BACKUP), user_id__in=away)
    return Q(actor_id__in=covered.values("user_id"), team_id__in=scope.backup_in)


def _escalated(scope: Scope, given: Iterable[Designation]) -> Q:
    """What was escalated to the person, while the place that it was escalated to is still theirs."""
    place = Q(building_id__in=scope.principal_of) | Q(district__second_contact_id=scope.user_id)
    place |= Q(team_id__in=scope.seated_in) | scope.stands("about_id", *NAMED)
    place |= Q(rule__in={rule for each in given for rule in each.rules})
    in_office = bool(scope.offices & OF_AN_OFFICE.keys())
    told = Q(escalated_to__contains=[scope.user_id])
    return told if in_office else told & place


def _designations(scope: Scope) -> list[Designation]:
    """What is designated to the person today."""
    today = local_date(scope.at)
    rows = Designation.objects.filter(Q(until_on=None) | Q(until_on__gte=today), designee_id=scope.user_id, from_on__lte=today)
    return list(rows)


def _by(given: Designation) -> Q:
    roles = [ActorRole.PRINCIPAL] if given.acts_for == Role.PRINCIPAL else [ActorRole.SUPERINTENDENT, ActorRole.BOARD]
    where = Q(district_id=given.district_id) & (Q(building_id=given.building_id) if given.building_id else Q())
    return where & Q(rule__in=given.rules, actor=None, actor_role__in=roles)


def _any(conditions: Iterable[Q]) -> Q:
    found = Q(pk__in=[])
    for condition in conditions:
        found |= condition
    return found
