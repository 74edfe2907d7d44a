"""Proof of what High and Imminent bring: containment, the crisis protocols (4:190-AP2). Targets are on a page of their own."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import TextChoices

from cases.actions.locks import locked_open, refuse
from cases.actions.logs import log_case
from cases.actions.stamps import stamp
from cases.levels import Level
from cases.models import Case, LevelMeasure
from tat import clock, obligations
from tat.models import User
from tat.roles import Permission


class Measure(TextChoices):
    """The duties that a measure proves."""

    CONTAINMENT = "LVL-CON", "How the subject is contained"
    TARGET = "LVL-TGT", "A plan for safety offered to the target"
    CRISIS = "LVL-CRI", "Crisis protocols"


class Outcome(TextChoices):
    """What came of it."""

    DONE = "done", "Contained"
    ACCEPTED = "accepted", "Offered and accepted"
    DECLINED = "declined", "Offered and declined"
    ACTIVATED = "activated", "Activated"
    NOT_NEEDED = "not_needed", "Not needed, with the reason"


# The plan offered to a target is recorded on its own page (cases/actions/target_plans.py); what was recorded here before is still read.
OUTCOMES: dict[str, tuple[Outcome, ...]] = {
    Measure.CONTAINMENT: (Outcome.DONE,),
    Measure.CRISIS: (Outcome.ACTIVATED, Outcome.NOT_NEEDED),
}
MEASURE = "Choose what is recorded: containment or the crisis protocols. A plan offered to a target is recorded under Plans for targets."
OUTCOME = "Say what came of it."
AT_IMMINENT = "At Imminent the crisis protocols are carried out (4:190-AP2, Types of Threats). “Not needed” is possible at High only."
HOW = "Write how: what keeps the subject from carrying the threat out now."
WHY_NOT = "Write why the crisis protocols are not needed."
WHEN = "Write when it was done."
NOT_YET = "This time has not come yet. Enter when it was done."
WHO = "Write by whom."


@dataclass(frozen=True, kw_only=True)
class MeasureGiven:
    """One measure as it is typed; `done_at` is a UTC instant, as stated."""

    rule: str
    answer: str
    done_at: datetime | None = None
    by_whom: str = ""
    note: str = ""


@transaction.atomic
def record_measure(*, case: Case, by: User, given: MeasureGiven) -> LevelMeasure:
    """Record one measure; the duty that it proves is done at the stated time, late where that is past its target.

    Raises Blocked with what is missing.
    """
    at = clock.now()
    locked = locked_open(case, by=by, at=at, permission=Permission.NOTIFY)
    check_measure(locked, given, at)
    measure = LevelMeasure.objects.create(
        case=locked,
        rule=given.rule,
        answer=given.answer,
        done_at=given.done_at or at,
        by_whom=given.by_whom.strip(),
        note=given.note.strip(),
        **stamp(by, at),
    )
    obligations.meet_all(given.rule, ("case", locked.id), at=at, by=by, proof_ref=f"measure:{measure.id}", occurred_at=measure.done_at)
    log_case("measure_recorded", locked, by=by, at=at, occurred_at=measure.done_at, detail=f"{given.rule} {given.answer}")
    return measure


def check_measure(case: Case, given: MeasureGiven, at: datetime) -> None:
    """Raise Unfit with what keeps the measure from being recorded."""
    not_needed = given.answer == Outcome.NOT_NEEDED
    refuse(
        ("rule", MEASURE, given.rule not in OUTCOMES),
        ("answer", OUTCOME, given.answer not in OUTCOMES.get(given.rule, ())),
        ("answer", AT_IMMINENT, not_needed and case.level == Level.IMMINENT),
        ("done_at", WHEN, given.done_at is None),
        ("done_at", NOT_YET, given.done_at is not None and given.done_at > at),
        ("by_whom", WHO, not given.by_whom.strip()),
        ("note", HOW, given.rule == Measure.CONTAINMENT and not given.note.strip()),
        ("note", WHY_NOT, not_needed and not given.note.strip()),
    )
