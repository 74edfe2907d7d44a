"""What every change of a roster does: the team is opened and locked first, and at the end what the change asks for is opened with it."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from tat import audit
from tat.actions.roster_checks import open_checks
from tat.actions.team_doors import manages, team_read
from tat.actions.training_duties import settle_members
from tat.models import Seat, SeatVersion, Team, User
from tat.permissions import Scope, scope_of
from tat.statutes import local_date

DAY = timedelta(days=1)
FIRST_DAY = "Write the first day."
TOO_FAR = "This day is more than a year ahead. Check the year."


def locked_team(team_ref: uuid.UUID, *, by: User, at: datetime) -> Team:
    """The team, its row locked: two who change one roster follow each other.

    Raises Http404 for whoever does not read it, PermissionDenied for whoever does not keep it.
    """
    scope = scope_of(by, at)
    team = team_read(scope, team_ref)
    if not manages(scope, team):
        raise PermissionDenied
    Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    return team


def locked_seat(seat_ref: uuid.UUID, *, by: User, at: datetime) -> Seat:
    """A seat that somebody holds, or held, with its team, locked. Raises Http404, PermissionDenied."""
    found = Seat.objects.filter(ref=seat_ref, user__isnull=False).values_list("team__ref", flat=True).first()
    if found is None:
        raise Http404
    team = locked_team(found, by=by, at=at)
    seat = Seat.objects.select_related("user", "covers__user").get(ref=seat_ref)
    seat.team = team
    return seat


def leads(scope: Scope, team: Team) -> bool:
    """Whether the person is principal of a building that the team serves: who designates its Triage Team (4:190-AP2)."""
    return bool(scope.principal_of & {building.pk for building in team.buildings.all()})


def not_over(team: Team, day: date) -> QuerySet[Seat]:
    """The team's seats, held or empty, that run on that local day or begin later."""
    return team.seats.exclude(until_on__lt=day).select_related("user").order_by("from_on", "id")


def settle(team: Team, people: Iterable[User | None], *, by: User, at: datetime) -> None:
    """Open and end what the change asks for: the training of these people, and the check of a roster that was signed."""
    if members := [person.pk for person in people if person]:
        settle_members(at, by=by, users=members)
    open_checks(at, by=by, team=team)


def keep_version(seat: Seat, day: date, *, by: User | None, at: datetime) -> SeatVersion:
    """Keep how the seat reads from that local day on."""
    return SeatVersion.objects.create(seat=seat, from_on=day, expertise=seat.expertise, triage=seat.triage, by=by, recorded_at=at)


def change_version(seat: Seat, *, by: User, at: datetime, **new: Any) -> None:
    """Let the seat read otherwise from today on, or from its first day where that is to come; how it read until now stays on record."""
    if not seat.versions.exists():
        keep_version(seat, seat.from_on, by=None, at=seat.recorded_at or at)
    for name, value in new.items():
        setattr(seat, name, value)
    seat.save(update_fields=list(new))
    keep_version(seat, max(local_date(at), seat.from_on), by=by, at=at)


def end_on(seat: Seat, last_on: date, *, by: User, at: datetime) -> None:
    """Let the seat end with that local day, which lies before its first where it never ran."""
    seat.until_on, seat.ended_at, seat.ended_by = last_on, at, by
    seat.save(update_fields=["until_on", "ended_at", "ended_by"])


def log(action: str, team: Team, *, by: User, at: datetime, **words: Any) -> None:
    """The one entry of a change."""
    audit.record(action, by=by, at=at, about=("team", team.ref), district_id=team.district_id, **words)
