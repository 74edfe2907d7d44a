"""An open case, its row locked: how every act on an assessment begins."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cases.access import locked_case
from cases.models import Case
from cases.workflow import Stage
from tat.models import User
from tat.roles import Permission
from tat.workflow import Blocked

CLOSED = "This case is closed. Reopen it before anything is added."
MERGED = "This case was merged into another, where the work goes on. Add it there."


class Unfit(Blocked):
    """What was typed cannot be taken as it stands; `by_field` says where on the act's own form each sentence is mended."""

    def __init__(self, by_field: Mapping[str, str]) -> None:
        self.by_field = dict(by_field)
        super().__init__(tuple(self.by_field.values()))


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


def refuse(*wrong: tuple[str, str, bool]) -> None:
    """Each is a field, a sentence and whether it is so. Raise Unfit with the first sentence of each field; nothing where all is well."""
    found: dict[str, str] = {}
    for field, sentence, is_so in wrong:
        if is_so:
            found.setdefault(field, sentence)
    if found:
        raise Unfit(found)
