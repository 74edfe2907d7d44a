"""A change in a case is told to each seat of its circle and stays on Home until opened."""

from collections.abc import Collection, Iterable
from datetime import datetime

from cases.actions.members import people_in
from cases.actions.players import players_of
from cases.models import Case
from cases.workflow import Circle
from tat import notices
from tat.models import Seat, User


def tell_team(case: Case, *, ref: str, by: User | None, at: datetime, told: Collection[int] = ()) -> None:
    """Tell everybody in the case's circle but the writer, and but those who are `told` already (by id); `by` None is the system itself.

    `ref` is kind and id of the update, note or round. The calling action writes the log.
    """
    circle = people_in(case, at)
    if case.circle == Circle.TRIAGE and not case.restricted:
        circle = circle.filter(seats__in=Seat.objects.filter(team_id=case.team_id, triage=True)).distinct()
    ids = [pk for pk in circle.values_list("pk", flat=True) if (by is None or pk != by.pk) and pk not in told]
    tell(case, ids, ref=ref, at=at)


def tell(case: Case, people: Iterable[int], *, ref: str, at: datetime) -> None:
    """Tell these people (by id) of an update, a note or a round; the calling action says who they are and writes the log.

    Of a practice case nobody but its players is told.
    """
    if case.practice:
        people = players_of(case).intersection(people)
    notices.tell_change(people, ref=ref, about_id=case.id, code=case.code, practice=case.practice, at=at)
