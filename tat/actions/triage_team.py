"""The Triage Team: at least two members, designated by the principal (4:190-AP2; handbook 2.3)."""

import uuid
from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from tat import clock
from tat.actions.rosters import change_version, leads, locked_team, log, not_over, settle
from tat.models import Seat, User
from tat.permissions import scope_of
from tat.statutes import local_date
from tat.statutes.rosters import SMALLEST_TRIAGE
from tat.workflow import refuse

TWO = "Choose at least two members. One person alone is no Triage Team (4:190-AP2, Triage)."
NOT_A_MEMBER = "Somebody of those you chose holds no seat on this team by now. Choose from the list."


@transaction.atomic
def designate_triage(*, team_ref: uuid.UUID, by: User, seats: Collection[uuid.UUID]) -> list[Seat]:
    """Let these members be the Triage Team from today on. A panel that is frozen stays as it is (design.md 4).

    Raises Http404, PermissionDenied for whoever is not principal of a building that the team serves, Blocked with fewer than two.
    """
    at = clock.now()
    team = locked_team(team_ref, by=by, at=at)
    if not leads(scope_of(by, at), team):
        raise PermissionDenied
    members = [seat for seat in not_over(team, local_date(at)) if seat.user_id and seat.kind == Seat.Kind.CORE]
    refuse(
        ("seats", _(NOT_A_MEMBER), not set(seats) <= {seat.ref for seat in members}),
        ("seats", _(TWO), len(set(seats)) < SMALLEST_TRIAGE),
    )
    changed = [seat for seat in members if seat.triage != (seat.ref in seats)]
    for seat in changed:
        change_version(seat, by=by, at=at, triage=seat.ref in seats)
    settle(team, [], by=by, at=at)
    log("triage_team_named", team, by=by, at=at, count=len(set(seats)), detail=" ".join(sorted(f"seat:{ref}" for ref in seats)))
    return changed
