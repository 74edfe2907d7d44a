"""The gates asked again at classification: what changed since they were last asked (handbook 3.2)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from cases.actions.gates import answer_gates, now_verified
from cases.actions.locks import Unfit
from cases.actions.stamps import stamp
from cases.gates import GATES, GateReply, Moment
from cases.models import Case, DangerDetermination, GateAnswer
from tat.models import User

ANSWER = "Answer again whether a qualified person has determined a clear and present danger. It is asked at every classification."
RECORD_FIRST = "Record the determination first: its 24 hours run from its own time. Then sign."
ON_RECORD = "The record holds the determination “yes”. Answer “yes”, or record a new determination first."
REASON = "A “no” here needs its reason: say how that is known."
IMMINENT = "Then this comes first: declare on the case page that a threat is imminent. The classification waits."
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
