"""What waits for one person: the open duties of Home, of the Duties page, and their number in the navigation."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Case, QuerySet, Value, When
from django.db.models.functions import Coalesce
from redis.exceptions import RedisError

from tat import health, notices, paging
from tat.home.whose import KEYS, OF_AN_OFFICE, changes_held, designated_rows, held_by, rows_handed_on, rows_held, rows_of_buildings_held
from tat.models import Designation, District, Notice, Obligation, Restore
from tat.models.obligations import ObligationQuerySet
from tat.models.prepared import Prepared, Shaped
from tat.permissions import Scope
from tat.statutes import end_of_day, local_date

EMERGENCY = ("IMM-SEO", "IMM-LE", "IMM-DET", "RPT-REV")  # somebody may be in danger now, and nobody has looked or acted yet
DECLARED = ("IMM-SEO", "IMM-LE")  # of these, what somebody has named imminent stands above reports that wait longer to be opened
COUNTED_AT_MOST = 99
PAGE, EMERGENCIES_AT_MOST = 15, 100
KEPT = timedelta(seconds=60)


def rows_for(scope: Scope) -> ObligationQuerySet:
    """The open duties that the person answers for, stands in for or was escalated to; for a principal those of the building.

    Past due first, then the least time left. Nothing about a thing from which the person is excluded, and nothing of a
    restricted case in which the person is not named.
    """
    if scope.district_id is None:
        return Obligation.objects.none()
    return rows_held(held_by(scope), _designations(scope))


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
    held, evening = held_by(scope), end_of_day(local_date(scope.at))
    if given := _designations(scope):
        mine = rows_held(held, given)
        return list(_first_emergencies(mine)), list(_first_others(mine)), _after(mine, evening).first()
    return FIRST_EMERGENCIES(**held), FIRST_OTHERS(**held), next(iter(FIRST_AFTER(**held, evening=evening)), None)


def _first_emergencies(rows: ObligationQuerySet) -> QuerySet[Obligation]:
    declared_first = Case(When(rule__in=DECLARED, then=Value(0)), default=Value(1))
    return emergencies(rows).order_by(declared_first, *KEYS)[:EMERGENCIES_AT_MOST]


def _first_others(rows: ObligationQuerySet) -> QuerySet[Obligation]:
    return paging.ordered(others(rows), KEYS)[: PAGE + 1]


def _after(rows: ObligationQuerySet, evening: Any) -> ObligationQuerySet:
    due = Coalesce("legal_due_at", "target_due_at")
    return rows.alias(due=due).filter(due__gt=evening).order_by("due", "id")[:1]


def first_of_buildings(scope: Scope) -> list[Obligation]:
    """The rows of the first page of Duties, and one more where there is a second."""
    if scope.district_id is None or _designations(scope):
        return list(paging.ordered(rows_of_buildings(scope), KEYS)[: PAGE + 1])
    return FIRST_OF_BUILDINGS(**held_by(scope))


def is_theirs(scope: Scope, duty: Obligation) -> bool:
    """Whether the duty is among this person's rows."""
    if scope.district_id is None or _designations(scope):
        return rows_for(scope).filter(pk=duty.pk).exists()
    return bool(THE_ONE(**held_by(scope), one=duty.pk))


def is_handed_on(scope: Scope, duty: Obligation) -> bool:
    """Whether the open duty is with somebody to whom this person, or another in the same office, handed it. It stays on Duties."""
    if duty.handed_by_id is None or duty.state != Obligation.State.OPEN or duty.district_id != scope.district_id:
        return False
    in_office = not duty.restricted and any(duty.actor_role in OF_AN_OFFICE.get(office, ()) for office in scope.offices)
    return duty.about_id not in scope.excluded and (duty.handed_by_id == scope.user_id or in_office)


def count_handed_on(scope: Scope) -> int:
    """How many open duties of the superintendent's office are with somebody to whom they were handed."""
    held = held_by(scope) if scope.district_id and scope.offices & OF_AN_OFFICE.keys() else None
    return rows_handed_on(held).order_by()[:COUNTED_AT_MOST].count() if held else 0


def rows_of_buildings(scope: Scope) -> ObligationQuerySet:
    """All open duties of the buildings and teams that the person answers for, beside the person's own."""
    if scope.district_id is None:
        return Obligation.objects.none()
    return rows_of_buildings_held(held_by(scope), _designations(scope))


def changes_for(scope: Scope) -> QuerySet[Notice]:
    """The changes and briefs that the person has not opened yet, without those of a case from which the person is excluded."""
    if scope.district_id is None:
        return Notice.objects.none()
    return changes_held(held_by(scope))


def first_changes(scope: Scope) -> list[Notice]:
    """The first of these changes, and one more where there are more than a page."""
    if scope.district_id is None:
        return []
    return FIRST_CHANGES(
        user=scope.user_id,
        briefs=notices.briefs_of(scope.user_id),
        questions=notices.questions_of(scope.user_id),
        watches=notices.watches_of(scope.user_id),
        day=local_date(scope.at).isoformat(),
        excluded=list(scope.excluded),
    )


@dataclass(frozen=True)
class Frame:
    """What every page's frame shows, as it was at `at`: what waits, how long the sweep has been silent, whose people these are."""

    at: datetime
    needs: int
    silence: timedelta
    district: str
    restore: Restore | None = None


FRAMES: dict[str, Frame] = {}
FRAMES_AT_MOST = 1_000
"""What this process has shown in this minute, so that it asks the cache once for each person."""


def frame_for(scope: Scope, acted: int = 0) -> Frame:
    """One row per person, less than 60 seconds old, and none from before `acted`, which names the person's last act in this browser."""
    key = f"frame:{scope.user_id}:{acted}"
    found = FRAMES.get(key)
    if found is None or not _is_fresh(found, scope.at):
        if len(FRAMES) >= FRAMES_AT_MOST:
            FRAMES.clear()
        found = FRAMES[key] = _shared_frame(key, scope)
    return found


def _is_fresh(frame: Frame, at: datetime) -> bool:
    return timedelta(0) <= at - frame.at < KEPT


def _shared_frame(key: str, scope: Scope) -> Frame:
    """Made anew where the cache is away."""
    try:
        found = cache.get(key)
        if found is None or not _is_fresh(found, scope.at):
            found = _frame(scope)
            cache.set(key, found, KEPT.total_seconds())
    except RedisError:
        found = _frame(scope)
    return found


def count_for(scope: Scope) -> int:
    """The number in the navigation: as Home's list, at most 99."""
    return frame_for(scope).needs


def _frame(scope: Scope) -> Frame:
    district = District.objects.filter(pk=scope.district_id or 0).values_list("name", flat=True).first() or ""
    restore = Restore.objects.filter(confirmed_at=None).first()
    return Frame(scope.at, _count(scope), health.silence(scope.at) or timedelta(0), district, restore)


def _count(scope: Scope) -> int:
    duties = rows_for(scope).order_by()[:COUNTED_AT_MOST].count()
    return min(COUNTED_AT_MOST, duties + changes_for(scope).order_by()[:COUNTED_AT_MOST].count())


def _designations(scope: Scope) -> list[Designation]:
    """What is designated to the person today."""
    return DESIGNATED(user=scope.user_id, today=local_date(scope.at))


DESIGNATED: Prepared[Designation] = Prepared(designated_rows)
FIRST_EMERGENCIES: Shaped[Obligation] = Shaped(lambda held: _first_emergencies(rows_held(held)))
FIRST_OTHERS: Shaped[Obligation] = Shaped(lambda held: _first_others(rows_held(held)))
FIRST_AFTER: Shaped[Obligation] = Shaped(lambda held: _after(rows_held(held), held["evening"]))
FIRST_OF_BUILDINGS: Shaped[Obligation] = Shaped(lambda held: paging.ordered(rows_of_buildings_held(held), KEYS)[: PAGE + 1])
FIRST_CHANGES: Shaped[Notice] = Shaped(lambda held: changes_held(held)[: PAGE + 1])
THE_ONE: Shaped[Obligation] = Shaped(lambda held: rows_held(held).filter(pk=held["one"]))
