"""To which seats of the team a note may be written, and who is told of it: who holds them, and who stands in for them."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.actions.members import NAMED, OUT
from cases.models import Case
from cases.workflow import Circle
from tat.clock import CENTRAL
from tat.models import Absence, Appointment, Seat, Standing
from tat.models.prepared import Given, Prepared
from tat.roles import Role


def seats_around(case: Case, at: datetime, named: Collection[int] = ()) -> list[Any]:
    """The seats of the team that people hold on the local day of `at`, and those `named` by id, held or not, in the order they were made.

    Each has `held` (in this team, on that day), `stands` (the holder's capacities towards the case), `leads` (the building) and `away`.
    One statement.
    """
    day = at.astimezone(CENTRAL).date()
    rows = SEATS(team=case.team_id, building=case.building_id, about=case.id, at=at, day=day, named=list(named))
    for seat in rows:
        seat.held = seat.is_held and seat.team_id == case.team_id
        seat.stands = frozenset(seat.capacities)
    return rows


def addressable(case: Case, seats: Iterable[Any]) -> list[Any]:
    """Those of `seats_around` whose holder is in the circle of the case now: nobody in conflict, at triage the Triage Team and the
    principal, of a restricted case the named. A back-up has a seat to write to once seated for the case.
    """
    return [seat for seat in seats if seat.held and not seat.stands & set(OUT) and _is_in_circle(case, seat)]


def _is_in_circle(case: Case, seat: Any) -> bool:
    if seat.stands & set(NAMED):
        return True
    by_seat = seat.kind == Seat.Kind.CORE and (seat.triage or seat.leads or case.circle == Circle.TAT)
    return by_seat and not case.restricted


def told_of(seats: Iterable[Any], chosen: Collection[int]) -> set[int]:
    """Ids of the people whom a note to the `chosen` seats is for: their holders, and the back-up named for a seat whose holder is away."""
    rows = list(seats)
    written_to = [seat for seat in rows if seat.pk in chosen]
    away = {seat.pk for seat in written_to if seat.away}
    stand_ins = [seat for seat in rows if seat.held and seat.kind == Seat.Kind.BACKUP and seat.covers_id in away]
    return {seat.user_id for seat in [*written_to, *stand_ins] if not seat.stands & set(OUT)}


def _seats() -> QuerySet[Seat]:
    day, at = Given("day"), Given("at")
    running = Q(from_on__lte=day) & (Q(until_on=None) | Q(until_on__gte=day)) & Q(user__is_active=True)
    standing = Standing.objects.filter(about_kind="case", about_id=Given("about"), person_id=OuterRef("user_id"), from_at__lte=at)
    offices = Appointment.objects.held_on(day).filter(role=Role.PRINCIPAL, building_id=Given("building"), user_id=OuterRef("user_id"))
    away = Absence.objects.filter(user_id=OuterRef("user_id"), from_on__lte=day, until_on__gte=day)
    return (
        Seat.objects.filter(Q(team_id=Given("team")) & running | Q(id__any_of=Given("named")))
        .select_related("user")
        .annotate(
            is_held=running,
            capacities=ArraySubquery(standing.exclude(until_at__lte=at).values("capacity")),
            leads=Exists(offices),
            away=Exists(away),
        )
        .order_by("pk")
    )


SEATS: Prepared[Any] = Prepared(_seats)
