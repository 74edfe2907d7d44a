"""Whose position a classification waits for: each seat of the team, and the person who signs for it now."""

from dataclasses import dataclass
from datetime import datetime

from cases.models import Case
from tat.clock import CENTRAL
from tat.models import Seat, Standing, User

Capacity = Standing.Capacity
OUT = frozenset({Capacity.EXCLUDED, Capacity.ASIDE})
NAMED = frozenset({Capacity.LEAD, Capacity.CASE_MANAGER, Capacity.ENGAGER, Capacity.BACKUP, Capacity.PANEL})


@dataclass(frozen=True)
class Place:
    """One core seat of the team: `signer` holds it, or is the back-up activated for it; `backups` may sign when the signer is absent."""

    seat: Seat
    signer: User
    backups: tuple[User, ...] = ()

    def may_sign(self, user: User) -> bool:
        """Whether this person may take the seat's position."""
        return user in (self.signer, *self.backups)


def places(case: Case, at: datetime) -> list[Place]:
    """The seats that have a position to take at `at`, in the order they were made; two statements.

    A member in conflict or aside has none; the activated back-up takes it. Of a restricted case only the named have one.
    """
    rows = list(_seats(case, at))
    standing = _standing(case, at)
    out = {user for capacity in OUT for user in standing.get(capacity, ())}
    named = {user for capacity in NAMED for user in standing.get(capacity, ())}
    bench = [seat for seat in rows if seat.kind == Seat.Kind.BACKUP and seat.user_id not in out]
    found = []
    for seat in rows:
        if seat.kind != Seat.Kind.CORE:
            continue
        covering = [each.user for each in bench if each.user and covers(each, seat)]
        activated = [user for user in covering if user.pk in standing.get(Capacity.BACKUP, ())]
        signer = seat.user if seat.user_id not in out else next(iter(activated), None)
        if signer and (not case.restricted or signer.pk in named):
            found.append(Place(seat, signer, tuple(user for user in covering if user != signer)))
    return found


def place_of(user: User, here: list[Place]) -> Place | None:
    """The seat that this person speaks for: the own one first, then one that the person is the back-up of."""
    own = [place for place in here if place.signer == user]
    return next(iter(own + [place for place in here if place.may_sign(user)]), None)


def covers(backup: Seat, seat: Seat) -> bool:
    """Whether a back-up stands in for this seat: named for it, or named for none and of a shared expertise (4:190-AP2)."""
    return backup.covers_id == seat.pk if backup.covers_id else bool(set(backup.expertise) & set(seat.expertise))


def seats_of(case: Case, at: datetime) -> list[Seat]:
    """The core seats of the case's team that people hold at `at`, less those in conflict."""
    return [place.seat for place in places(case, at) if place.signer == place.seat.user]


def _seats(case: Case, at: datetime) -> list[Seat]:
    day = at.astimezone(CENTRAL).date()
    held = Seat.objects.filter(team_id=case.team_id, user__is_active=True, from_on__lte=day).exclude(until_on__lt=day)
    return list(held.select_related("user").order_by("pk"))


def _standing(case: Case, at: datetime) -> dict[str, set[int]]:
    rows = Standing.objects.filter(about_kind="case", about_id=case.id, from_at__lte=at).exclude(until_at__lte=at)
    found: dict[str, set[int]] = {}
    for capacity, person_id in rows.values_list("capacity", "person_id"):
        found.setdefault(capacity, set()).add(person_id)
    return found
