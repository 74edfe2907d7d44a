"""The rows that a sweep holds, as lean as very many of them must be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tat.models import Obligation
from tat.statements import ask


@dataclass(slots=True)
class Claimed:
    """What the ladder needs of a row that a sweep holds, in the order of CLAIM_SQL: an Obligation would cost ten times as much."""

    pk: str
    rule: str
    about_id: str
    district_id: int
    building_id: int | None
    team_id: int | None
    actor_role: str
    actor_id: int | None
    handed_by_id: int | None
    in_person: bool
    escalated_to: Sequence[int]
    urgent: bool
    practice: bool
    restricted: bool
    triggered_at: datetime
    legal_due_at: datetime | None
    target_due_at: datetime | None
    not_before_at: datetime | None
    acknowledged_at: datetime | None
    snoozed_until: datetime | None
    next_step_at: datetime | None
    last_step: str
    code: str
    turn: int

    def due_at(self) -> datetime | None:
        """As of an Obligation."""
        return self.legal_due_at or self.target_due_at


CLAIM_SQL = """
select id::text, rule, about_id::text, district_id, building_id, team_id, actor_role, actor_id, handed_by_id, in_person, escalated_to,
       urgent, practice, restricted, triggered_at, legal_due_at, target_due_at, not_before_at, acknowledged_at, snoozed_until, next_step_at,
       last_step, code, turn
  from tat_obligation where state = 'open' and next_step_at <= %s order by tat_obligation.next_step_at limit %s for update skip locked
"""
Duty = Obligation | Claimed


def claim(size: int, at: datetime) -> list[Claimed]:
    """Up to so many rows whose next rung has come, the longest due first, locked; those that another holds are passed over."""
    return [Claimed(*row) for row in ask(CLAIM_SQL, (at, size))]
