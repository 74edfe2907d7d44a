"""A closed case opens again, with a reason or by a report added to it; its history stays (handbook 7.9)."""

from datetime import datetime

from django.db import transaction

from cases import access
from cases.actions.duties import start_duty
from cases.actions.facts import gather
from cases.actions.logs import log_case
from cases.actions.moves import move_case, touch_facts
from cases.actions.plan import start_updates
from cases.actions.rhythm import keep_rhythm
from cases.actions.rounds import BY_REPORT, begin_round
from cases.actions.stamps import stamp
from cases.models import Case, Closing, Plan
from cases.workflow import Stage
from tat import clock
from tat.models import User
from tat.roles import Permission


@transaction.atomic
def reopen(*, case: Case, by: User, reason: str) -> Closing:
    """Open the case again into assessment, by its principal with a reason. Raises Blocked without one, or for a case that is open."""
    at = clock.now()
    locked = access.locked_case(case.id, by=by, permission=Permission.REOPEN_CASE, at=at)
    row = reopen_into(locked, "reopen", by=by, at=at, reason=reason)
    log_case("case_reopened", locked, by=by, at=at)
    return row


def reopen_into(case: Case, move_name: str, *, by: User | None, at: datetime, reason: str = "", report_added: bool = False) -> Closing:
    """Make the move “reopen” or “reopen_at_triage” on a locked case. The calling action checks the door and writes the log.

    The circle stays; no level is in force until the case is classified anew. Into assessment the classification is due again
    and the assessment begins a new round; where a plan stands the days between updates and to the next contact count from this day.
    """
    facts = gather(case, at, reopening_reason=bool(reason.strip()), report_added=report_added)
    emptied = {"closed_at": None, "closed_reason": "", "level": "", "classified_at": None}
    triage = {"triage_at": at} if move_name == "reopen_at_triage" else {}
    move_case(case, move_name, facts, **emptied, **triage)
    touch_facts(case)
    row = Closing.objects.create(case=case, kind=Closing.Kind.REOPENED, basis=reason, **stamp(by, at))
    if case.stage == Stage.ASSESSMENT:
        start_duty("TAT-CLS", case, trigger_ref=f"closing:{row.id}", triggered_at=at, at=at, by=by)
        begin_round(case, why=reason.strip() or BY_REPORT, by=by, at=at)
    if case.plan_set.filter(state=Plan.State.ADOPTED).exists():
        start_updates(case, f"closing:{row.id}", at, by=by, at=at)
        keep_rhythm(case, by=by, at=at, why="reopened")
    return row
