"""Teams: made for one building or several, moved to others; the district's own, or a regional one where own staff cannot form it."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from tat import clock
from tat.actions.rosters import locked_team, log, settle
from tat.actions.training_duties import settle_years
from tat.models import Building, District, Team, TeamVersion, User
from tat.permissions import Scope, may, scope_of
from tat.roles import Permission, Role
from tat.statutes import local_date
from tat.workflow import refuse

NAME = "Write what the team is called."
KNOWN = "A team of the district has this name already. Choose another, so that both can be told apart."
PLACES = "Choose at least one building that the team serves."
NOT_THEIRS = "You keep the teams of your own buildings. The superintendent gives a team another building, or takes one away."
KIND = "Choose which kind of team it is."
WHY = "Write why own staff cannot form a team (105 ILCS 128/45(a))."


@dataclass(frozen=True, kw_only=True)
class TeamGiven:
    """A team as it is typed: its buildings by number."""

    name: str
    buildings: Collection[int]
    kind: str
    regional_reason: str = ""


def kept_buildings(scope: Scope) -> list[Building]:
    """The buildings whose teams and reporting channels this person keeps: all for the superintendent, the own ones for a principal."""
    if not may(scope, Permission.MANAGE_TEAM):
        return []
    rows = Building.objects.filter(district_id=scope.district_id or 0).select_related("district").order_by("name")
    return list(rows if Role.SUPERINTENDENT in scope.offices else rows.filter(pk__in=list(scope.principal_of)))


def without_team(buildings: Sequence[Building]) -> list[Building]:
    """Those of the buildings that no team serves: whoever reports there reaches nobody."""
    served = set(Building.objects.filter(pk__in=[each.pk for each in buildings], teams__isnull=False).values_list("pk", flat=True))
    return [building for building in buildings if building.pk not in served]


@transaction.atomic
def make_team(*, by: User, given: TeamGiven) -> Team:
    """Make a team for these buildings. What the running school year asks of a team is opened with it.

    Raises PermissionDenied, Blocked with what is missing or may not be.
    """
    at = clock.now()
    scope = scope_of(by, at)
    if by.district_id is None or not may(scope, Permission.MANAGE_TEAM):
        raise PermissionDenied
    district = District.objects.select_for_update(no_key=True).get(pk=by.district_id)  # two at once do not give one name twice
    name, why, regional = given.name.strip(), given.regional_reason.strip(), given.kind == Team.Kind.REGIONAL
    refuse(
        ("name", _(NAME), not name),
        ("name", _(KNOWN), Team.objects.filter(district=district, name__iexact=name).exists()),
        ("buildings", _(PLACES), not given.buildings),
        ("buildings", _(NOT_THEIRS), not set(given.buildings) <= {building.pk for building in kept_buildings(scope)}),
        ("kind", _(KIND), given.kind not in Team.Kind.values),
        ("regional_reason", _(WHY), regional and not why),
    )
    team = Team.objects.create(district=district, name=name, kind=given.kind, regional_reason=why if regional else "")
    team.buildings.set(given.buildings)
    _keep(team, local_date(at), given.buildings, by, at)
    settle_years(at, by=by, district_id=district.pk)
    settle(team, [], by=by, at=at)
    log("team_made", team, by=by, at=at, count=len(set(given.buildings)))
    return team


@transaction.atomic
def change_buildings(*, team_ref: uuid.UUID, by: User, buildings: Collection[int]) -> Team:
    """Let the team serve these buildings from today on. Its cases stay its own; a new report goes to whom serves the building then.

    Raises Http404, PermissionDenied, Blocked: a principal gives and takes the own buildings alone.
    """
    at = clock.now()
    team = locked_team(team_ref, by=by, at=at)
    before, after = {building.pk for building in team.buildings.all()}, set(buildings)
    theirs = {building.pk for building in kept_buildings(scope_of(by, at))}
    refuse(
        ("buildings", _(PLACES), not after),
        ("buildings", _(NOT_THEIRS), not before ^ after <= theirs),
    )
    if before != after:
        if not team.versions.exists():
            TeamVersion.objects.create(team=team, from_on=None, buildings=sorted(before), by=None, recorded_at=at)
        team.buildings.set(after)
        _keep(team, local_date(at), after, by, at)
    settle(team, [], by=by, at=at)
    log("team_moved", team, by=by, at=at, detail=" ".join(f"building:{number}" for number in sorted(after)))
    return team


def _keep(team: Team, day: date, buildings: Collection[int], by: User, at: datetime) -> None:
    TeamVersion.objects.create(team=team, from_on=day, buildings=sorted(set(buildings)), by=by, recorded_at=at)
