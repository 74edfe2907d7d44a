"""A case that was closed at triage goes back there, with a new panel (handbook 7.9)."""

from django.db import transaction

from cases.access import locked_case
from cases.actions.logs import log_case
from cases.actions.reopening import reopen_into
from cases.models import Case, Closing
from tat import clock
from tat.models import User
from tat.roles import Permission
from triage.actions.outcome import settle
from triage.actions.panel import seat_panel


@transaction.atomic
def reopen_at_triage(*, case: Case, by: User, reason: str) -> Closing:
    """Open the case again at triage, by its principal with a reason: a new panel is frozen, earlier opinions stay as they were.

    Raises Blocked without a reason, and for a case that is open or was not closed at triage.
    """
    at = clock.now()
    locked = locked_case(case.id, by=by, permission=Permission.REOPEN_CASE, at=at)
    row = reopen_into(locked, "reopen_at_triage", by=by, at=at, reason=reason)
    seat_panel(locked, by=by, at=at)
    settle(locked, by=by, at=at)
    log_case("case_reopened", locked, by=by, at=at, detail="at_triage")
    return row
