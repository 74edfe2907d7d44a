"""The duties that directions make: one for each team, of its lead; derived again from the facts, so that a fault loses none."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from reporting.models import Direction, DirectionTeam
from tat import audit, clock, obligations
from tat.actions.team_leads import lead_buildings as lead_buildings
from tat.models import Obligation, User
from tat.obligations import Opening

RULE, ABOUT = "DIR-ACK", "direction"
WITHDRAWN = "withdrawn"
ONE_DAY = timedelta(days=1)


def start_duties(rows: Sequence[DirectionTeam], *, at: datetime, by: User | None) -> list[Obligation]:
    """Start the duty of each, due at the end of the direction's day; the row there already is kept. The calling action writes the log."""
    leads = lead_buildings({row.team for row in rows}, at)
    openings = [
        Opening(
            rule_code=RULE,
            about=(ABOUT, row.direction_id),
            trigger_ref=row.ref,
            triggered_at=row.direction.recorded_at,
            district=row.direction.district,
            building=leads.get(row.team_id),
            team=row.team,
            anchor=row.direction.due_on + ONE_DAY,
        )
        for row in rows
    ]
    return obligations.start_all(openings, at=at, by=by) if openings else []


def duty_of(row: DirectionTeam, *, at: datetime, by: User | None) -> Obligation:
    """The duty of one team, started where a fault has lost it."""
    return start_duties([row], at=at, by=by)[0]


def reconcile() -> int:
    """Start the duties that are missing, and end those that were met or withdrawn. Running it twice, or two at once, changes nothing more.

    One log entry, with count and digest, where it changed something. Returns how many.
    """
    with transaction.atomic():
        at = clock.now()
        changed = [*_started(at), *_met(at), *_superseded(at)]
        if changed:
            digest = hashlib.sha256("\n".join(sorted(changed)).encode()).digest()
            audit.record("directions_reconciled", by=None, at=at, count=len(changed), digest=digest)
    return len(changed)


def _started(at: datetime) -> list[str]:
    known = Obligation.objects.filter(rule=RULE, about_kind=ABOUT, about_id=OuterRef("direction_id"), team_id=OuterRef("team_id"))
    rows = DirectionTeam.objects.filter(~Exists(known), acknowledged_at=None, direction__withdrawn_at=None)
    found = list(rows.select_related("direction__district", "team"))
    start_duties(found, at=at, by=None)
    return [row.ref for row in found]


def _open() -> dict[str, Obligation]:
    return {duty.trigger_ref: duty for duty in Obligation.objects.open().filter(rule=RULE, about_kind=ABOUT)}


def _met(at: datetime) -> list[str]:
    waiting = _open()
    rows = DirectionTeam.objects.filter(direction_id__in={duty.about_id for duty in waiting.values()}, acknowledged_at__isnull=False)
    left = [row for row in rows.select_related("acknowledged_by") if row.ref in waiting]
    for row in left:
        obligations.meet(waiting[row.ref], at=at, by=row.acknowledged_by, proof_ref=row.ref, occurred_at=row.acknowledged_at)
    return [row.ref for row in left]


def _superseded(at: datetime) -> list[str]:
    about = {duty.about_id for duty in _open().values()}
    withdrawn = Direction.objects.filter(pk__in=about, withdrawn_at__isnull=False).values_list("pk", flat=True)
    ended = [duty for each in withdrawn for duty in obligations.supersede_all(RULE, (ABOUT, each), at=at, reason_code=WITHDRAWN)]
    return [duty.trigger_ref for duty in ended]
