"""The teams of a district on one day, as they are filed, the editions of the procedure in force, and what changed since they were filed."""

from collections.abc import Iterable
from datetime import date

from reporting.models import Filing, FilingSupplement, ProcedureEdition
from reporting.workflow import EditionLine, differences, from_json, procedure_differences
from tat.models import Building, District, Team
from tat.models.rosters import rosters as rosters


def editions_in_force(district: District, on: date) -> list[ProcedureEdition]:
    """The district's edition adopted last by that date, and that of each team which has one of its own; the district's first."""
    rows = ProcedureEdition.objects.filter(district=district, adopted_on__lte=on).select_related("team").order_by("adopted_on", "id")
    return in_order({row.team_id: row for row in rows}.values())


def in_order(editions: Iterable[ProcedureEdition]) -> list[ProcedureEdition]:
    """The district's first, then those of teams by name."""
    return sorted(editions, key=lambda row: (row.team_id is not None, row.team.name if row.team else ""))


def without_procedure(district: District, on: date) -> tuple[str, ...]:
    """Names of the teams for which no edition is in force."""
    covered = {row.team_id for row in editions_in_force(district, on)}
    if None in covered:
        return ()
    own = [team_id for team_id in covered if team_id is not None]
    return tuple(Team.objects.filter(district=district).exclude(pk__in=own).order_by("name").values_list("name", flat=True))


def unserved(district: District) -> tuple[str, ...]:
    """Names of the buildings that no team serves."""
    return tuple(Building.objects.filter(district=district, teams=None).order_by("name").values_list("name", flat=True))


def filed_last(filing: Filing) -> Filing | FilingSupplement:
    """What the recipients have: the filing, or the supplement that was made last."""
    return filing.supplements.order_by("-number").first() or filing


def changed_since(filing: Filing, on: date) -> tuple[str, ...]:
    """How teams and procedure differ on that day from what was filed last, one sentence each; nothing before the rosters are frozen."""
    if filing.frozen_at is None:
        return ()
    last, district = filed_last(filing), filing.district
    then, now = (_lines(rows) for rows in (in_order(last.editions.select_related("team")), editions_in_force(district, on)))
    return (*differences(from_json(last.roster), rosters(district, on)), *procedure_differences(then, now))


def _lines(editions: Iterable[ProcedureEdition]) -> list[EditionLine]:
    return [EditionLine(row.title, row.adopted_on, row.team.name if row.team else "") for row in editions]
