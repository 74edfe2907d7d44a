"""Who leads a team: the building whose principal does, and who may sign in the principal's name."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, F, OuterRef

from tat.models import Appointment, Building, Obligation, Seat, Team
from tat.obligations.roster import roster
from tat.roles import Role
from tat.statutes import local_date


def lead_buildings(teams: Iterable[Team], at: datetime) -> dict[int, Building]:
    """By team the building whose principal leads it: first one whose principal holds a seat on it, then one that has a principal."""
    today = local_date(at)
    offices = Appointment.objects.held_on(today).filter(role=Role.PRINCIPAL)
    principals = offices.filter(building=OuterRef("pk"))
    of_it = offices.filter(building=OuterRef(OuterRef("pk")))
    seats = Seat.objects.held_on(today).filter(team=OuterRef("teams"), user__in=of_it.values("user"))
    rows = Building.objects.filter(teams__in=[team.pk for team in teams])
    found: dict[int, Building] = {}
    for building in rows.annotate(of=F("teams"), seat=Exists(seats), led=Exists(principals)).order_by("-seat", "-led", "id"):
        found.setdefault(building.of, building)
    return found


def asks_of(duty: Obligation, user_id: int, at: datetime) -> bool:
    """Whether the duty is this person's to do: who holds its role, a designee, or who stands in for one who is away.

    Whoever it was escalated to sees it, and does not do it.
    """
    people = roster([duty], at)
    actors = people.actors(duty)
    away = [each for each in actors if each in people.absent]
    return people.is_able(duty, user_id) and (user_id in actors or any(user_id in people.stand_ins(duty, each) for each in away))
