"""How an act starts a duty about a case: the case's own columns filled in."""

from datetime import datetime

from cases.models import Case
from tat import obligations
from tat.models import Obligation, User


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
) -> Obligation:
    """Start one duty about this case; the row there already is kept. The calling action writes the log."""
    return obligations.start(
        rule_code,
        about=("case", case.id),
        trigger_ref=trigger_ref,
        triggered_at=triggered_at,
        at=at,
        district=case.district,
        building=case.building,
        team=case.team,
        actor=actor,
        code=case.code,
        practice=case.practice,
        restricted=case.restricted,
        urgent=urgent,
        by=by,
    )
