"""What a signature covers, as one canonical text; and what happens to positions when that text changes."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q

from cases.actions.duties import start_duty
from cases.actions.places import Place, places
from cases.models import Case, Classification, Finding, InformationGap, Interview, Position
from tat import obligations
from tat.models import Obligation, User

SIGNED_WORDS = (
    *("kind", "level", "previous_level", "rationale", "fort_notes", "fort_override", "gaps_reason", "open_gaps", "measures"),
    *("further_intervention", "further_intervention_reason", "police_considered", "police_considered_reason", "facts_version"),
)
FINDING_WORDS = (
    *("domain", "factor", "kind", "status", "source", "source_note", "basis", "confidence", "second_hand", "is_quote", "observed_on"),
    "text",
)


LINKS = ("interview_id", "record_id", "attachment_id")


def signed_words(classification: Classification, at: datetime) -> dict[str, Any]:
    """Level, rationale, findings, gaps and FORT as they stand in the rows at `at`, each with its version.

    It is worked out from the rows alone, so anybody can work it out again later and compare.
    """
    case = classification.case
    return {
        "case": str(case.id),
        "edition": [case.edition, case.instrument],
        "classification": {name: getattr(classification, name) for name in SIGNED_WORDS},
        "signed_by": classification.recorded_by_id,
        "findings": [_signed(found) for found in _findings(case, at)],
        "gaps": [[str(gap.id), gap.what, gap.owner_id, gap.due_on] for gap in _open_gaps(case, at)],
        "heard": [[str(talk.id), talk.interviewee, talk.held] for talk in _interviews(case, at)],
    }


def _signed(found: Finding) -> list[Any]:
    """A finding's words, and what it rests on where that is named: a text of before there were links reads as it was signed."""
    links = [f"{name}:{getattr(found, name)}" for name in LINKS if getattr(found, name)]
    return [str(found.id), *(getattr(found, name) for name in FINDING_WORDS), *links]


def signed_hash(words: dict[str, Any], before: Iterable[Position] = ()) -> bytes:
    """SHA-256 over the canonical text of these words and of the positions taken before, in their order."""
    positions = [[str(each.id), each.seat_id, each.stance, each.reason, each.recorded_by_id] for each in before]
    whole = {**words, "positions": positions}
    text = json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).digest()


def _findings(case: Case, at: datetime) -> list[Finding]:
    replaced = Finding.objects.filter(case=case, replaces__isnull=False, recorded_at__lte=at).values("replaces_id")
    return list(case.finding_set.filter(recorded_at__lte=at).exclude(pk__in=replaced).order_by("recorded_at", "id"))


def _open_gaps(case: Case, at: datetime) -> list[InformationGap]:
    rows = case.informationgap_set.filter(Q(closed_at=None) | Q(closed_at__gt=at), recorded_at__lte=at)
    return list(rows.order_by("recorded_at", "id"))


def _interviews(case: Case, at: datetime) -> list[Interview]:
    return list(case.interview_set.filter(recorded_at__lte=at).order_by("recorded_at", "id"))


def signature_holds(classification: Classification) -> bool:
    """Whether the rows still say what the lead signed."""
    return signed_hash(signed_words(classification, classification.recorded_at)) == bytes(classification.signed_hash)


def position_holds(position: Position) -> bool:
    """Whether the rows still say what this position was taken on."""
    words = signed_words(position.classification, position.recorded_at)
    return signed_hash(words, taken_before(position)) == bytes(position.covers_hash)


def taken_before(position: Position) -> list[Position]:
    """The positions that stood when this one was taken, in order; who signed saw them."""
    stood = Q(void_at=None) | Q(void_at__gt=position.recorded_at)
    rows = position.classification.positions.filter(stood, recorded_at__lt=position.recorded_at)
    return _of(position.classification, rows.order_by("recorded_at", "id"))


def _of(classification: Classification, rows: Iterable[Position]) -> list[Position]:
    """The positions with classification and case at hand, so that each is opened without a further read."""
    found = list(rows)
    for each in found:
        each.classification, each.case = classification, classification.case
    return found


def valid_positions(classification: Classification) -> list[Position]:
    """The positions that stand, in the order in which they were taken."""
    rows = classification.positions.filter(void_at=None).select_related("seat__user").order_by("recorded_at", "id")
    return _of(classification, rows)


def awaiting(case: Case) -> list[Classification]:
    """The classifications that still collect positions: the one in force or waiting, and a raise that a seat asked for."""
    return list(case.classification_set.filter(replaced_at=None, complete_at=None).order_by("recorded_at"))


def void_positions(case: Case, *, by: User | None, at: datetime) -> list[Position]:
    """A change of what was signed voids the positions that were taken on the earlier text, and asks their seats again.

    The lead's own signature stands, and so does a complete classification. The case is locked; the caller writes the log.
    """
    void = []
    for classification in awaiting(case):
        stale = _stale(classification, at)
        Position.objects.filter(pk__in=[each.pk for each in stale]).update(void_at=at)
        seats = {each.seat_id for each in stale}
        if seats:
            asked = [place for place in places(case, at) if place.seat.pk in seats]
            ask_for_positions(case, classification, asked, by=by, at=at)
        void += stale
    return void


def _stale(classification: Classification, at: datetime) -> list[Position]:
    given = [each for each in valid_positions(classification) if not is_the_signers(each)]
    words = signed_words(classification, at) if given else {}
    return [each for each in given if signed_hash(words, taken_before(each)) != bytes(each.covers_hash)]


def is_the_signers(position: Position) -> bool:
    """Whether it is the signer's own seat: the signature itself, taken in the same act."""
    return position.recorded_at == position.classification.recorded_at


def ask_for_positions(case: Case, classification: Classification, asked: Iterable[Place], *, by: User | None, at: datetime) -> None:
    """One SIG duty for each of these seats; asking again about the same facts is harmless."""
    for place in asked:
        start_duty(
            "SIG",
            case,
            trigger_ref=f"{seat_ref(classification, place.seat.pk)}:{case.facts_version}",
            triggered_at=at,
            at=at,
            by=by,
            actor=place.signer,
        )


def seat_ref(classification: Classification, seat_id: int) -> str:
    """How a seat's SIG duties about one classification begin; the number of the facts asked about follows."""
    return f"classification:{classification.id.hex}:{seat_id}"


def open_signatures(case: Case) -> list[Obligation]:
    """The open SIG duties of a case."""
    return list(Obligation.objects.open().about("case", case.id).filter(rule="SIG"))


def end_signature(case: Case, position: Position, *, by: User, at: datetime) -> None:
    """The seat has its position: its SIG duty is done."""
    start = f"{seat_ref(position.classification, position.seat_id)}:"
    for duty in open_signatures(case):
        if duty.trigger_ref.startswith(start):
            obligations.meet(duty, at=at, by=by, proof_ref=f"position:{position.id}")


def drop_signatures(case: Case, *, by: User | None, at: datetime, keep: Classification | None = None) -> None:
    """SIG duties about any other classification than `keep` end without a position: another act took their place."""
    for duty in open_signatures(case):
        if keep is None or not duty.trigger_ref.startswith(f"classification:{keep.id.hex}:"):
            obligations.supersede(duty, at=at, by=by, reason_code="new_classification")
