"""Rosters read from the seats in force on one day: names, positions and seats of staff."""

from collections.abc import Iterable
from datetime import date

from django.db.models import prefetch_related_objects

from tat.models.schools import District
from tat.models.teams import Seat, Team
from tat.statutes.rosters import SeatLine, TeamRoster
from tat.statutes.seats import SEATS

ORDER = [*SEATS, ""]


def rosters(district: District, on: date) -> tuple[TeamRoster, ...]:
    """Every team of the district with the seats in force on that local date, in order of their names."""
    teams = list(Team.objects.filter(district=district).order_by("name", "id"))
    found = rosters_of(teams, on)
    return tuple(found[team.pk] for team in teams)


def rosters_of(teams: Iterable[Team], on: date) -> dict[int, TeamRoster]:
    """Each of these teams with the seats in force on that local date, by its number, in three statements."""
    listed = list(teams)
    prefetch_related_objects(listed, "buildings")
    seats: dict[int, list[Seat]] = {}
    rows = Seat.objects.held_on(on).filter(team__in=[team.pk for team in listed])
    for seat in rows.select_related("user", "covers__user").order_by("id"):
        seats.setdefault(seat.team_id, []).append(seat)
    return {team.pk: _roster(team, seats.get(team.pk, [])) for team in listed}


def _roster(team: Team, seats: list[Seat]) -> TeamRoster:
    in_order = sorted(seats, key=lambda seat: (ORDER.index(seat.statutory), seat.kind == Seat.Kind.BACKUP))
    buildings = sorted(building.name for building in team.buildings.all())
    return TeamRoster(team.name, tuple(buildings), tuple(_line(seat) for seat in in_order))


def _line(seat: Seat) -> SeatLine:
    covered = seat.covers.user if seat.covers else None
    return SeatLine(
        statutory=seat.statutory,
        name=seat.user.full_name if seat.user else "",
        position=seat.user.position if seat.user else "",
        expertise=tuple(seat.expertise),
        backup_for=covered.full_name if covered else "",
        is_backup=seat.kind == Seat.Kind.BACKUP,
        triage=seat.triage,
        reason=seat.unavailable_reason,
    )
