"""Triage's one rule: when the panel's opinions close a case, convene the full team, or wait."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices

SeatId = object

SMALLEST_PANEL = 2


class Answer(TextChoices):
    """What one seat of the panel concludes."""

    NONE = "none", "No identifiable threat or concern"
    LOW_ADDRESSED = "low_addressed", "Low concern, and it is being dealt with adequately"
    LOW_NOT_ADDRESSED = "low_not_addressed", "Low concern, not dealt with adequately"
    FULL_TAT = "full_tat", "The full team should look at it"
    UNSURE = "unsure", "Unsure"

    @property
    def concurs(self) -> bool:
        """Whether the answer agrees that the full team is not needed."""
        return self in CONCURRING


CONCURRING = frozenset({Answer.NONE, Answer.LOW_ADDRESSED})


@dataclass(frozen=True)
class PanelSeat:
    """A member's place on the panel that was frozen when triage began."""

    seat_id: SeatId
    left: bool = False


@dataclass(frozen=True)
class Opinion:
    """One version of one seat's opinion, and the version of the facts it was given on."""

    seat_id: SeatId
    answer: Answer
    facts_version: int
    given_at: datetime


@dataclass(frozen=True)
class Outcome:
    """What the opinions amount to. `not_given` and `stale` hold seat ids, in the panel's order."""

    kind: str
    why: str
    disposition: Answer | None = None
    not_given: tuple[SeatId, ...] = ()
    stale: tuple[SeatId, ...] = ()

    @property
    def needs_follow_up(self) -> bool:
        """A low concern that is being dealt with keeps an owner and a date after closing."""
        return self.disposition == Answer.LOW_ADDRESSED


OPEN, CLOSE, CONVENE = "open", "close", "convene"

CLOSES = "Every member of the panel concurs that the full team is not needed. Triage ends (4:190-AP2, Triage)."
DISAGREES = "An opinion does not concur that the full team is not needed, so the full team is convened at once (4:190-AP2, Triage)."
TOO_FEW = "Fewer than two members are on the panel and no back-up is seated, so the full team is convened (4:190-AP2, TAT Triage Team)."
SILENT = "The time for triage is over and an opinion on the current facts is missing. Silence counts as “full team”."
WAITS = "Opinions on the current facts are still missing. The case closes only when every member of the panel concurs (4:190-AP2, Triage)."


ASKED_BEFORE = (
    "The full team was convened for this concern before. Triage does not take that back, so the full team goes on (4:190-AP2, Triage)."
)


def outcome(
    panel: Sequence[PanelSeat], opinions: Iterable[Opinion], facts_version: int, *, silence: bool = False, full_team_asked: bool = False
) -> Outcome:
    """What the panel's opinions come to on the facts of `facts_version`; `silence` means that TRI-DONE has ended.

    The only rule behind close_at_triage and convene_tat. All members of the panel must concur, at least two
    (4:190-AP2, Triage). One opinion that does not concur convenes, whoever gave it and on whatever version of
    the facts, because it took effect when it was given. Opinions on older facts count as missing.
    `full_team_asked`: the full team was convened before, as where a duplicate brought the case back; then nothing closes here.
    """
    ours = {seat.seat_id for seat in panel}
    given = [opinion for opinion in opinions if opinion.seat_id in ours]
    latest = {opinion.seat_id: opinion for opinion in sorted(given, key=lambda opinion: opinion.given_at)}
    left = {seat.seat_id for seat in panel if seat.left}
    staying = tuple(dict.fromkeys(seat.seat_id for seat in panel if seat.seat_id not in left))
    not_given = tuple(seat for seat in staying if seat not in latest)
    stale = tuple(seat for seat in staying if seat in latest and latest[seat].facts_version != facts_version)
    if not all(opinion.answer in CONCURRING for opinion in given):
        return Outcome(CONVENE, DISAGREES, None, not_given, stale)
    if len(staying) < SMALLEST_PANEL:
        return Outcome(CONVENE, TOO_FEW, None, not_given, stale)
    if not_given or stale:
        return Outcome(CONVENE, SILENT, None, not_given, stale) if silence else Outcome(OPEN, WAITS, None, not_given, stale)
    if full_team_asked:
        return Outcome(CONVENE, ASKED_BEFORE)
    return Outcome(CLOSE, CLOSES, _disposition(latest[seat].answer for seat in staying))


def _disposition(answers: Iterable[Answer]) -> Answer:
    return Answer.LOW_ADDRESSED if Answer.LOW_ADDRESSED in answers else Answer.NONE


def opinion_problems(answer: str, *, reason: str, resource: str) -> tuple[str, ...]:
    """What an opinion lacks before it can be sealed; an empty tuple when nothing does."""
    problems = []
    if answer not in Answer.values:
        problems.append("No conclusion is chosen. Choose one, so that your opinion can count (4:190-AP2, Triage).")
    if not reason.strip():
        problems.append(
            "Your reasons are missing. Write what you saw or read, and from whom, so that others can follow (4:190-AP2, Triage)."
        )
    if answer == Answer.LOW_ADDRESSED and not resource.strip():
        problems.append(
            "What deals with the concern is not named. Name it:"
            " a low concern ends triage only while it is “being adequately addressed” (4:190-AP2, Triage)."
        )
    return tuple(problems)
