"""A level goes up at once: by the lead alone, or by any two seats together."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from cases import access
from cases.actions.classification import LevelGiven, level_facts, sign_level
from cases.actions.facts import gather
from cases.actions.level_duties import take_effect
from cases.actions.locks import Unfit, locked_open
from cases.actions.logs import log_case
from cases.actions.moves import move_case
from cases.actions.places import Place, place_of, places
from cases.actions.positions import PositionGiven, give_position, settle
from cases.actions.signing import ask_for_positions, drop_signatures
from cases.actions.triggers import Answer, answer_triggers
from cases.levels import Level
from cases.models import Case, Classification, Position
from cases.workflow import MOVES, CaseFacts, unmet
from cases.workflow.assessment import law_enforcement_considered
from tat import clock
from tat.models import User
from tat.roles import Permission
from tat.workflow import Blocked

SERIOUS = frozenset({Level.HIGH, Level.IMMINENT})
FIELDS = {"level_chosen": "level", "level_higher": "level", "level_reasoned": "rationale"}
NO_SEAT = "Only the lead, or somebody who holds a seat of this team, raises a level. Tell the lead."
FIRST_CLASSIFICATION = "There is no level in force yet. High and Imminent may be raised at once; every other level is signed by the lead."
ASKED = "A colleague has asked to raise the level to {level} already. Join that first: it takes effect at once. Then raise further."


@dataclass(frozen=True, kw_only=True)
class RaiseGiven:
    """A higher level as it is typed; a raise to Moderate answers whether law enforcement or security is involved."""

    level: str
    rationale: str
    further_intervention: bool | None = None
    further_intervention_reason: str = ""
    police_considered: bool | None = None
    police_considered_reason: str = ""

    def as_level(self) -> LevelGiven:
        """The same as the classification writes it."""
        return LevelGiven(**vars(self))


@transaction.atomic
def raise_level(*, case: Case, by: User, given: RaiseGiven) -> Classification:
    """Raise the level: by the lead it takes effect at once; the first seat asks, and the second seat puts it in force at once.

    A second seat that asks for the same level joins the first. Raises Blocked with what is wrong.
    """
    at = clock.now()
    locked = locked_open(case, by=by, at=at, permission=Permission.RAISE_LEVEL)
    is_lead = access.can(access.door(by, at), Permission.CLASSIFY, locked)
    place = place_of(by, places(locked, at))
    asked = asked_raise(locked)
    facts = raised_facts(locked, given, at, is_lead=is_lead, seats=int(place is not None))
    _check(locked, facts, given, asked, is_lead, place)
    if asked and place and not is_lead:
        raised = _join(locked, asked, place, by, at)
    else:
        raised = _raise(locked, given, facts, place, by, at, at_once=is_lead)
    if raised.in_force_at:
        answer_triggers(locked, Answer.CLASSIFIED, ref=f"classification:{raised.id}", by=by, at=at)
    log_case("level_raised" if raised.in_force_at else "raise_asked", locked, by=by, at=at, detail=f"classification:{raised.id}")
    return raised


def asked_raise(case: Case) -> Classification | None:
    """A raise that one seat asked for and no second has joined."""
    asked = {"kind": Classification.Kind.RAISE, "in_force_at": None, "replaced_at": None}
    return case.classification_set.filter(**asked).order_by("-recorded_at").first()


def raised_facts(case: Case, given: RaiseGiven, at: datetime, *, is_lead: bool, seats: int) -> CaseFacts:
    """The facts of the case with what the raise brings."""
    brought: dict[str, Any] = level_facts(case, given.as_level())
    return gather(case, at, **brought, raised_by_lead=is_lead, raising_seats=seats, measures=False)


def _check(case: Case, facts: CaseFacts, given: RaiseGiven, asked: Classification | None, is_lead: bool, place: Place | None) -> None:
    if not MOVES["raise_level"].starts_from(case.stage):
        move_case(case, "raise_level", facts)
    if not is_lead and place is None:
        raise Blocked((NO_SEAT,))
    found = {FIELDS[missing.name]: missing.sentence for missing in unmet("raise_level", facts) if missing.name in FIELDS}
    if considered := law_enforcement_considered(facts):
        found["police_considered"] = considered
    if facts.level and not case.level and facts.level not in SERIOUS:
        found["level"] = FIRST_CLASSIFICATION
    if asked and not is_lead and asked.level != given.level:
        found["level"] = ASKED.format(level=asked.get_level_display())
    if found:
        raise Unfit(found)


def _join(case: Case, asked: Classification, place: Place, by: User, at: datetime) -> Classification:
    """The second seat concurs with the raise; the same seat asking again changes nothing."""
    if not asked.positions.filter(seat=place.seat, void_at=None).exists():
        concurs = PositionGiven(seat_id=place.seat.pk, stance=Position.Stance.CONCUR)
        give_position(case, asked, place, concurs, by=by, at=at)
        settle(case, asked, by=by, at=at)
    return asked


def _raise(
    case: Case, given: RaiseGiven, facts: CaseFacts, place: Place | None, by: User, at: datetime, *, at_once: bool
) -> Classification:
    """The raise as a signed row; by the lead in force at once, by a seat once a second joins."""
    if at_once:
        move_case(case, "raise_level", facts, classified_at=at)
    raised = sign_level(case, given.as_level(), Classification.Kind.RAISE, facts, by, at)
    if at_once:
        drop_signatures(case, by=by, at=at, keep=raised)
        take_effect(case, raised, by=by, at=at)
    if place:
        concurs = PositionGiven(seat_id=place.seat.pk, stance=Position.Stance.CONCUR)
        give_position(case, raised, place, concurs, by=by, at=at)
    others = [each for each in places(case, at) if place is None or each.seat.pk != place.seat.pk]
    ask_for_positions(case, raised, others, by=by, at=at)
    settle(case, raised, by=by, at=at)
    return raised
