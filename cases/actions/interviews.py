"""Interviews: held, with what was said, or not held, with the reason (4:190-AP2, Triage)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cases.access import locked_case
from cases.actions.logs import log_case
from cases.actions.moves import touch_facts
from cases.actions.stamps import stamp
from cases.models import Case, Interview, Party
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
NOT_YET = "The interview's time has not come yet. Correct the time."


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """An interview as it is typed; times are UTC instants, as stated."""

    interviewee: str
    started_at: datetime
    statement: str
    ended_at: datetime | None = None
    party: Party | None = None
    place: str = ""
    second_adult: str = ""
    language: str = ""
    parent_told: str = ""
    purpose_told: bool = False


@transaction.atomic
def record_interview(*, case: Case, by: User, given: Conversation) -> Interview:
    """Add an interview that was held. It is a new fact: opinions given before ask to be confirmed. Raises Blocked with what is wrong."""
    at = clock.now()
    locked = locked_case(case.id, by=by, permission=Permission.ASSESS, at=at)
    wrong = (
        (CLOSED, not locked.is_open()),
        (WHO, given.interviewee not in Interviewee.values),
        (STATEMENT, not given.statement.strip()),
        (ORDER, given.ended_at is not None and given.ended_at < given.started_at),
        (NOT_YET, max(given.started_at, given.ended_at or given.started_at) > at),
    )
    _refuse(wrong)
    interview = Interview.objects.create(case=locked, held=True, **vars(given), **stamp(by, at))
    touch_facts(locked)
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
