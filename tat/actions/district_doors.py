"""Who sets the district up: the superintendent, and whoever holds the office of a district secretary; each in the own district."""

from datetime import datetime

from django.core.exceptions import PermissionDenied

from tat import clock
from tat.models import Appointment, District, User
from tat.permissions import Scope, may, scope_of
from tat.roles import Permission, Role
from tat.statutes import local_date


def locked_district(by: User, at: datetime) -> District:
    """The person's district, locked against other acts that set it up. Raises PermissionDenied."""
    scope = scope_of(by, at)
    if by.district_id is None or not may(scope, Permission.SET_UP_DISTRICT):
        raise PermissionDenied
    return District.objects.select_for_update(no_key=True).get(pk=by.district_id)


def may_touch(scope: Scope, person: User, at: datetime | None = None) -> bool:
    """Whether somebody who sets the district up may change this account: the superintendent's own is the superintendent's alone."""
    if Role.SUPERINTENDENT in scope.offices:
        return True
    held = Appointment.objects.held_on(local_date(at or clock.now())).filter(user=person, role=Role.SUPERINTENDENT)
    return not held.exists()
