"""Seats: a person seated from a day, a statutory seat left empty with its reason, what a seat brings, its end (handbook 2.2)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tat import clock
from tat.actions import rosters
from tat.actions.rosters import DAY, FIRST_DAY, TOO_FAR, end_on, keep_version, locked_seat, locked_team, not_over, settle
from tat.calendar import date_words
from tat.models import Seat, Team, User
from tat.statutes import EXPERTISE, POLICE, SEATS, local_date
from tat.statutes.limits import FURTHEST_SEAT
from tat.workflow import Blocked, refuse

MEMBER, BACKUP = "member", "backup:"
"""Places on a team beside the six seats of the statute: a further member, and the back-up of a seat, whose reference follows."""
PLACE = "Choose which place it is."
GONE = "This member’s seat has ended by then, or begins later. Choose another seat, or another day."
AREAS = "Choose at least one area of expertise that the person brings (4:190-AP2)."
NOT_AN_AREA = "Choose areas of expertise from the list."
NOBODY = "Choose somebody of this district whose account is open."
ITSELF = "Nobody is the back-up of the own seat. Choose somebody else."
SHARES = "A back-up and the member share an area of expertise (4:190-AP2: “the same or similar”). %(name)s brings: %(areas)s."
SEATED = "%(name)s has a place on this team already: %(seat)s, from %(day)s. End that seat first."
TAKEN = "%(name)s holds this seat from %(day)s. End that seat first, or seat the person as a further member."
SEAT = "Choose one of the six seats."
HELD = "%(name)s holds this seat, or takes it later. A seat is empty only when nobody does."
REASON = "Write why nobody is available to serve (105 ILCS 128/45(a))."
WHOM = "Write whom you asked: a person or an office."
ASKED = "Write on which day you asked."
ENDED = "This seat has ended already. Nothing was changed."
OVER = "The last day is past. Choose today or a later day, or leave it empty."
BACKWARDS = "The last day lies before the first."
LATER = "It ends earlier already. A seat is not made longer: seat the person anew."


@dataclass(frozen=True, kw_only=True)
class SeatGiven:
    """A person and a place as they are typed; `from_on` is a local date. `place` is a statutory seat, MEMBER, or BACKUP and a reference."""

    person: User | None
    place: str
    expertise: Sequence[str]
    from_on: date | None


@dataclass(frozen=True, kw_only=True)
class EmptyGiven:
    """A seat that nobody is available for, as it is typed: why, whom somebody asked, and on which local date."""

    statutory: str
    reason: str
    asked_whom: str
    asked_on: date | None


@transaction.atomic
def seat_person(*, team_ref: uuid.UUID, by: User, given: SeatGiven) -> Seat:
    """Seat a person from a day on. An empty seat of that name ends the day before; the person's training falls due (TRN-INIT).

    Raises Http404, PermissionDenied, Blocked with what is missing or may not be.
    """
    at = clock.now()
    team = locked_team(team_ref, by=by, at=at)
    covers = _check(team, given, local_date(at))
    assert given.person and given.from_on
    statutory = covers.statutory if covers else given.place if given.place in SEATS else ""
    seat = Seat.objects.create(
        team=team,
        user=given.person,
        statutory=statutory,
        expertise=[code for code in EXPERTISE if code in given.expertise],
        kind=Seat.Kind.BACKUP if covers else Seat.Kind.CORE,
        covers=covers,
        from_on=given.from_on,
        until_on=covers.until_on if covers else None,
        by=by,
        recorded_at=at,
    )
    keep_version(seat, seat.from_on, by=by, at=at)
    for empty in not_over(team, seat.from_on).filter(user=None, statutory=statutory) if statutory and not covers else []:
        end_on(empty, seat.from_on - DAY, by=by, at=at)
    settle(team, [seat.user], by=by, at=at)
    rosters.log("seat_taken", team, by=by, at=at, detail=f"seat:{seat.ref} user:{given.person.pk} {statutory or MEMBER} {seat.kind}")
    return seat


def _check(team: Team, given: SeatGiven, today: date) -> Seat | None:
    """Refuse what may not be; gives the seat that a back-up covers."""
    person, start = given.person, given.from_on
    known = person is not None and person.is_active and person.district_id == team.district_id
    refuse(
        ("who", _(NOBODY), not known),
        ("place", _(PLACE), not (given.place in SEATS or given.place == MEMBER or given.place.startswith(BACKUP))),
        ("expertise", _(AREAS), not given.expertise),
        ("expertise", _(NOT_AN_AREA), not set(given.expertise) <= EXPERTISE.keys()),
        ("from_on", _(FIRST_DAY), start is None),
        ("from_on", _(TOO_FAR), start is not None and start > today + FURTHEST_SEAT),
    )
    assert person and start
    held = [seat for seat in not_over(team, start) if seat.user_id]
    own = next((seat for seat in held if seat.user_id == person.pk), None)
    if own:
        refuse(("who", _(SEATED) % {"name": person.full_name, "seat": seat_words(own), "day": date_words(own.from_on)}, True))
    return _covered(held, given, person, start) if given.place.startswith(BACKUP) else _free(held, given.place)


def _covered(held: Sequence[Seat], given: SeatGiven, person: User, start: date) -> Seat:
    ref = given.place.removeprefix(BACKUP)
    seat = next((each for each in held if str(each.ref) == ref and each.kind == Seat.Kind.CORE and each.from_on <= start), None)
    refuse(("place", _(GONE), seat is None))
    assert seat and seat.user
    shared = set(seat.expertise) & set(given.expertise)
    refuse(("expertise", _(SHARES) % {"name": seat.user.full_name, "areas": areas(seat.expertise)}, not shared))
    return seat


def _free(held: Sequence[Seat], place: str) -> None:
    """One person holds a statutory seat; the statute asks for “at least one” law enforcement official."""
    holder = next((seat for seat in held if seat.statutory == place and seat.kind == Seat.Kind.CORE), None)
    if holder and holder.user and place != POLICE:
        refuse(("place", _(TAKEN) % {"name": holder.user.full_name, "day": date_words(holder.from_on)}, True))


@transaction.atomic
def leave_empty(*, team_ref: uuid.UUID, by: User, given: EmptyGiven) -> Seat:
    """Record that nobody is available for a statutory seat from today on: why, and the named attempt; an earlier entry stays on record.

    Raises Http404, PermissionDenied, Blocked with what is missing or may not be.
    """
    at = clock.now()
    team, today = locked_team(team_ref, by=by, at=at), local_date(at)
    rows = [seat for seat in not_over(team, today) if seat.statutory == given.statutory and seat.kind == Seat.Kind.CORE]
    holder = next((seat.user for seat in rows if seat.user), None)
    refuse(
        ("statutory", _(SEAT), given.statutory not in SEATS),
        ("statutory", _(HELD) % {"name": holder.full_name if holder else ""}, holder is not None),
        ("reason", _(REASON), not given.reason.strip()),
        ("asked_whom", _(WHOM), not given.asked_whom.strip()),
        ("asked_on", _(ASKED), given.asked_on is None),
        ("asked_on", _("This day has not come yet. Write on which day you asked."), bool(given.asked_on and given.asked_on > today)),
    )
    for earlier in rows:
        end_on(earlier, today - DAY, by=by, at=at)
    seat = Seat.objects.create(
        team=team,
        statutory=given.statutory,
        unavailable_reason=given.reason.strip(),
        asked_whom=given.asked_whom.strip(),
        asked_on=given.asked_on,
        from_on=today,
        by=by,
        recorded_at=at,
    )
    settle(team, [], by=by, at=at)
    rosters.log("seat_left_empty", team, by=by, at=at, detail=f"seat:{seat.ref} {seat.statutory}")
    return seat


@transaction.atomic
def change_expertise(*, seat_ref: uuid.UUID, by: User, expertise: Sequence[str]) -> Seat:
    """Let a seat bring other areas of expertise from today on. A back-up shares one with the member still.

    Raises Http404, PermissionDenied, Blocked with what is missing or may not be.
    """
    at = clock.now()
    seat, today = locked_seat(seat_ref, by=by, at=at), local_date(at)
    beside = [seat.covers] if seat.covers else list(seat.backups.exclude(until_on__lt=today).select_related("user"))
    alone = next((each for each in beside if each.user and not set(each.expertise) & set(expertise)), None)
    refuse(
        ("", _(ENDED), _is_over(seat, today)),
        ("expertise", _(AREAS), not expertise),
        ("expertise", _(NOT_AN_AREA), not set(expertise) <= EXPERTISE.keys()),
    )
    if alone and alone.user:
        refuse(("expertise", _(SHARES) % {"name": alone.user.full_name, "areas": areas(alone.expertise)}, True))
    rosters.change_version(seat, by=by, at=at, expertise=[code for code in EXPERTISE if code in expertise])
    settle(seat.team, [], by=by, at=at)
    rosters.log("seat_changed", seat.team, by=by, at=at, detail=f"seat:{seat.ref}", changed=seat.expertise)
    return seat


@transaction.atomic
def end_seat(*, seat_ref: uuid.UUID, by: User, last_on: date | None) -> Seat:
    """End a seat with that local day, or at once; the back-ups named for it end with it. What was done from it stays as it is.

    Raises Http404, PermissionDenied, Blocked for one that has ended or would be longer.
    """
    at = clock.now()
    seat, today = locked_seat(seat_ref, by=by, at=at), local_date(at)
    if _is_over(seat, today):
        raise Blocked((_(ENDED),))
    refuse(
        ("last_on", _(OVER), last_on is not None and last_on < today),
        ("last_on", _(BACKWARDS), last_on is not None and last_on < seat.from_on),
        ("last_on", _(LATER), bool(last_on and seat.until_on and last_on > seat.until_on)),
    )
    last = last_on or today - DAY
    ended = [seat, *seat.backups.exclude(until_on__lte=last).select_related("user")]
    for each in ended:
        end_on(each, last, by=by, at=at)
    settle(seat.team, [each.user for each in ended], by=by, at=at)
    rosters.log("seat_ended", seat.team, by=by, at=at, detail=f"seat:{seat.ref} {last}", count=len(ended))
    return seat


def _is_over(seat: Seat, today: date) -> bool:
    return seat.until_on is not None and seat.until_on < today


def seat_words(seat: Seat) -> str:
    """The place of a seat, as people call it."""
    if seat.kind == Seat.Kind.BACKUP:
        return _("back-up")
    return SEATS[seat.statutory].member.removeprefix("at least one ") if seat.statutory else _("member")


def areas(codes: Sequence[str]) -> str:
    """Areas of expertise in words."""
    return "; ".join(EXPERTISE[code].label for code in EXPERTISE if code in codes) or _("none")


def now_of(team: Team, at: datetime) -> list[Seat]:
    """The team's seats that people hold today or later, for the forms that choose among them."""
    return [seat for seat in not_over(team, local_date(at)) if seat.user_id]
