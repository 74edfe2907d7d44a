"""The teams of a district on one day, as they are filed, and the editions of the procedure in force."""

from datetime import date

from reporting.models import ProcedureEdition
from tat.models import District, Team
from tat.models.rosters import rosters as rosters


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
