"""The team's notes: append-only, stamped, sealed."""

from django.db import transaction

from cases.access import locked_case
from cases.actions.changes import tell_team
from cases.actions.locks import refuse_merged
from cases.actions.stamps import stamp
from cases.models import Case, Note
from tat import audit, clock
from tat.models import User
from tat.roles import Permission


@transaction.atomic
def add_note(*, case: Case, by: User, text: str, is_change: bool) -> Note:
    """Add one note; it cannot be changed afterwards (105 ILCS 10/4(d)). A change is told to each seat of the circle.

    Raises Http404 or PermissionDenied at the door, Blocked for a merged case.
    """
    at = clock.now()
    locked = locked_case(case.id, by=by, permission=Permission.ASSESS, at=at)
    refuse_merged(locked)
    note = Note(case=locked, text=text, is_change=is_change, **stamp(by, at))
    note.save()
    if is_change:
        tell_team(locked, ref=f"note:{note.id}", by=by, at=at)
    audit.record("note_added", by=by, at=at, code=locked.code, about=("case", locked.id), district_id=locked.district_id)
    return note
