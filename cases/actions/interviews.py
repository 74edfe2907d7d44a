"""Interviews: held, with what was said, or not held, with the reason (4:190-AP2, Triage)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cases.access import locked_case
from cases.actions.logs import log_case
from cases.actions.moves import touch_facts
from cases.actions.questioning import start_questioning
from cases.actions.stamps import stamp
from cases.models import Case, Interview, Party
from cases.models.assessment import TRANSCRIPT
from cases.step import Interviewee
from tat import clock
from tat.models import User
from tat.roles import Permission
from tat.workflow import Blocked

CLOSED = "This case is closed. Reopen it before anything is added."
WHO = "It is not said who was to be heard. Choose one of the list."
REASON = "The reason is missing. Write why this interview was not held (4:190-AP2, Triage)."
STATEMENT = "Nothing is written of what was said. Write at least one sentence, in the person's own words where you can."
ORDER = "The interview ends before it starts. Check both times."
POLICE = "Say whether a law enforcement officer or school security took part (105 ILCS 5/22-88)."
CRIMINAL_ACT = (
    "Say whether this is a student under 18 suspected of a criminal act, or “unknown”: where an officer takes part, the law asks for"
    " notice to a parent first (105 ILCS 5/22-88)."
)
TOO_LONG = "What was said is too long to be kept in one talk. Record the rest as a second talk."
NOT_YET = "The interview's time has not come yet. Correct the time."


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """An interview as it is typed; times are UTC instants, as stated.

    `police_present` is yes or no, empty where nobody asked, as in entries older than the question; `criminal_act` is yes, no or unknown.
    """

    interviewee: str
    started_at: datetime
    statement: str
    ended_at: datetime | None = None
    party: Party | None = None
    place: str = ""
    interviewer: str = ""
    second_adult: str = ""
    language: str = ""
    interpreter: str = ""
    parent_told: str = ""
    parent_present: str = ""
    police_present: str = ""
    criminal_act: str = ""
    purpose_told: bool = False


@transaction.atomic
def record_interview(*, case: Case, by: User, given: Conversation) -> Interview:
    """Add an interview that was held. It is a new fact: opinions given before ask to be confirmed.

    With an officer and a student under 18 who is, or may be, suspected of a criminal act it starts the duty of the block, unless one was
    answered ahead (105 ILCS 5/22-88). Raises Blocked with what is wrong.
    """
    at = clock.now()
    locked = locked_case(case.id, by=by, permission=Permission.ASSESS, at=at)
    wrong = (
        (CLOSED, not locked.is_open()),
        (WHO, given.interviewee not in Interviewee.values),
        (POLICE, given.police_present not in ("", "yes", "no")),
        (CRIMINAL_ACT, given.police_present == "yes" and given.criminal_act not in ("yes", "no", "unknown")),
        (STATEMENT, not given.statement.strip()),
        (TOO_LONG, len(given.statement) > TRANSCRIPT),
        (ORDER, given.ended_at is not None and given.ended_at < given.started_at),
        (NOT_YET, max(given.started_at, given.ended_at or given.started_at) > at),
    )
    _refuse(wrong)
    interview = Interview.objects.create(case=locked, held=True, **vars(given), **stamp(by, at))
    touch_facts(locked)
    start_questioning(locked, interview, by=by, at=at)
    log_case("interview_recorded", locked, by=by, at=at, occurred_at=given.started_at)
    return interview


@transaction.atomic
def interview_not_held(*, case: Case, by: User, interviewee: str, reason: str) -> Interview:
    """Record that an interview was not held, and why. Raises Blocked without a reason."""
    at = clock.now()
    locked = locked_case(case.id, by=by, permission=Permission.ASSESS, at=at)
    _refuse(((CLOSED, not locked.is_open()), (WHO, interviewee not in Interviewee.values), (REASON, not reason.strip())))
    interview = Interview.objects.create(case=locked, interviewee=interviewee, held=False, not_held_reason=reason.strip(), **stamp(by, at))
    touch_facts(locked)
    log_case("interview_not_held", locked, by=by, at=at)
    return interview


def _refuse(wrong: tuple[tuple[str, bool], ...]) -> None:
    if problems := tuple(sentence for sentence, is_so in wrong if is_so):
        raise Blocked(problems)
