"""The team's notes: append-only, stamped, sealed, to everybody or to particular seats."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from cases.access import locked_case
from cases.actions.addressing import addressable, seats_around, told_of
from cases.actions.changes import tell, tell_team
from cases.actions.locks import refuse, refuse_merged
from cases.actions.stamps import stamp
from cases.models import Case, Note
from tat import audit, clock
from tat.models import User
from tat.roles import Permission

ELSEWHERE = "This seat is not one of this case's team. Choose among the seats that are offered."
NOT_NOW = "The holder of this seat is not in the circle of the case now and cannot read the note. Choose among those that are offered."


@transaction.atomic
def add_note(*, case: Case, by: User, text: str, is_change: bool, seats: Collection[int] = ()) -> Note:
    """Add one note; it cannot be changed afterwards (105 ILCS 10/4(d)). `seats` are ids of those it is written to; none: everybody.

    Written to seats, it is told to who holds them and to who stands in for them; a change is told to each seat of the circle. Everybody
    who sees the case reads every note. Raises Http404 or PermissionDenied at the door, Blocked for a merged case or a wrong seat.
    """
    at = clock.now()
    locked = locked_case(case.id, by=by, permission=Permission.ASSESS, at=at)
    refuse_merged(locked)
    chosen = sorted(set(seats))
    written_to = _written_to(locked, chosen, at) if chosen else set()
    note = Note(case=locked, text=text, is_change=is_change, seats=chosen, **stamp(by, at))
    note.save()
    tell(locked, written_to - {by.pk}, ref=f"note_for:{note.id}", at=at)
    if is_change:
        tell_team(locked, ref=f"note:{note.id}", by=by, at=at, told=written_to)
    audit.record("note_added", by=by, at=at, code=locked.code, about=("case", locked.id), district_id=locked.district_id)
    return note


def _written_to(case: Case, chosen: list[int], at: datetime) -> set[int]:
    """The people behind the seats. Raises Blocked for a seat of another team, or one whose holder is not in the circle."""
    around = seats_around(case, at, chosen)
    of_team = {seat.pk for seat in around if seat.team_id == case.team_id}
    allowed = {seat.pk for seat in addressable(case, around)}
    refuse(("seats", ELSEWHERE, not of_team.issuperset(chosen)), ("seats", NOT_NOW, not allowed.issuperset(chosen)))
    return told_of(around, chosen)
