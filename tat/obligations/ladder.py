"""Climbs the rule's ladder: who is told of a duty whose next rung has come, and when the rung after that is."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from tat import notices
from tat.models import Obligation
from tat.obligations.claimed import Claimed, Duty
from tat.obligations.people import audience
from tat.obligations.roster import Roster, roster
from tat.statements import array, ask
from tat.statutes import RULES, Due
from tat.statutes.ladders import Recipient, Step, next_day, steps

INSTANT = timedelta(microseconds=1)
REMINDERS = frozenset({Recipient.ACTOR, Recipient.CASE_MANAGER})
NOBODY = "nobody_to_tell"

# One statement for any number of rows: their next rungs, and the events. Arrays travel as text, which is written and read at a tenth of
# the cost; those of people stay it until the row has them, since unnest would flatten them.
MOVE_SQL = """
with moved as (
  update tat_obligation o set next_step_at = nullif(v.next_step_at, '')::timestamptz, last_step = v.last_step,
         escalated_to = v.escalated_to::bigint[]
    from unnest(%s::uuid[], %s::text[], %s::text[], %s::text[]) as v(id, next_step_at, last_step, escalated_to)
   where o.id = v.id)
insert into tat_obligationevent (id, obligation_id, at, kind, step, reason_code)
select gen_random_uuid(), e.id, %s, 'step', e.step, e.reason_code
  from unnest(%s::uuid[], %s::text[], %s::text[]) as e(id, step, reason_code)
"""


class Happened(NamedTuple):
    """A rung that was climbed; the reason stands where nobody was there to be told."""

    duty: Duty
    step: str
    reason_code: str


class Rung(NamedTuple):
    """Where one duty's ladder stands at one moment: the step to send now, those that passed unsent, the time of the next."""

    duty: Duty
    send: tuple[Step, ...]
    passed: tuple[Step, ...]
    next_at: datetime | None


def first_step_at(duty: Obligation) -> datetime | None:
    """When the ladder begins; None where the rule is only listed."""
    return next((step.at for step in _ahead(duty, duty.triggered_at - INSTANT)), None)


def resume(duty: Obligation, at: datetime) -> datetime | None:
    """When the ladder goes on after its due time or its steps changed: at the first step later than the last one climbed.

    That step may have passed: then the next sweep sends what is current. A last step that lies ahead again is climbed again.
    """
    begin = duty.triggered_at - INSTANT
    come, _ = _until(duty, begin, at)
    climbed = [step.at for step in come if step.key == duty.last_step]
    after = climbed[-1] if climbed else at if duty.last_step else begin
    return next((step.at for step in _ahead(duty, after)), None)


def _ahead(duty: Duty, after: datetime) -> Iterator[Step]:
    """The steps later than `after`, in order; X6 repeats its last one daily without end."""
    rule, acknowledged, put_off = RULES[duty.rule], duty.acknowledged_at is not None, duty.snoozed_until is not None
    due = Due(duty.legal_due_at, duty.target_due_at, (), duty.not_before_at)
    for step in steps(rule, duty.triggered_at, due, urgent=duty.urgent, since=after + INSTANT):
        if step.at > after:
            after = step.at
            if not (acknowledged and step.until_acknowledged) and not (put_off and _is_put_off(duty, step)):
                yield step
    while daily := next_day(rule, duty.triggered_at, due, after, urgent=duty.urgent):
        after = daily.at
        yield daily


def _is_put_off(duty: Duty, step: Step) -> bool:
    """A reminder to the actor alone waits until the time to which it was put off; an escalation never does."""
    return duty.snoozed_until is not None and step.at < duty.snoozed_until and REMINDERS.issuperset(step.to)


def _until(duty: Duty, after: datetime, at: datetime) -> tuple[list[Step], datetime | None]:
    """The steps later than `after` that have come at `at`, and when the next one comes."""
    come: list[Step] = []
    for step in _ahead(duty, after):
        if step.at > at:
            return come, step.at
        come.append(step)
    return come, None


def rung(duty: Duty, at: datetime, *, opening: bool = False) -> Rung:
    """After an outage only the current step is sent. A duty that opens late tells its actor, whom nobody has told, all the same."""
    since = (duty.triggered_at if opening else duty.next_step_at or at) - INSTANT
    come, next_at = _until(duty, since, at)
    if not opening:
        return Rung(duty, tuple(come[-1:]), tuple(come[:-1]), next_at)
    first = (step for step in come[:-1] if step.at == duty.triggered_at)
    return Rung(duty, (*come[-1:], *first), (), next_at)


def climb(duties: Sequence[Claimed], at: datetime) -> bytes:
    """Tell the people of every rung that has come, in a few statements for any number of rows, and move each row to its next rung.

    The caller holds the rows' locks. Returns a digest of what was told.
    """
    telling, happened = step_on(duties, at)
    _store(duties, happened, at)
    told = notices.tell(telling, at=at)
    return hashlib.sha256("\n".join(sorted(told)).encode()).digest()


def step_on(duties: Sequence[Duty], at: datetime, *, opening: bool = False) -> tuple[list[notices.Telling], list[Happened]]:
    """Set each row to its next rung, unsaved; what is to be told and written down with it. `opening`: the rows are about to be made."""
    people = roster(duties, at)
    telling: list[notices.Telling] = []
    happened: list[Happened] = []
    for duty in duties:
        one = rung(duty, at, opening=opening)
        if one.passed:
            telling += _passed(people, one)
        for step in one.send:
            actors, escalated = audience(people, duty, step.to, late=_is_late(duty, step))
            telling += [notices.Telling(duty, step.key, user) for user in (*actors, *escalated)]
            happened.append(Happened(duty, step.key, "" if actors or escalated else NOBODY))
            if escalated:
                duty.escalated_to = [*dict.fromkeys((*duty.escalated_to, *escalated))]
        duty.next_step_at = one.next_at
        duty.last_step = one.send[0].key if one.send else duty.last_step
    return telling, happened


def _passed(people: Roster, one: Rung) -> list[notices.Telling]:
    return [
        notices.Telling(one.duty, step.key, user, skipped=True)
        for step in one.passed
        for user in audience(people, one.duty, step.to, late=_is_late(one.duty, step)).everyone
    ]


def _is_late(duty: Duty, step: Step) -> bool:
    due_at = duty.due_at()
    return due_at is not None and step.at > due_at


def _store(duties: Sequence[Claimed], happened: Sequence[Happened], at: datetime) -> None:
    moved = (
        array([duty.pk for duty in duties]),
        array([duty.next_step_at.isoformat() if duty.next_step_at else "" for duty in duties]),
        array([duty.last_step for duty in duties]),
        array(["{" + ",".join(map(str, duty.escalated_to)) + "}" for duty in duties]),
    )
    events = (
        array([str(one.duty.pk) for one in happened]),
        array([one.step for one in happened]),
        array([one.reason_code for one in happened]),
    )
    ask(MOVE_SQL, (*moved, at, *events))
