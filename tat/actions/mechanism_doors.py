"""Who reads the register of reporting channels, who keeps an entry, and who tests a channel."""

import uuid

from django.db.models import Q, QuerySet
from django.http import Http404

from tat import home
from tat.actions.team_doors import WHOLE_DISTRICT
from tat.models import ReportingMechanism, Team
from tat.permissions import Scope, may
from tat.roles import Permission, Role

ABOUT = "mechanism"


def channels_in(scope: Scope) -> QuerySet[ReportingMechanism]:
    """The channels that this person looks up: of the own buildings and teams and of the whole district, or all; and those to look after."""
    rows = ReportingMechanism.objects.filter(district_id=scope.district_id or 0)
    if scope.offices & WHOLE_DISTRICT:
        return rows
    mine = Q(owner=scope.user_id) | Q(backup=scope.user_id)
    if may(scope, Permission.VIEW_TEAM):
        served = Team.buildings.through.objects.filter(team__in=list(scope.seated_in | scope.triage_of)).values("building")
        mine |= Q(building=None) | Q(building__in=list(scope.principal_of)) | Q(building__in=served)
    return rows.filter(mine)


def channel_read(scope: Scope, channel_id: uuid.UUID) -> ReportingMechanism:
    """One channel, for whoever looks it up or has an open duty of it. Raises Http404 for everybody else."""
    rows = ReportingMechanism.objects.select_related("district", "building", "owner", "backup", "changed_by")
    row = rows.filter(pk=channel_id, district_id=scope.district_id or 0).first()
    if row is None or not (channels_in(scope).filter(pk=row.pk).exists() or waits(scope, row)):
        raise Http404
    return row


def waits(scope: Scope, row: ReportingMechanism) -> bool:
    """Whether an open duty of this channel waits for the person."""
    return home.rows_for(scope).filter(about_kind=ABOUT, about_id=row.pk).exists()


def keeps(scope: Scope, row: ReportingMechanism) -> bool:
    """Whether the person keeps the entry: the building's principal, and the superintendent."""
    return Role.SUPERINTENDENT in scope.offices or (row.building_id is not None and row.building_id in scope.principal_of)


def may_test(scope: Scope, row: ReportingMechanism) -> bool:
    """Who keeps it, who looks after it, and for whom its duty waits."""
    return keeps(scope, row) or scope.user_id in (row.owner_id, row.backup_id) or waits(scope, row)
