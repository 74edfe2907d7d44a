"""The gates asked again at triage: what is new starts its duties (handbook 3.2)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from cases import access
from cases.actions.asked_again import answer_again
from cases.actions.gates import danger_is_told, starts
from cases.actions.logs import log_case
from cases.actions.moves import touch_facts
from cases.gates import YES, GateReply, Moment
from cases.models import Case, GateAnswer
from cases.workflow import Stage
from tat import clock
from tat.models import User
from tat.roles import Permission
from tat.workflow import Blocked
from triage.actions.outcome import settle
from triage.actions.reports import tell_office

NOT_AT_TRIAGE = "This case is not at triage any more. The questions are asked again at classification and with each update."


@transaction.atomic
def answer_at_triage(*, case: Case, by: User, replies: Mapping[str, GateReply]) -> tuple[datetime, list[GateAnswer]]:
    """Keep the answers; a “yes” that is new starts its duties at once, and opinions sealed before it are asked for again.

    Returns the moment of the act and the answers that are new. Raises Blocked away from triage, and for a “no” without the reason it needs.
    """
    at = clock.now()
    locked = access.locked_case(case.id, by=by, permission=Permission.RECORD_TRIAGE, at=at)
    if locked.stage != Stage.TRIAGE:
        raise Blocked((NOT_AT_TRIAGE,))
    found = answer_again(locked, replies, moment=Moment.TRIAGE, by=by, at=at)
    if starts("OFF-FIR", replies):
        tell_office(locked, access.door(by, at), by, at)
    danger_is_told(locked, found, by=by, at=at)
    if any(answer.answer == YES for answer in found):
        touch_facts(locked)
        settle(locked, by=by, at=at)
    log_case("gates_answered", locked, by=by, at=at)
    return at, found
