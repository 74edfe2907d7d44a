"""An open case, its row locked: how every act on an assessment begins."""

from datetime import datetime
from typing import Any

from cases.access import locked_case
from cases.models import Case
from cases.workflow import Stage
from tat.models import User
from tat.roles import Permission
from tat.workflow import Blocked
from tat.workflow import Unfit as Unfit
from tat.workflow import refuse as refuse

CLOSED = "This case is closed. Reopen it before anything is added."
MERGED = "This case was merged into another, where the work goes on. Add it there."


class Overtaken(Blocked):
    """Somebody wrote in this place meanwhile; `current` is the row that stands there now. Nothing was written."""

    def __init__(self, sentence: str, current: Any) -> None:
        self.current = current
        super().__init__((sentence,))


def locked_open(case: Case, *, by: User, at: datetime, permission: Permission = Permission.ASSESS) -> Case:
    """The case, locked and judged at the door. Raises Http404, PermissionDenied, or Blocked for a closed case."""
    locked = locked_case(case.id, by=by, permission=permission, at=at)
    refuse_merged(locked)
    if not locked.is_open():
        raise Blocked((CLOSED,))
    return locked


def refuse_merged(case: Case) -> None:
    """Raise Blocked for a merged case: it can be read, and nothing more is added to it."""
    if case.stage == Stage.MERGED:
        raise Blocked((MERGED,))
