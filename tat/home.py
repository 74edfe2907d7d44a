"""What waits for one person: the open duties of Home, of the Duties page, and their number in the navigation."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from redis.exceptions import RedisError

from tat import health, notices, paging
from tat.models import Absence, Designation, District, Notice, Obligation, Seat, Standing
from tat.models.obligations import ObligationQuerySet
from tat.models.prepared import Given, Prepared, Shaped
from tat.permissions import Scope
from tat.roles import Role
from tat.statutes import HAND_OVER, ActorRole, end_of_day, local_date

KEYS = ("target_due_at", "id")
EMERGENCY = ("IMM-SEO", "IMM-LE", "IMM-DET", "RPT-REV")  # somebody may be in danger now, and nobody has looked or acted yet
COUNTED_AT_MOST = 99
PAGE, EMERGENCIES_AT_MOST = 15, 100
KEPT_SECONDS = 60
Capacity = Standing.Capacity
NAMED = frozenset({Capacity.LEAD, Capacity.CASE_MANAGER, Capacity.ENGAGER, Capacity.BACKUP, Capacity.PANEL, Capacity.CARRIER})
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
    return _rows(_held_by(scope), _designations(scope))


def emergencies(rows: ObligationQuerySet) -> ObligationQuerySet:
    """The rows that stand first: in the worst hour paper that is weeks late must not stand above a threat that is minutes old."""
    return rows.filter(rule__in=EMERGENCY)


def others(rows: ObligationQuerySet) -> ObligationQuerySet:
    """The rows after the emergencies."""
    return rows.exclude(rule__in=EMERGENCY)


def first_rows(scope: Scope) -> tuple[list[Obligation], list[Obligation], Obligation | None]:
    """The first page of Home: every emergency as far as there is room; the others, one more than a page where there are more; what comes
    next, the first that falls due later than the local day of the scope.
    """
    if scope.district_id is None:
        return [], [], None
    held, evening = _held_by(scope), end_of_day(local_date(scope.at))
    if given := _designations(scope):
        mine = _rows(held, given)
        return list(_first_emergencies(mine)), list(_first_others(mine)), _after(mine, evening).first()
    return FIRST_EMERGENCIES(**held), FIRST_OTHERS(**held), next(iter(FIRST_AFTER(**held, evening=evening)), None)


def _first_emergencies(rows: ObligationQuerySet) -> QuerySet[Obligation]:
    return emergencies(rows)[:EMERGENCIES_AT_MOST]


def _first_others(rows: ObligationQuerySet) -> QuerySet[Obligation]:
    return paging.ordered(others(rows), KEYS)[: PAGE + 1]


def _after(rows: ObligationQuerySet, evening: Any) -> ObligationQuerySet:
    due = Coalesce("legal_due_at", "target_due_at")
    return rows.alias(due=due).filter(due__gt=evening).order_by("due", "id")[:1]


def first_of_buildings(scope: Scope) -> list[Obligation]:
    """The rows of the first page of Duties, and one more where there is a second."""
    if scope.district_id is None or _designations(scope):
        return list(paging.ordered(rows_of_buildings(scope), KEYS)[: PAGE + 1])
    return FIRST_OF_BUILDINGS(**_held_by(scope))


def is_theirs(scope: Scope, duty: Obligation) -> bool:
    """Whether the duty is among this person's rows."""
    if scope.district_id is None or _designations(scope):
        return rows_for(scope).filter(pk=duty.pk).exists()
    return bool(THE_ONE(**_held_by(scope), one=duty.pk))


def rows_of_buildings(scope: Scope) -> ObligationQuerySet:
    """All open duties of the buildings and teams that the person answers for, beside the person's own."""
    if scope.district_id is None:
        return Obligation.objects.none()
    return _rows_of_buildings(_held_by(scope), _designations(scope))


def changes_for(scope: Scope) -> QuerySet[Notice]:
    """The changes and briefs that the person has not opened yet, without those of a case from which the person is excluded."""
    if scope.district_id is None:
        return Notice.objects.none()
    return _changes(_held_by(scope))


def first_changes(scope: Scope) -> list[Notice]:
    """The first of these changes, and one more where there are more than a page."""
    if scope.district_id is None:
        return []
    day = local_date(scope.at).isoformat()
    return FIRST_CHANGES(user=scope.user_id, briefs=notices.briefs_of(scope.user_id), day=day, excluded=list(scope.excluded))


@dataclass(frozen=True)
class Frame:
    """What every page's frame shows, kept for a minute: what waits, how long the sweep has been silent, whose people these are."""

    needs: int
    silence: timedelta
    district: str


FRAMES: dict[str, Frame] = {}
FRAMES_AT_MOST = 1_000
"""What this process has shown in this minute, so that it asks the cache once for each person."""


def frame_for(scope: Scope) -> Frame:
    """One row per person, at most 60 seconds old; made anew where the cache is away."""
    key = f"frame:{scope.user_id}:{int(scope.at.timestamp()) // KEPT_SECONDS}"
    found = FRAMES.get(key)
    if found is None:
        if len(FRAMES) >= FRAMES_AT_MOST:
            FRAMES.clear()
        found = FRAMES[key] = _shared_frame(key, scope)
    return found


def _shared_frame(key: str, scope: Scope) -> Frame:
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
    district = District.objects.filter(pk=scope.district_id or 0).values_list("name", flat=True).first() or ""
    return Frame(_count(scope), health.silence(scope.at) or timedelta(0), district)


def _count(scope: Scope) -> int:
    duties = rows_for(scope).order_by()[:COUNTED_AT_MOST].count()
    return min(COUNTED_AT_MOST, duties + changes_for(scope).order_by()[:COUNTED_AT_MOST].count())


def _held_by(scope: Scope) -> dict[str, Any]:
    """What decides which duties are a person's, by name."""
    offices = scope.offices & OF_AN_OFFICE.keys()
    return {
        "district": scope.district_id,
        "user": scope.user_id,
        "told": [scope.user_id],
        "today": local_date(scope.at),
        "day": local_date(scope.at).isoformat(),
        "briefs": notices.briefs_of(scope.user_id),
        "in_office": bool(offices),
        "of_offices": [role for office in sorted(offices) for role in OF_AN_OFFICE[office]],
        "principal_of": list(scope.principal_of),
        "member_of": list(scope.member_of),
        "triage_of": list(scope.triage_of),
        "seated_in": list(scope.seated_in),
        "backup_in": list(scope.backup_in),
        "named": list(scope.cases_as(*NAMED - Standing.OF_A_SEAT)),
        "named_by_seat": list(scope.cases_as(*NAMED & Standing.OF_A_SEAT)),
        **{word: list(scope.cases_as(capacity)) for word, capacity in STANDS_AS.items()},
        "excluded": list(scope.excluded),
    }


Held = Mapping[str, Any]
CARRYING = {"managing": Capacity.CASE_MANAGER, "engaging": Capacity.ENGAGER}
STANDS_AS = {"leading": Capacity.LEAD, "standing_in": Capacity.BACKUP, "on_panel": Capacity.PANEL, **CARRYING}


def _rows(held: Held, given: Sequence[Designation] = ()) -> ObligationQuerySet:
    return _listed(held, _asked(held) | _escalated(held, given) | _by_role(held) | _led(held) | _stood_in_for(held) | _any(map(_by, given)))


def _rows_of_buildings(held: Held, given: Sequence[Designation] = ()) -> ObligationQuerySet:
    own = _rows(held, given)
    of_team = Q(team_id__any_of=held["triage_of"]) & ~Q(rule=HAND_OVER)  # the case is not the team's before its principal accepts it
    return _listed(held, Q(pk__in=own.order_by().values("pk")) | of_team) if held["triage_of"] else own


def _changes(held: Held) -> QuerySet[Notice]:
    waiting = notices.to_open(held["user"], briefs=held["briefs"], day=held["day"])
    return waiting.exclude(about_id__any_of=held["excluded"])


def _listed(held: Held, whose: Q) -> ObligationQuerySet:
    handed = Q(rule=HAND_OVER, building_id__any_of=held["principal_of"])
    open_to = Q(restricted=False) | Q(actor_id=held["user"]) | Q(escalated_to__contains=held["told"]) | _named(held) | handed
    rows = Obligation.objects.open().filter(Q(district_id=held["district"]), whose, open_to)
    return rows.exclude(about_id__any_of=held["excluded"]).select_related("building", "district", "team", "actor").order_by(*KEYS)


def _named(held: Held) -> Q:
    """Duties about a case in which the person stands by name; what is of a seat asks one in its team still."""
    return Q(about_id__any_of=held["named"]) | _seated(held, "named_by_seat")


def _seated(held: Held, cases: str) -> Q:
    return Q(about_id__any_of=held[cases], team_id__any_of=held["seated_in"])


def _asked(held: Held) -> Q:
    """Duties that name the person; that of a seat asks one in its team still."""
    return Q(actor_id=held["user"]) & (~Q(actor_role=ActorRole.SEAT) | Q(team_id__any_of=held["seated_in"]))


def _by_role(held: Held) -> Q:
    """Duties without a named actor whose role the person holds there."""
    found = Q(actor_role__in=[ActorRole.TAT, ActorRole.TRIAGE], team_id__any_of=held["triage_of"])
    found |= Q(actor_role=ActorRole.TAT, team_id__any_of=held["member_of"])
    found |= Q(actor_role__in=[ActorRole.CASE_MANAGER, ActorRole.ENGAGER]) & _seated(held, "managing")
    found |= Q(actor_role=ActorRole.ENGAGER) & _seated(held, "engaging")
    in_place = Q(actor_role__in=[ActorRole.TAT, ActorRole.TRIAGE, ActorRole.CASE_MANAGER, ActorRole.ENGAGER])
    found |= in_place & (Q(about_id__any_of=held["standing_in"]) | _seated(held, "on_panel"))
    found |= Q(actor_role__any_of=held["of_offices"])
    return Q(actor=None) & found


def _led(held: Held) -> Q:
    return Q(building_id__any_of=held["principal_of"]) | Q(about_id__any_of=held["leading"]) & ~Q(rule=HAND_OVER)


def _stood_in_for(held: Held) -> Q:
    """Duties of a colleague who is away today and whose back-up the person is."""
    if not held["backup_in"]:
        return Q(pk__in=[])
    today = held["today"]
    away = Absence.objects.filter(from_on__lte=today, until_on__gte=today).values("user_id")
    covered = Seat.objects.filter(backups__in=Seat.objects.filter(user_id=held["user"], kind=Seat.Kind.BACKUP), user_id__in=away)
    return Q(actor_id__in=covered.values("user_id"), team_id__any_of=held["backup_in"])


def _escalated(held: Held, given: Sequence[Designation]) -> Q:
    """What was escalated to the person, while the place that it was escalated to is still theirs."""
    told = Q(escalated_to__contains=held["told"])
    if held["in_office"]:
        return told
    place = Q(building_id__any_of=held["principal_of"]) | Q(district__second_contact_id=held["user"])
    place |= Q(team_id__any_of=held["seated_in"]) | _named(held)
    place |= Q(rule__in={rule for each in given for rule in each.rules})
    return told & place


def _designations(scope: Scope) -> list[Designation]:
    """What is designated to the person today."""
    return DESIGNATED(user=scope.user_id, today=local_date(scope.at))


def _designated() -> QuerySet[Designation]:
    today = Given("today")
    return Designation.objects.filter(Q(until_on=None) | Q(until_on__gte=today), designee_id=Given("user"), from_on__lte=today)


def _by(given: Designation) -> Q:
    roles = [ActorRole.PRINCIPAL] if given.acts_for == Role.PRINCIPAL else [ActorRole.SUPERINTENDENT, ActorRole.BOARD]
    where = Q(district_id=given.district_id) & (Q(building_id=given.building_id) if given.building_id else Q())
    return where & Q(rule__in=given.rules, actor=None, actor_role__in=roles)


def _any(conditions: Iterable[Q]) -> Q:
    found = Q(pk__in=[])
    for condition in conditions:
        found |= condition
    return found


DESIGNATED: Prepared[Designation] = Prepared(_designated)
FIRST_EMERGENCIES: Shaped[Obligation] = Shaped(lambda held: _first_emergencies(_rows(held)))
FIRST_OTHERS: Shaped[Obligation] = Shaped(lambda held: _first_others(_rows(held)))
FIRST_AFTER: Shaped[Obligation] = Shaped(lambda held: _after(_rows(held), held["evening"]))
FIRST_OF_BUILDINGS: Shaped[Obligation] = Shaped(lambda held: paging.ordered(_rows_of_buildings(held), KEYS)[: PAGE + 1])
FIRST_CHANGES: Shaped[Notice] = Shaped(lambda held: _changes(held)[: PAGE + 1])
THE_ONE: Shaped[Obligation] = Shaped(lambda held: _rows(held).filter(pk=held["one"]))
