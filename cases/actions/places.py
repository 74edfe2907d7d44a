"""Whose position a classification waits for: each seat of the team, and the person who signs for it now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from cases.models import Case
from tat.clock import CENTRAL
from tat.models import Seat, Standing, User
from tat.models.prepared import Given, Prepared

Capacity = Standing.Capacity
OUT = frozenset({Capacity.EXCLUDED, Capacity.ASIDE})
NAMED = frozenset({Capacity.LEAD, Capacity.CASE_MANAGER, Capacity.ENGAGER, Capacity.BACKUP, Capacity.PANEL, Capacity.PLAYER})


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
    """The seats that have a position to take at `at`, in the order they were made; one statement.

    A member in conflict or aside has none; the activated back-up takes it. Of a restricted case only the named have one.
    """
    rows = _seats(case, at)
    bench = [seat for seat in rows if seat.kind == Seat.Kind.BACKUP and not OUT & seat.stands]
    found = []
    for seat in rows:
        if seat.kind != Seat.Kind.CORE:
            continue
        covering = [each for each in bench if covers(each, seat)]
        activated = [each for each in covering if Capacity.BACKUP in each.stands]
        signing = seat if not OUT & seat.stands else next(iter(activated), None)
        if signing and (not case.restricted or NAMED & signing.stands):
            found.append(Place(seat, signing.user, tuple(each.user for each in covering if each.user != signing.user)))
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


def _seats(case: Case, at: datetime) -> list[Any]:
    """The seats that people hold, each with the capacities in which its holder stands to the case."""
    rows = HELD(about=case.id, team=case.team_id, at=at, day=at.astimezone(CENTRAL).date())
    for seat in rows:
        seat.stands = frozenset(seat.capacities)
    return rows


def _held() -> QuerySet[Seat]:
    about, at = Given("about"), Given("at")
    standing = Standing.objects.filter(about_kind="case", about_id=about, person_id=OuterRef("user_id"), from_at__lte=at)
    capacities = standing.exclude(until_at__lte=at).values("capacity")
    held = Seat.objects.held_on(Given("day")).filter(team_id=Given("team"), user__is_active=True)
    return held.select_related("user").annotate(capacities=ArraySubquery(capacities)).order_by("pk")


HELD: Prepared[Any] = Prepared(_held)
