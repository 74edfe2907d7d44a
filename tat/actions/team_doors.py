"""Who reads of a team, and who may do what there; a duty opens the page where it is done to those for whom it waits."""

import uuid

from django.db.models import Q, QuerySet
from django.http import Http404

from tat import home
from tat.models import Team
from tat.permissions import Scope, may, may_in_building
from tat.roles import Permission, Role

WHOLE_DISTRICT = {Role.SUPERINTENDENT, Role.CUSTODIAN}
OF_A_TEAM = ("team", "roster_check")
"""What a duty of a team is about."""


def teams_in(scope: Scope) -> QuerySet[Team]:
    """The teams that this person may look up: of the seats and buildings held, or all of the district."""
    teams = Team.objects.filter(district_id=scope.district_id or 0)
    if scope.offices & WHOLE_DISTRICT:
        return teams
    mine = Q(id__in=list(scope.seated_in | scope.triage_of)) | Q(buildings__in=list(scope.principal_of))
    return teams.filter(mine).distinct()


def team_read(scope: Scope, ref: uuid.UUID) -> Team:
    """The team, for whoever looks it up or has an open duty of it. Raises Http404 for everybody else."""
    team = Team.objects.filter(district_id=scope.district_id or 0, ref=ref).select_related("district").prefetch_related("buildings").first()
    if team is None:
        raise Http404
    if may(scope, Permission.VIEW_TEAM) and teams_in(scope).filter(pk=team.pk).exists():
        return team
    if home.rows_for(scope).filter(about_kind__in=OF_A_TEAM, team=team).exists():
        return team
    raise Http404


def manages(scope: Scope, team: Team) -> bool:
    """Whether the person keeps this team's records: the superintendent, and the principal of a building that it serves."""
    if scope.district_id != team.district_id:
        return False
    places = [building.pk for building in team.buildings.all()]
    return any(may_in_building(scope, Permission.MANAGE_TEAM, place, [team.pk]) for place in places or [0])


def has_duty(scope: Scope, team: Team, *rules: str) -> bool:
    """Whether an open duty of one of these rules waits for the person in this team."""
    return home.rows_for(scope).filter(about_kind__in=OF_A_TEAM, team=team, rule__in=rules).exists()
