"""Rosters read from the seats in force on one day: names, positions and seats of staff."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import prefetch_related_objects

from tat.models.schools import Building, District
from tat.models.teams import Seat, SeatVersion, Team, TeamVersion
from tat.statutes.rosters import SeatLine, TeamRoster
from tat.statutes.seats import SEATS

ORDER = [*SEATS, ""]


def rosters(district: District, on: date) -> tuple[TeamRoster, ...]:
    """Every team of the district with the seats in force on that local date, in order of their names."""
    teams = list(Team.objects.filter(district=district).order_by("name", "id"))
    found = rosters_of(teams, on)
    return tuple(found[team.pk] for team in teams)


def rosters_of(teams: Iterable[Team], on: date) -> dict[int, TeamRoster]:
    """Each of these teams as it was on that local date, by its number, in five statements."""
    listed = list(teams)
    seats: dict[int, list[Seat]] = {}
    for seat in seats_on(listed, on):
        seats.setdefault(seat.team_id, []).append(seat)
    served = served_on(listed, on)
    return {team.pk: roster_of(team, seats.get(team.pk, []), served[team.pk]) for team in listed}


def seats_on(teams: Iterable[Team], on: date) -> list[Seat]:
    """The seats of these teams in force on that local date, each as it read on it, those of the statute first; nothing of it is saved."""
    rows = Seat.objects.held_on(on).filter(team__in=[team.pk for team in teams])
    found = sorted(rows.select_related("user", "covers__user").order_by("id"), key=in_order)
    versions = SeatVersion.objects.filter(seat__in=[seat.pk for seat in found], from_on__lte=on)
    latest = {row.seat_id: row for row in versions.order_by("seat", "-from_on", "-id").distinct("seat")}
    for seat in found:
        if row := latest.get(seat.pk):
            seat.expertise, seat.triage = row.expertise, row.triage
    return found


def in_order(seat: Seat) -> tuple[int, bool]:
    """Where a seat stands on a roster."""
    return ORDER.index(seat.statutory), seat.kind == Seat.Kind.BACKUP


def served_on(teams: Sequence[Team], on: date) -> dict[int, list[Building]]:
    """By team the buildings that it served on that local date, by name."""
    prefetch_related_objects(teams, "buildings")
    rows = TeamVersion.objects.filter(team__in=[team.pk for team in teams]).order_by("team", "id")
    kept: dict[int, list[TeamVersion]] = {}
    for row in rows:
        kept.setdefault(row.team_id, []).append(row)
    past = {team: _then(versions, on) for team, versions in kept.items()}
    known = Building.objects.in_bulk({number for numbers in past.values() for number in numbers})
    found = {}
    for team in teams:
        served = [known[number] for number in past[team.pk] if number in known] if team.pk in past else team.buildings.all()
        found[team.pk] = sorted(served, key=lambda building: building.name)
    return found


def _then(versions: Sequence[TeamVersion], on: date) -> list[int]:
    """The buildings by the last of these versions, the latest last, that had begun on that day; none before the team was made."""
    return next((row.buildings for row in reversed(versions) if row.from_on is None or row.from_on <= on), [])


def roster_of(team: Team, seats: Iterable[Seat], served: Iterable[Building]) -> TeamRoster:
    """The team with these seats, which are read and in their order."""
    regional = team.kind == Team.Kind.REGIONAL
    return TeamRoster(team.name, tuple(building.name for building in served), tuple(_line(seat) for seat in seats), regional)


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
        reason=seat.empty_words if seat.user_id is None else "",
    )
