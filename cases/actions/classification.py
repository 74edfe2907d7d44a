"""The classification: the lead signs a level, and its duties start at once; a level goes up at once, down with every position in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from cases import fort
from cases.actions.asked_again import ask_gates
from cases.actions.facts import fort_facts, gather
from cases.actions.level_duties import take_effect
from cases.actions.locks import Unfit, locked_open
from cases.actions.logs import log_case
from cases.actions.moves import move_case
from cases.actions.places import places
from cases.actions.positions import FACTS_CHANGED, PositionGiven, give_position, settle
from cases.actions.signing import ask_for_positions, drop_signatures, signed_hash, signed_words
from cases.actions.stamps import stamp
from cases.actions.triggers import Answer, answer_triggers
from cases.gates import GateReply
from cases.levels import Level
from cases.models import Case, Classification, Position
from cases.workflow import MOVES, CaseFacts, awaits_positions, unmet
from tat import clock, obligations
from tat.models import User
from tat.roles import Permission
from tat.workflow import Blocked

FIELDS = {
    "level_chosen": "level",
    "level_higher": "level",
    "level_reasoned": "rationale",
    "gaps_explained": "gaps_reason",
    "law_enforcement_considered": "police_considered",
    "further_intervention_answered": "further_intervention",
}
"""Where on the form each check of the table is mended; the rest is mended on other pages."""
LETTERS = "FORT"


@dataclass(frozen=True, kw_only=True)
class LevelGiven:
    """A level as it is typed. `fort_notes` is letter to sentence, `gates` code to reply; yes and no are None while not answered.

    `facts_version` is what the page showed; None where no page was shown.
    """

    level: str
    rationale: str
    fort_notes: Mapping[str, str] = field(default_factory=dict)
    fort_override: str = ""
    gaps_reason: str = ""
    further_intervention: bool | None = None
    further_intervention_reason: str = ""
    police_considered: bool | None = None
    police_considered_reason: str = ""
    measures: bool = False
    gates: Mapping[str, GateReply] = field(default_factory=dict)
    facts_version: int | None = None

    def notes(self) -> dict[str, str]:
        """The sentences that were written, by letter."""
        return {letter: text.strip() for letter, text in self.fort_notes.items() if letter in LETTERS and text.strip()}


@transaction.atomic
def classify(*, case: Case, by: User, given: LevelGiven) -> Classification:
    """The lead signs a level with its rationale (4:190-AP2, Assessing and Classifying Threats).

    The level's duties start at once and every other seat is asked for its position; only a lower level waits for all of them.
    Raises Blocked with what is missing, by the field of the form where it is mended there.
    """
    at = clock.now()
    locked = locked_open(case, by=by, at=at, permission=Permission.CLASSIFY)
    if given.facts_version not in (None, locked.facts_version):
        raise Blocked((FACTS_CHANGED,))
    facts = proposed_facts(locked, given, at, by)
    _check(locked, facts, given, at)
    ask_gates(locked, given.gates, by=by, at=at)
    waits = awaits_positions(facts)
    move_case(locked, "classify", facts, **({} if waits else {"classified_at": at}))
    classification = sign_level(locked, given, Classification.Kind.CLASSIFY, facts, by, at)
    if waits:
        _replace_waiting(locked, classification, at)
    else:
        take_effect(locked, classification, by=by, at=at)
    obligations.meet_all("TAT-CLS", ("case", locked.id), at=at, by=by, proof_ref=f"classification:{classification.id}")
    _collect_positions(locked, classification, by, at)
    answer_triggers(locked, Answer.CLASSIFIED, ref=f"classification:{classification.id}", by=by, at=at)
    log_case("classified", locked, by=by, at=at, detail=f"classification:{classification.id}")
    return classification


def _replace_waiting(case: Case, classification: Classification, at: datetime) -> None:
    """A lower level that was waiting, or a raise that was asked for, gives way to this act; the level in force stays."""
    case.classification_set.filter(replaced_at=None, in_force_at=None).exclude(pk=classification.pk).update(replaced_at=at)


def proposed_facts(case: Case, given: LevelGiven, at: datetime, by: User) -> CaseFacts:
    """The facts of the case with what the form brings."""
    others = [place for place in places(case, at) if place.signer != by]
    return gather(
        case,
        at,
        **level_facts(case, given),
        gaps_reason=bool(given.gaps_reason.strip()),
        fort_overridden=bool(given.fort_override.strip()),
        measures=given.measures and given.level == Level.LOW,
        positions_outstanding=len(others),
        fort_missing=fort.missing(fort_facts(case, at, given.notes().keys())),
    )


def level_facts(case: Case, given: LevelGiven) -> dict[str, Any]:
    """The level that is proposed and the one in force, and which of its answers have their reasons."""
    return {
        "level": Level(given.level) if given.level in Level.values else None,
        "previous_level": Level(case.level) if case.level else None,
        "level_rationale": bool(given.rationale.strip()),
        "law_enforcement_considered": given.police_considered is not None and bool(given.police_considered_reason.strip()),
        "further_intervention_answered": given.further_intervention is not None and bool(given.further_intervention_reason.strip()),
    }


def _check(case: Case, facts: CaseFacts, given: LevelGiven, at: datetime) -> None:
    """Raise Unfit with every sentence of the table, beside the field that mends it, or at the head of the page."""
    if not MOVES["classify"].starts_from(case.stage):
        return
    found: dict[str, str] = {}
    elsewhere = []
    for missing in unmet("classify", facts):
        if missing.name == "fort_shown":
            found |= fort_problems(case, given, at)
        elif missing.name in FIELDS:
            found[FIELDS[missing.name]] = missing.sentence
        else:
            elsewhere.append(missing.sentence)
    if elsewhere:
        found[""] = " ".join(elsewhere)
    if found:
        raise Unfit(found)


def fort_problems(case: Case, given: LevelGiven, at: datetime) -> dict[str, str]:
    """What FORT still asks for, by the field of its letter."""
    letters = fort.evidence(fort_facts(case, at, given.notes().keys()))
    return {f"fort_{each.letter}": " ".join(each.missing) for each in letters if not each.settled}


def sign_level(case: Case, given: LevelGiven, kind: str, facts: CaseFacts, by: User, at: datetime) -> Classification:
    """The signed row: its hash is over what stands now."""
    signed = Classification(
        case=case,
        kind=kind,
        level=given.level,
        previous_level=case.level,
        rationale=given.rationale.strip(),
        fort_notes=given.notes(),
        fort_override=given.fort_override.strip(),
        gaps_reason=given.gaps_reason.strip(),
        open_gaps=facts.open_gaps,
        further_intervention=given.further_intervention,
        further_intervention_reason=given.further_intervention_reason.strip(),
        police_considered="" if given.police_considered is None else "yes" if given.police_considered else "no",
        police_considered_reason=given.police_considered_reason.strip(),
        measures=given.measures and given.level == Level.LOW,
        facts_version=case.facts_version,
        **stamp(by, at),
    )
    signed.signed_hash = signed_hash(signed_words(signed, at))
    signed.save()
    return signed


def _collect_positions(case: Case, classification: Classification, by: User, at: datetime) -> None:
    """The signature is the position of the signer's own seat; every other seat is asked for its own."""
    drop_signatures(case, by=by, at=at, keep=classification)
    here = places(case, at)
    for place in here:
        if place.signer == by:
            concurs = PositionGiven(seat_id=place.seat.pk, stance=Position.Stance.CONCUR)
            give_position(case, classification, place, concurs, by=by, at=at)
    ask_for_positions(case, classification, [place for place in here if place.signer != by], by=by, at=at)
    settle(case, classification, by=by, at=at)
