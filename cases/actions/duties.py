"""Duties about a case: started with its own columns, and what a person does with one on its page."""

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from cases.models import Case
from tat import audit, clock, obligations
from tat.models import Building, Obligation, Team, User
from tat.obligations import Opening

ENDS_WITH_CASE = ("UPD-30", "WATCH", "SWEEP-48", "CHK-IN", "REASSESS", "TRF-ANS")
"""Duties that make no sense about a closed case: nobody is reminded of its dates, and no update or look at it is due."""


def end_with_case(case: Case, *, by: User | None, at: datetime) -> None:
    """Supersede what ends with the case, as it is closed. The calling action writes the log."""
    for rule_code in ENDS_WITH_CASE:
        obligations.supersede_all(rule_code, ("case", case.id), at=at, by=by, reason_code="closed")


def start_duty(
    rule_code: str,
    case: Case,
    *,
    trigger_ref: str,
    triggered_at: datetime,
    at: datetime,
    by: User | None,
    actor: User | None = None,
    urgent: bool = False,
    in_person: bool = False,
    anchor: date | None = None,
    building: Building | None = None,
    team: Team | None = None,
) -> Obligation:
    """Start one duty about this case; the row there already is kept. `anchor` is the day or instant that a WITH or BEFORE clock looks at.

    `building` and `team` where it waits elsewhere than in the case's own; `in_person` where no designee may have it. The calling action
    writes the log.
    """
    duty = opening(rule_code, case, trigger_ref=trigger_ref, triggered_at=triggered_at, actor=actor, urgent=urgent, anchor=anchor)
    duty = replace(duty, building=building or case.building, team=team or case.team, in_person=in_person)
    return obligations.start_all([duty], at=at, by=by)[0]


def opening(
    rule_code: str,
    case: Case,
    *,
    trigger_ref: str,
    triggered_at: datetime,
    actor: User | None = None,
    urgent: bool = False,
    anchor: date | None = None,
) -> Opening:
    """One duty about this case as it is to be opened, in the case's own building and team: for several that one act starts together."""
    return Opening(
        rule_code=rule_code,
        about=("case", case.id),
        trigger_ref=trigger_ref,
        triggered_at=triggered_at,
        district=case.district,
        building=case.building,
        team=case.team,
        actor=actor,
        code=case.code,
        practice=case.practice,
        restricted=case.restricted,
        urgent=urgent,
        anchor=anchor,
    )


@transaction.atomic
def acknowledge_duty(*, duty: Obligation, by: User) -> Obligation:
    """A person has seen the duty; it stays open until it is done. The view has opened it through its door."""
    at = clock.now()
    row = obligations.acknowledge(duty, at=at, by=by)
    _log("duty_acknowledged", row, by, at)
    return row


@transaction.atomic
def snooze_duty(*, duty: Obligation, by: User, until: datetime, reason_code: str) -> Obligation:
    """Put off the reminders to the actor until `until` (UTC); escalations go on. Raises Blocked where the rule forbids it."""
    at = clock.now()
    row = obligations.snooze(duty, until=until, reason_code=reason_code, at=at, by=by)
    _log("duty_snoozed", row, by, at)
    return row


@transaction.atomic
def waive_duty(*, duty: Obligation, by: User, reason: str) -> Obligation:
    """Say that a duty does not apply, in 20 characters or more; where the rule has a citation a second person confirms (handbook 8.1)."""
    at = clock.now()
    row = obligations.waive(duty, reason=reason, at=at, by=by)
    _log("duty_waiver_asked" if row.state == Obligation.State.OPEN else "duty_waived", row, by, at)
    return row


@transaction.atomic
def confirm_duty_waiver(*, duty: Obligation, by: User) -> Obligation:
    """A second person confirms that a duty does not apply. Raises Blocked for the person who asked."""
    at = clock.now()
    row = obligations.confirm_waiver(duty, at=at, by=by)
    _log("duty_waived", row, by, at)
    return row


def _log(action: str, row: Obligation, by: User, at: datetime) -> None:
    about = (row.about_kind, row.about_id)
    audit.record(action, by=by, at=at, code=row.code, about=about, district_id=row.district_id, detail=f"{row.rule}:{row.id}")
