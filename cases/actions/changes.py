"""A change in a case is told to each seat of its circle and stays on Home until opened."""

from datetime import datetime

from cases.actions.members import people_in
from cases.models import Case
from cases.workflow import Circle
from tat import notices
from tat.models import Seat, User


def tell_team(case: Case, *, ref: str, by: User | None, at: datetime) -> None:
    """Tell everybody in the case's circle but the writer; `ref` is kind and id of the update, note or round.

    `by` None is the system itself. The calling action writes the log.
    """
    told = people_in(case, at)
    if case.circle == Circle.TRIAGE and not case.restricted:
        told = told.filter(seats__in=Seat.objects.filter(team_id=case.team_id, triage=True)).distinct()
    ids = [pk for pk in told.values_list("pk", flat=True) if by is None or pk != by.pk]
    notices.tell_change(ids, ref=ref, about_id=case.id, code=case.code, practice=case.practice, at=at)
