"""Opens obligations: a rule and its trigger in, one row with its clock out; starting twice is harmless."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from tat import notices
from tat.models import Building, District, Obligation, ObligationEvent, Team, User
from tat.obligations.due import reckon, set_due
from tat.obligations.ladder import first_step_at, step_on
from tat.statutes import RULES

STARTED, STEP = ObligationEvent.Kind.STARTED, ObligationEvent.Kind.STEP
Key = tuple[str, str, uuid.UUID, str]


@dataclass(frozen=True, kw_only=True)
class Opening:
    """One duty to open. `trigger_ref` is kind and UUID of the fact row, so that a reconciliation makes the same key.

    `actor` None leaves the duty to whoever holds the rule's role for the team or building at each moment. `urgent` takes the
    shorter of a rule's two targets; `anchor` is the date or instant that BEFORE, WITH and EVERY clocks look at.
    """

    rule_code: str
    about: tuple[str, uuid.UUID]
    trigger_ref: str
    triggered_at: datetime
    district: District
    building: Building | None = None
    team: Team | None = None
    actor: User | None = None
    code: str = ""
    practice: bool = False
    restricted: bool = False
    urgent: bool = False
    in_person: bool = False
    anchor: date | None = None

    @property
    def key(self) -> Key:
        return (self.rule_code, self.about[0], self.about[1], self.trigger_ref)


def start(
    rule_code: str,
    *,
    about: tuple[str, uuid.UUID],
    trigger_ref: str,
    triggered_at: datetime,
    at: datetime,
    district: District,
    building: Building | None = None,
    team: Team | None = None,
    actor: User | None = None,
    code: str = "",
    practice: bool = False,
    restricted: bool = False,
    urgent: bool = False,
    in_person: bool = False,
    anchor: date | None = None,
    by: User | None = None,
) -> Obligation:
    """Open one duty, or return the one that is there (open or ended) for this rule, thing and trigger. KeyError for an unknown rule."""
    opening = Opening(
        rule_code=rule_code,
        about=about,
        trigger_ref=trigger_ref,
        triggered_at=triggered_at,
        district=district,
        building=building,
        team=team,
        actor=actor,
        code=code,
        practice=practice,
        restricted=restricted,
        urgent=urgent,
        in_person=in_person,
        anchor=anchor,
    )
    return start_all([opening], at=at, by=by)[0]


def start_all(openings: Sequence[Opening], *, at: datetime, by: User | None = None) -> list[Obligation]:
    """Open several duties of one act, in as many statements as one takes; the rows come back in the same order."""
    with transaction.atomic(savepoint=False):
        fresh = [_row(opening, at) for opening in openings]
        at_once = any(row.next_step_at and row.next_step_at <= at for row in fresh)
        telling, climbed = step_on(fresh, at, opening=True) if at_once else ([], [])
        Obligation.objects.bulk_create(fresh, ignore_conflicts=True)
        kept = _kept(openings)
        rows = [kept[opening.key] for opening in openings]
        new = {row.pk for row in kept.values()} & {row.pk for row in fresh}
        started = [ObligationEvent(obligation=row, at=at, kind=STARTED, by=by, new_due_at=row.due_at()) for row in fresh if row.pk in new]
        steps = [
            ObligationEvent(obligation_id=one.duty.pk, at=at, kind=STEP, step=one.step, reason_code=one.reason_code)
            for one in climbed
            if one.duty.pk in new
        ]
        ObligationEvent.objects.bulk_create([*started, *steps])
        notices.tell([one for one in telling if one.obligation.pk in new], at=at)
    return rows


def _row(opening: Opening, at: datetime) -> Obligation:
    rule = RULES[opening.rule_code]
    row = Obligation(
        rule=rule.code,
        rule_edition=rule.edition,
        about_kind=opening.about[0],
        about_id=opening.about[1],
        code=opening.code,
        trigger_ref=opening.trigger_ref,
        district=opening.district,
        building=opening.building,
        team=opening.team,
        actor_role=rule.actor,
        actor=opening.actor,
        urgent=opening.urgent,
        in_person=opening.in_person,
        cited=rule.cited,
        practice=opening.practice,
        restricted=opening.restricted,
        triggered_at=opening.triggered_at,
        recorded_at=at,
    )
    set_due(row, reckon(rule.code, opening.triggered_at, opening.district, anchor=opening.anchor, urgent=opening.urgent))
    row.next_step_at = first_step_at(row)
    return row


def _kept(openings: Iterable[Opening]) -> dict[Key, Obligation]:
    """The rows that stand for these openings, whoever opened them."""
    wanted = {opening.key for opening in openings}
    rows = Obligation.objects.filter(
        rule__in={key[0] for key in wanted}, about_id__in={key[2] for key in wanted}, trigger_ref__in={key[3] for key in wanted}
    ).select_related("district", "building", "team", "actor")
    found = {(row.rule, row.about_kind, row.about_id, row.trigger_ref): row for row in rows}
    return {key: found[key] for key in wanted}
