"""What asks for a new look at a classified case: noted by an act, or by a member; answered by a round, a level, or the reason why not."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from cases.actions.duties import start_duty
from cases.actions.level_duties import URGENT
from cases.actions.locks import Overtaken, locked_open, refuse
from cases.actions.logs import log_case
from cases.actions.stamps import SYSTEM, stamp
from cases.models import Case, ReassessmentTrigger
from cases.workflow import Circle
from tat import clock, obligations
from tat.models import Obligation, User
from tat.roles import Permission
from tat.workflow import Blocked

RULE = "REASSESS"
Kind, Answer = ReassessmentTrigger.Kind, ReassessmentTrigger.Answer
MEMBERS_WHO_ASK = 2
"""Two or more members of the team (handbook 7.8)."""
BY_HAND = tuple(kind for kind in Kind if kind not in (Kind.UPDATE, Kind.LEVEL, Kind.DANGER, Kind.REPORT))
"""What a member notes; the others are noted by the act that brings them."""

KIND = "Choose what happened."
WORDS = "Write in a sentence what happened, and when (handbook 7.8)."
REASON = "Write why no new look is needed. It stands in the record beside what asked for it."
NOT_YET = "There is no level in force yet, so the assessment goes on anyway. Add a finding, or a note."
GONE = "Somebody answered this meanwhile. Your text is still here; read what stands now."


def trigger_ref(trigger: ReassessmentTrigger) -> str:
    """What the duty of a trigger names as its start."""
    return f"trigger:{trigger.pk}"


def is_asked_of(case: Case) -> bool:
    """Whether something new asks for a new look: a level is in force, and the full team has the case."""
    return case.is_open() and bool(case.level) and case.circle == Circle.TAT


def note_trigger(case: Case, kind: str, *, ref: str, by: User | None, at: datetime, words: str = "") -> ReassessmentTrigger | None:
    """Note that an act's fact `ref` asks for a new look, once; the duty REASSESS starts. None where no level is in force.

    The calling action holds the case's lock, is the transaction and writes the log.
    """
    if not is_asked_of(case) or case.reassessmenttrigger_set.filter(kind=kind, ref=ref).exists():
        return None
    found = ReassessmentTrigger.objects.create(case=case, kind=kind, ref=ref, words=words, **stamp(by, at))
    _start(case, found, by=by, at=at)
    return found


def _start(case: Case, trigger: ReassessmentTrigger, *, by: User | None, at: datetime) -> Obligation:
    return start_duty(RULE, case, trigger_ref=trigger_ref(trigger), triggered_at=at, at=at, by=by, urgent=case.level in URGENT)


@transaction.atomic
def note_change(*, case: Case, by: User, kind: str, words: str) -> ReassessmentTrigger:
    """A member notes what happened; that the team asks counts from the second member on. Raises Blocked with what is missing."""
    at = clock.now()
    locked = locked_open(case, by=by, at=at)
    if not is_asked_of(locked):
        raise Blocked((NOT_YET,))
    refuse(("kind", KIND, kind not in BY_HAND), ("words", WORDS, not words.strip()))
    found = ReassessmentTrigger.objects.create(case=locked, kind=kind, words=words.strip(), **stamp(by, at))
    if found in due_ones(open_triggers(locked)):
        _start(locked, found, by=by, at=at)
    log_case("trigger_noted", locked, by=by, at=at, detail=f"trigger:{found.id}")
    return found


def open_triggers(case: Case) -> QuerySet[ReassessmentTrigger]:
    """Those that nobody has answered, the earliest first. A case that is merged into another has no level, and so has none."""
    return case.reassessmenttrigger_set.filter(answered_at=None).order_by("recorded_at", "id")


def due_ones(triggers: Iterable[ReassessmentTrigger]) -> list[ReassessmentTrigger]:
    """Of these, in order of writing, those that are due: what the team asks for, from the member on with whom enough of them ask."""
    found, asking = [], set[int | None]()
    for each in triggers:
        asking |= {each.recorded_by_id} if each.kind == Kind.ASKED else set()
        if each.kind != Kind.ASKED or len(asking) >= MEMBERS_WHO_ASK:
            found.append(each)
    return found


@transaction.atomic
def say_why_not(*, case: Case, by: User, trigger_id: uuid.UUID, reason: str) -> ReassessmentTrigger | None:
    """The lead says why one thing asks for no new look; None for what this case does not have.

    Raises Overtaken where it was answered meanwhile, Blocked without a reason.
    """
    at = clock.now()
    locked = locked_open(case, by=by, at=at, permission=Permission.CLASSIFY)
    found = locked.reassessmenttrigger_set.filter(pk=trigger_id).first()
    if found is None:
        return None
    if found.answered_at:
        raise Overtaken(GONE, found)
    refuse(("reason", REASON, not reason.strip()))
    _answer(locked, [found], Answer.WHY_NOT, reason=reason.strip(), ref=trigger_ref(found), by=by, at=at)
    log_case("trigger_answered", locked, by=by, at=at, detail=f"trigger:{found.id}")
    return found


def answer_triggers(case: Case, answer: str, *, ref: str, by: User | None, at: datetime) -> None:
    """A new round, a signed level or the closing, `ref`, answers everything that is open. The calling action writes the log."""
    _answer(case, list(open_triggers(case)), answer, reason="", ref=ref, by=by, at=at)


def _answer(case: Case, triggers: list[ReassessmentTrigger], answer: str, *, reason: str, ref: str, by: User | None, at: datetime) -> None:
    names = {"answered_name": by.full_name if by else SYSTEM, "answered_position": by.position if by else ""}
    for trigger in triggers:
        for name, value in {"answer": answer, "reason": reason, "answered_at": at, "answered_by": by, **names}.items():
            setattr(trigger, name, value)
        trigger.save(update_fields=["answer", "reason", "answered_at", "answered_by", *names])
    refs = [trigger_ref(trigger) for trigger in triggers]
    for duty in Obligation.objects.open().about("case", case.id).filter(rule=RULE, trigger_ref__in=refs) if refs else ():
        obligations.meet(duty, at=at, by=by, proof_ref=ref)
