"""Each seat's position on a classification: concurs, dissents with reasons, or is absent with a back-up."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cases import access
from cases.actions.facts import gather, outstanding
from cases.actions.level_duties import take_effect
from cases.actions.locks import Unfit, locked_open, refuse
from cases.actions.logs import log_case
from cases.actions.moves import move_case
from cases.actions.places import Place, places
from cases.actions.signing import (
    awaiting,
    drop_signatures,
    end_signature,
    open_signatures,
    seat_ref,
    signed_hash,
    signed_words,
    valid_positions,
    void_positions,
)
from cases.actions.stamps import stamp
from cases.levels import Level
from cases.models import Case, Classification, Position
from cases.workflow.assessment import SEATS_TO_RAISE
from tat import clock, obligations
from tat.models import Obligation, User
from tat.roles import Permission
from tat.workflow import Blocked

NEWER = "A newer classification was signed meanwhile. Open the page again and read it first."
FACTS_CHANGED = "The facts changed since you opened the page. Your text is still here. Read what stands now, then sign again."
COMPLETE = "Every position on this classification is in. Add a note instead."
NO_SEAT = "This classification waits for no position of yours. Only somebody who holds a seat of this team, or its back-up, takes one."
LEAD_ONLY = "The lead records that a member is absent; the back-up signs instead with a position of the back-up's own."
GIVEN = "This seat has its position already. It stands as it was signed."
STANCE = "Choose whether you concur or dissent."
WHY = "A dissent needs its reasons. They are printed with the file."
WHO_STANDS_IN = "Write who stands in for the member, or that nobody does, and since when the member is away."
Stance = Position.Stance


@dataclass(frozen=True, kw_only=True)
class PositionGiven:
    """A position as it is typed. `facts_version` is what the page showed; None where no page was shown."""

    seat_id: int
    stance: str
    reason: str = ""
    facts_version: int | None = None


@transaction.atomic
def take_position(*, case: Case, by: User, classification_id: uuid.UUID, given: PositionGiven) -> Position:
    """Take a seat's position: its holder or back-up concurs or dissents with reasons, or the lead records the member absent.

    With the last one the classification is complete, and a lower level takes effect; a second seat's concurrence puts a raise
    in force. Raises Blocked with what is wrong.
    """
    at = clock.now()
    locked = locked_open(case, by=by, at=at)
    classification = _open_classification(locked, classification_id, given)
    place = _place(locked, by, given, at)
    refuse(
        ("stance", STANCE, given.stance not in Stance.values),
        ("reason", WHY, given.stance == Stance.DISSENT and not given.reason.strip()),
        ("reason", WHO_STANDS_IN, given.stance == Stance.ABSENT and not given.reason.strip()),
    )
    void_positions(locked, by=by, at=at)
    _make_room(classification, given, at)
    position = give_position(locked, classification, place, given, by=by, at=at)
    settle(locked, classification, by=by, at=at)
    log_case("position_taken", locked, by=by, at=at, detail=f"seat:{place.seat.pk} {given.stance}")
    return position


def _open_classification(case: Case, classification_id: uuid.UUID, given: PositionGiven) -> Classification:
    found = case.classification_set.filter(pk=classification_id, replaced_at=None).first()
    if found is None:
        raise Blocked((NEWER,))
    if found.complete_at:
        raise Blocked((COMPLETE,))
    if given.facts_version not in (None, case.facts_version):
        raise Blocked((FACTS_CHANGED,))
    return found


def _place(case: Case, by: User, given: PositionGiven, at: datetime) -> Place:
    """The seat, if this person may speak for it: its signer or back-up, or for an absence the lead."""
    way = access.door(by, at)
    place = next((each for each in places(case, at) if each.seat.pk == given.seat_id), None)
    if given.stance == Stance.ABSENT and place and access.can(way, Permission.CLASSIFY, case):
        return place
    if given.stance == Stance.ABSENT:
        raise Blocked((LEAD_ONLY,))
    if place is None or not place.may_sign(by) or not access.can(way, Permission.TAKE_POSITION, case):
        raise Blocked((NO_SEAT,))
    return place


def _make_room(classification: Classification, given: PositionGiven, at: datetime) -> None:
    """A member or back-up who signs after all takes the place of “absent”; any other position stands."""
    standing = classification.positions.filter(seat_id=given.seat_id, void_at=None).first()
    if standing is None:
        return
    if standing.stance != Stance.ABSENT or given.stance == Stance.ABSENT:
        raise Unfit({"stance": GIVEN})
    standing.void_at = at
    standing.save(update_fields=["void_at"])


def give_position(case: Case, classification: Classification, place: Place, given: PositionGiven, *, by: User, at: datetime) -> Position:
    """The position on a locked case, over what stands now; the seat's SIG duty is done. The calling action writes the log."""
    classification.case = case
    before = [each for each in valid_positions(classification) if each.recorded_at < at]
    position = Position.objects.create(
        case=case,
        classification=classification,
        seat=place.seat,
        stance=given.stance,
        reason=given.reason.strip(),
        covers_hash=signed_hash(signed_words(classification, at), before),
        **stamp(by, at),
    )
    end_signature(case, position, by=by, at=at)
    return position


def settle(case: Case, classification: Classification, *, by: User | None, at: datetime) -> None:
    """Look whether every position is in: then it is complete, and a lower level takes effect. Asking again is harmless.

    A raise that a seat asked for takes effect with the second seat, and is dropped when everybody has spoken and none joined.
    """
    waiting = outstanding(case, classification, at)
    if is_asked_raise(classification):
        if joined(classification) >= SEATS_TO_RAISE:
            put_raise_in_force(case, classification, by=by, at=at)
        elif not waiting:
            classification.replaced_at = at
            classification.save(update_fields=["replaced_at"])
            return
    if waiting or classification.complete_at:
        return
    if classification.in_force_at is None:
        take_effect(case, classification, by=by, at=at)
    classification.complete_at = at
    classification.save(update_fields=["complete_at"])


def release_seats(case: Case, *, by: User | None, at: datetime) -> list[Obligation]:
    """Nobody waits for the position of a seat that was given up: its SIG duty ends. Returns those that ended; the caller writes the log."""
    released = []
    for classification in awaiting(case):
        held = tuple(f"{seat_ref(classification, place.seat.pk)}:" for place in places(case, at))
        asked = [duty for duty in open_signatures(case) if duty.trigger_ref.startswith(f"classification:{classification.id.hex}:")]
        gone = [duty for duty in asked if not duty.trigger_ref.startswith(held)]
        for duty in gone:
            obligations.supersede(duty, at=at, by=by, reason_code="seat_given_up")
        if gone:
            settle(case, classification, by=by, at=at)
        released += gone
    return released


def is_asked_raise(classification: Classification) -> bool:
    """Whether it is a raise that one seat asked for and no second has joined."""
    return classification.kind == Classification.Kind.RAISE and classification.in_force_at is None


def joined(classification: Classification) -> int:
    """How many seats concur with it."""
    return classification.positions.filter(void_at=None, stance=Stance.CONCUR).count()


def put_raise_in_force(case: Case, classification: Classification, *, by: User | None, at: datetime) -> None:
    """Two seats together, or the lead: the level is raised at once. The calling action writes the log."""
    facts = gather(
        case,
        at,
        level=Level(classification.level),
        previous_level=Level(case.level) if case.level else None,
        level_rationale=True,
        raised_by_lead=False,
        raising_seats=joined(classification),
        measures=False,
    )
    move_case(case, "raise_level", facts, classified_at=at)
    drop_signatures(case, by=by, at=at, keep=classification)
    take_effect(case, classification, by=by, at=at)
