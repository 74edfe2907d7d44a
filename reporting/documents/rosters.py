"""The teams of a district on one day, as they are filed: names, positions and seats of staff."""

from datetime import date

from django.db.models import Q

from reporting.models import ProcedureEdition
from reporting.workflow import SeatLine, TeamRoster
from tat.models import District, Seat, Team
from tat.statutes import SEATS

ORDER = [*SEATS, ""]


def rosters(district: District, on: date) -> tuple[TeamRoster, ...]:
    """Every team of the district with the seats in force on that local date, in two statements."""
    running = Q(from_on__lte=on) & (Q(until_on=None) | Q(until_on__gte=on))
    seats: dict[int, list[Seat]] = {}
    for seat in Seat.objects.filter(running, team__district=district).select_related("user", "covers__user").order_by("id"):
        seats.setdefault(seat.team_id, []).append(seat)
    teams = Team.objects.filter(district=district).prefetch_related("buildings").order_by("name", "id")
    return tuple(_roster(team, seats.get(team.id, [])) for team in teams)


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


def editions_in_force(district: District, on: date) -> list[ProcedureEdition]:
    """The district's edition adopted last by that date, and that of each team which has one of its own; the district's first."""
    rows = ProcedureEdition.objects.filter(district=district, adopted_on__lte=on).select_related("team").order_by("adopted_on", "id")
    latest = {row.team_id: row for row in rows}
    return sorted(latest.values(), key=lambda row: (row.team_id is not None, row.team.name if row.team else ""))


def without_procedure(district: District, on: date) -> tuple[str, ...]:
    """Names of the teams for which no edition is in force."""
    covered = {row.team_id for row in editions_in_force(district, on)}
    if None in covered:
        return ()
    own = [team_id for team_id in covered if team_id is not None]
    return tuple(Team.objects.filter(district=district).exclude(pk__in=own).order_by("name").values_list("name", flat=True))
