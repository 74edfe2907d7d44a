"""Who plays a tabletop exercise: the lead and the players of its practice case, and nobody else (ADR 28)."""

from collections.abc import Iterable
from datetime import datetime

from cases.models import Case
from tat.models import Standing, User

Capacity = Standing.Capacity


def let_play(case: Case, players: Iterable[User], *, by: User, at: datetime) -> None:
    """Open a new practice case to these people from now on; `by` leads it and plays too. The calling action writes the log."""
    people = {person.pk: person for person in (by, *players)}
    about = {"about_kind": "case", "about_id": case.pk, "from_at": at, "by": by}
    rows = [Standing(person=person, capacity=Capacity.PLAYER, **about) for person in people.values()]
    Standing.objects.bulk_create([Standing(person=by, capacity=Capacity.LEAD, **about), *rows])


def join(case: Case, leads: Iterable[User], *, at: datetime) -> None:
    """Open a practice case that runs to whoever leads its building by now. The calling action writes the log."""
    about = {"about_kind": "case", "about_id": case.pk, "from_at": at, "by": None}
    Standing.objects.bulk_create(
        Standing(person=person, capacity=capacity, **about) for person in leads for capacity in (Capacity.LEAD, Capacity.PLAYER)
    )


def players_of(case: Case) -> set[int]:
    """Ids of the people who play now; a conflict found in the exercise takes one out of it."""
    rows = Standing.objects.filter(about_kind="case", about_id=case.pk, capacity=Capacity.PLAYER, until_at=None)
    return set(rows.values_list("person_id", flat=True))
