"""Who of the team may carry a case's plan or duty: people who hold a seat of this team and are in no conflict."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.models import Case
from tat.clock import CENTRAL
from tat.models import Seat, Standing, User

Capacity = Standing.Capacity
NAMED = (Capacity.LEAD, Capacity.CASE_MANAGER, Capacity.ENGAGER, Capacity.BACKUP, Capacity.PANEL)
OUT = (Capacity.EXCLUDED, Capacity.ASIDE)


def members_of(case: Case, at: datetime) -> QuerySet[User]:
    """People who hold a core seat of the case's team on the local day of `at`, by name; nobody in conflict (4:190-AP2)."""
    core = _seats(case, at).filter(kind=Seat.Kind.CORE)
    people = User.objects.filter(pk__in=core.values("user_id"), is_active=True)
    return people.exclude(pk__in=_standing(case, at, OUT).values("person_id")).order_by("full_name", "pk")


def people_in(case: Case, at: datetime) -> QuerySet[User]:
    """Everybody who works on the case: its seats, and those who are seated for it by name; of a restricted case only the named."""
    named = Q(pk__in=_standing(case, at, NAMED).values("person_id"))
    seated = Q(pk__in=members_of(case, at).order_by().values("pk"))
    people = User.objects.filter(named if case.restricted else named | seated, is_active=True)
    return people.exclude(pk__in=_standing(case, at, OUT).values("person_id")).order_by("full_name", "pk")


def _standing(case: Case, at: datetime, capacities: tuple[str, ...]) -> QuerySet[Standing]:
    """Who stands so at `at`; what is of a seat counts with one in the case's team."""
    counting = ~Q(capacity__in=Standing.OF_A_SEAT) | Exists(_seats(case, at).filter(user_id=OuterRef("person_id")))
    rows = Standing.objects.filter(counting, about_kind="case", about_id=case.id, capacity__in=capacities, from_at__lte=at)
    return rows.exclude(until_at__lte=at)


def _seats(case: Case, at: datetime) -> QuerySet[Seat]:
    day = at.astimezone(CENTRAL).date()
    return Seat.objects.filter(team_id=case.team_id, from_on__lte=day).exclude(until_on__lt=day)
