"""Police told by a superintendent or a designee who does not see the case: the proof of that one duty, in the case's ledger."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cases.access import case_behind, locked_for_system
from cases.actions.locks import CLOSED, refuse, refuse_merged
from cases.actions.logs import log_case
from cases.actions.notifications import NOT_YET, WHEN, NoticeGiven, Outcome, enter_notice, meet_the_list
from cases.actions.releases import EMERGENCY, REQUIRED_BY_LAW
from cases.actions.stamps import stamp
from cases.duty_facts import POLICE, incident_behind, start_of
from cases.models import Case, NotificationEntry
from tat import clock, home, obligations
from tat.models import Obligation, User
from tat.obligations.roster import roster
from tat.permissions import scope_of
from tat.statutes import RULES
from tat.workflow import Blocked

PROVEN_HERE = frozenset({"FIR-LE2", "DRG-LE2", "BAT-LE"})
"""Duties of the superintendent, proven on their own page by who holds them, without the case."""
BASES_HERE = (REQUIRED_BY_LAW, EMERGENCY)

AGENCY = "Write which agency was called."
PERSON = "Write whom you spoke to, or tried to reach."
OUTCOME = "Say whether the police were reached."
TOO_EARLY = "This is before the incident, or before it became known. Check the time."
ENDED = "This duty has already ended. What was recorded stands."
NO_SUCH_CALL = "This call is not in the ledger any more. Choose another, or write the call down."
CALL_FIRST = "Choose the call of the school, or write your own call below; not both."
COPIED = ("person", "capacity", "agency", "reference", "method", "interpreter", "discloses_student", "legal_basis")


@dataclass(frozen=True, kw_only=True)
class PoliceToldGiven:
    """One call to the police as it is typed; `told_at` is a UTC instant, as stated. `same_call` is an entry of the ledger instead."""

    outcome: str = Outcome.REACHED
    told_at: datetime | None = None
    agency: str = ""
    person: str = ""
    reference: str = ""
    method: str = ""
    note: str = ""
    discloses_student: str = ""
    legal_basis: str = ""
    release_threat: str = ""
    same_call: uuid.UUID | None = None


@transaction.atomic
def tell_police(*, duty: Obligation, by: User, given: PoliceToldGiven) -> NotificationEntry:
    """Enter the call in the ledger of the duty's case. Reached: the duty is done by the stated time, late for ever where it was late.

    Tried, and not reached: the clock and the reminders go on. Raises PermissionDenied for whose duty it is not, Blocked with what is wrong.
    """
    at = clock.now()
    locked = locked_for_system(case_behind(duty).id)
    row = Obligation.objects.select_related("district", "building").get(pk=duty.pk)
    if row.state != Obligation.State.OPEN and row.met_by_id == by.pk:
        raise Blocked((ENDED,))
    if not may_tell(by, row, at):
        raise PermissionDenied
    refuse_merged(locked)
    if not locked.is_open():
        raise Blocked((CLOSED,))
    if given.same_call:
        return _same_call(locked, row, given.same_call, by, at)
    return _own_call(locked, row, given, by, at)


def may_tell(user: User, duty: Obligation, at: datetime) -> bool:
    """Whether this person proves the duty on its own page: the superintendent, a designee for it today, or whom it was escalated to."""
    return duty.rule in PROVEN_HERE and not duty.practice and holds(user, duty, at)


def holds(user: User, duty: Obligation, at: datetime) -> bool:
    """Whether an open duty is this person's own by office, designation or escalation; not of who merely leads the building."""
    asked = user.pk in roster([duty], at).actors(duty) or user.pk in duty.escalated_to
    return asked and home.is_theirs(scope_of(user, at), duty)


def calls_of_the_school(duty: Obligation) -> Sequence[NotificationEntry]:
    """The calls to the police about the incident that stand in the ledger already: one of them may have been for both duties."""
    return incident_behind(duty).told


def _own_call(case: Case, duty: Obligation, given: PoliceToldGiven, by: User, at: datetime) -> NotificationEntry:
    start = start_of(duty, incident_behind(duty)).replace(second=0, microsecond=0)
    refuse(
        ("outcome", OUTCOME, given.outcome not in (Outcome.REACHED, Outcome.ATTEMPTED)),
        ("told_at", WHEN, given.told_at is None),
        ("told_at", NOT_YET, given.told_at is not None and given.told_at > at),
        ("told_at", TOO_EARLY, given.told_at is not None and given.told_at < start),
        ("agency", AGENCY, not given.agency.strip()),
        ("person", PERSON, not given.person.strip()),
    )
    words = {name: getattr(given, name) for name in PoliceToldGiven.__dataclass_fields__ if name not in ("note", "same_call")}
    content = ". ".join(filter(None, [RULES[duty.rule].duty, given.note.strip()]))
    notice = NoticeGiven(**words, recipient=POLICE, content=content, purpose=f"{RULES[duty.rule].duty} ({RULES[duty.rule].citation})")
    if given.outcome == Outcome.ATTEMPTED:
        obligations.attempt(duty, at=at, by=by)
    return enter_notice(case, notice, by=by, at=at, duty=duty)


def _same_call(case: Case, duty: Obligation, entry_id: uuid.UUID, by: User, at: datetime) -> NotificationEntry:
    """One call for the principal's duty and the superintendent's: a second entry, at the same time. The release stands with the first."""
    first = next((entry for entry in calls_of_the_school(duty) if entry.pk == entry_id), None)
    if first is None:
        raise Blocked((NO_SUCH_CALL,))
    words = {name: getattr(first, name) for name in COPIED}
    entry = NotificationEntry.objects.create(
        case=case, recipient=POLICE, outcome=first.outcome, told_at=first.told_at, content=RULES[duty.rule].duty, **words, **stamp(by, at)
    )
    obligations.meet(duty, at=at, by=by, proof_ref=f"notice:{entry.id}", occurred_at=entry.told_at)
    meet_the_list(case, entry, by, at)
    log_case("notice_recorded", case, by=by, at=at, occurred_at=entry.told_at, detail=f"{POLICE} {entry.outcome}")
    return entry
