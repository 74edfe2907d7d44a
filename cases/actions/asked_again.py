"""The gates asked again at classification and after a raise: what changed since they were last asked (handbook 3.2)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from cases.actions.gates import answer_gates, danger_is_told, now_verified
from cases.actions.locks import Unfit, locked_open
from cases.actions.logs import log_case
from cases.actions.moves import touch_facts
from cases.actions.signing import void_positions
from cases.actions.stamps import stamp
from cases.gates import GATES, GateReply, Moment
from cases.models import Case, Classification, DangerDetermination, GateAnswer
from cases.workflow import MOVES
from tat import clock
from tat.models import User
from tat.workflow import Blocked

ANSWER = "Answer again whether a qualified person has determined a clear and present danger. It is asked at every classification."
RECORD_FIRST = "Record the determination first: its 24 hours run from its own time. Then sign."
ON_RECORD = "The record holds the determination “yes”. Answer “yes”, or record a new determination first."
REASON = "A “no” here needs its reason: say how that is known."
IMMINENT = "Then this comes first: declare on the case page that a threat is imminent. The classification waits."
NOT_NOW = "The questions are asked here while the full team assesses or manages the case."
YES, NO = GateAnswer.Answer.YES, GateAnswer.Answer.NO


def last_replies(case: Case) -> dict[str, GateAnswer]:
    """The latest answer to each gate, by its code."""
    return {answer.gate: answer for answer in case.gateanswer_set.order_by("recorded_at", "id")}


def ask_gates(case: Case, replies: Mapping[str, GateReply], *, by: User, at: datetime) -> None:
    """Keep the answers given at classification. A “yes” that stood before starts nothing a second time.

    The danger gate has to be answered, and to say what the determinations say. Raises Unfit; the caller writes the log.
    """
    if problems := gate_problems(case, replies):
        raise Unfit(problems)
    answer_again(case, replies, moment=Moment.CLASSIFICATION, by=by, at=at)


def answer_again(case: Case, replies: Mapping[str, GateReply], *, moment: str, by: User, at: datetime) -> list[GateAnswer]:
    """Keep the answers given at a later moment; those new since the last time come back. The caller writes the log."""
    before = last_replies(case)
    stood = {code for code, reply in replies.items() if reply.answer == YES and code in before and before[code].answer == YES}
    fresh = {code: reply for code, reply in replies.items() if code not in stood}
    found = answer_gates(case, fresh, moment=moment, by=by, at=at)
    for code in sorted(stood):
        verified = replies[code].is_verified or before[code].is_verified
        reply = replace(replies[code], is_verified=verified)
        again = GateAnswer.objects.create(case=case, gate=code, moment=moment, **vars(reply), **stamp(by, at))
        if verified and not before[code].is_verified:
            now_verified(case, again, by=by, at=at)
    return found


def gate_problems(case: Case, replies: Mapping[str, GateReply]) -> dict[str, str]:
    """What is wrong with the answers, by the field of the gate."""
    found = {
        f"gate_{code}": REASON
        for code, reply in replies.items()
        if code in GATES and GATES[code].no_needs_reason and reply.answer == NO and not reply.reason.strip()
    }
    danger = replies.get("danger", GateReply()).answer
    latest = case.dangerdetermination_set.order_by("-recorded_at", "-id").first()
    determined = latest is not None and latest.answer == DangerDetermination.Answer.YES
    if danger not in (YES, NO):
        found["gate_danger"] = ANSWER
    elif danger == YES and not determined:
        found["gate_danger"] = RECORD_FIRST
    elif danger == NO and determined:
        found["gate_danger"] = ON_RECORD
    if replies.get("imminent", GateReply()).answer == YES:
        found["gate_imminent"] = IMMINENT
    return found


@transaction.atomic
def answer_after_raise(*, case: Case, by: User, replies: Mapping[str, GateReply]) -> tuple[datetime, list[GateAnswer]]:
    """A raise asks nothing before it takes effect; the gates follow it. Each “yes” that is new starts its duties at once.

    Returns the moment of the act and the answers that are new. Raises Blocked away from assessment and plan, and for a “no” without
    the reason it needs.
    """
    at = clock.now()
    locked = locked_open(case, by=by, at=at)
    if not MOVES["raise_level"].starts_from(locked.stage):
        raise Blocked((NOT_NOW,))
    found = answer_again(locked, replies, moment=Moment.CLASSIFICATION, by=by, at=at)
    danger_is_told(locked, found, by=by, at=at)
    if any(answer.answer == YES for answer in found):
        touch_facts(locked)
        void_positions(locked, by=by, at=at)
    log_case("gates_answered", locked, by=by, at=at)
    return at, found


def gates_are_due(case: Case, governing: Classification | None) -> bool:
    """Whether the level was raised and nobody has answered the gates since."""
    if governing is None or governing.kind != Classification.Kind.RAISE or governing.in_force_at is None:
        return False
    return not case.gateanswer_set.filter(recorded_at__gte=governing.in_force_at).exists()
