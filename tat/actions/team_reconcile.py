"""What rosters, trainings and channels ask for, derived again from the facts: a missing row is made, one that a fact answers is ended."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from tat import audit, clock
from tat.actions.mechanism_duties import settle_channels
from tat.actions.roster_checks import ABOUT, RULE, lost_checks, open_checks, start_duties
from tat.actions.training_duties import settle_members, settle_years
from tat.models import Obligation


def reconcile() -> int:
    """Running it twice, or two at once, changes nothing more. One log entry, with count and digest, where it changed something.

    Returns how many.
    """
    with transaction.atomic():
        at = clock.now()
        changed = [check.ref for check in open_checks(at)]
        changed += _lost(at)
        changed += settle_members(at, by=None) + settle_years(at, by=None) + settle_channels(at)
        if changed:
            digest = hashlib.sha256("\n".join(sorted(changed)).encode()).digest()
            audit.record("teams_reconciled", by=None, at=at, count=len(changed), digest=digest)
    return len(changed)


def _lost(at: datetime) -> list[str]:
    """Checks that wait for a signature and have lost their duty."""
    known = Obligation.objects.filter(rule=RULE, about_kind=ABOUT, about_id=OuterRef("pk"))
    rows = list(lost_checks().filter(~Exists(known)))
    start_duties(rows, at=at, by=None)
    return [check.ref for check in rows]
