"""Who of the team may carry a case's plan or duty: people who hold a seat of this team and are in no conflict."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.actions.players import players_of
from cases.models import Case
from tat.clock import CENTRAL
from tat.models import Seat, Standing, User
from tat.models.prepared import Given, Prepared

Capacity = Standing.Capacity
NAMED = (Capacity.LEAD, Capacity.CASE_MANAGER, Capacity.ENGAGER, Capacity.BACKUP, Capacity.PANEL, Capacity.PLAYER)
OUT = (Capacity.EXCLUDED, Capacity.ASIDE)


def members_of(case: Case, at: datetime) -> QuerySet[User]:
    """People who hold a core seat of the case's team on the local day of `at`, by name; nobody in conflict (4:190-AP2).

    Of a practice case those of them who play.
    """
    people = members(**of(case, at))
    return people.filter(pk__in=players_of(case)) if case.practice else people


def seated(case: Case, at: datetime) -> list[User]:
    """The same people, read."""
    return list(members_of(case, at)) if case.practice else MEMBERS(**of(case, at))


def people_in(case: Case, at: datetime) -> QuerySet[User]:
    """Everybody who works on the case: its seats, and those who are seated for it by name; of a restricted case only the named."""
    return _people(restricted=case.restricted, **of(case, at))


def who_works_on(case: Case, at: datetime) -> list[User]:
    """Everybody who works on the case, read."""
    return (NAMED_ONLY if case.restricted else EVERYBODY)(**of(case, at))


def who_is_named(case: Case, at: datetime) -> list[User]:
    """Those of them who are seated for the case by name, read."""
    return NAMED_ONLY(**of(case, at))


def of(case: Case, at: datetime) -> dict[str, Any]:
    """What decides who the members are at `at`, by name."""
    return {"team": case.team_id, "about": case.id, "at": at, "day": at.astimezone(CENTRAL).date()}


OF = {name: Given(name) for name in ("team", "about", "at", "day")}


def members(*, team: Any, about: Any, at: Any, day: Any) -> QuerySet[User]:
    """The members as a queryset of values, or of places in a prepared one."""
    core = Seat.objects.held_on(day).filter(team_id=team, kind=Seat.Kind.CORE)
    people = User.objects.filter(pk__in=core.values("user_id"), is_active=True)
    out = _standing(OUT, team=team, about=about, at=at, day=day)
    return people.exclude(pk__in=out.values("person_id")).order_by("full_name", "pk")


def _people(*, restricted: bool, **of: Any) -> QuerySet[User]:
    named = Q(pk__in=_standing(NAMED, **of).values("person_id"))
    seated = Q(pk__in=members(**of).order_by().values("pk"))
    people = User.objects.filter(named if restricted else named | seated, is_active=True)
    return people.exclude(pk__in=_standing(OUT, **of).values("person_id")).order_by("full_name", "pk")


def _standing(capacities: tuple[str, ...], *, team: Any, about: Any, at: Any, day: Any) -> QuerySet[Standing]:
    """Who stands so at `at`; what is of a seat counts with one in the case's team."""
    seat = Seat.objects.held_on(day).filter(team_id=team, user_id=OuterRef("person_id"))
    counting = ~Q(capacity__in=Standing.OF_A_SEAT) | Exists(seat)
    rows = Standing.objects.filter(counting, about_kind="case", about_id=about, capacity__in=capacities, from_at__lte=at)
    return rows.exclude(until_at__lte=at)


MEMBERS: Prepared[User] = Prepared(lambda: members(**OF))
EVERYBODY: Prepared[User] = Prepared(lambda: _people(restricted=False, **OF))
NAMED_ONLY: Prepared[User] = Prepared(lambda: _people(restricted=True, **OF))
