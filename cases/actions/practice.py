"""A duty of a practice case that would tell somebody outside: nobody is told, and a player ends it with what the exercise said (ADR 28)."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cases.access import case_behind, locked_case
from cases.actions.logs import log_case
from cases.models import Case
from tat import clock, obligations
from tat.models import Obligation, User
from tat.roles import Permission
from tat.workflow import Blocked

TO_POLICE = ("LVL-LE", "FIR-LE", "FIR-LE2", "DRG-LE2", "DRG-48", "BAT-LE", "SAFE-LE", "OTH-LE", "CPD-ISP", "CPD-DHS")
TO_FAMILIES = ("FIR-PG", "GUN-PG", "EMR-PG", "EMR-REC", "LVL-NTF", "REL-PRE")
TO_OTHERS = ("LVL-ADM", "LVL-CON", "LVL-CRI", "OTH-DCFS", "FIR-SIRS", "DRG-SIRS", "BAT-SIRS")
TOLD_OUTSIDE = frozenset({*TO_POLICE, *TO_FAMILIES, *TO_OTHERS})
"""Rules whose own pages make a notice, a call or an entry in a portal: in practice none is made."""
OVER = "This duty has already ended."


@transaction.atomic
def practise_duty(*, duty: Obligation, by: User) -> Obligation:
    """End one duty of a practice case by a player's word. Raises Http404 for who does not play, PermissionDenied for any other duty."""
    at = clock.now()
    locked = locked_case(case_behind(duty).id, by=by, permission=Permission.VIEW_CASE, at=at)
    row = Obligation.objects.select_related("district").get(pk=duty.pk)
    if not row.practice or row.rule not in TOLD_OUTSIDE:
        raise PermissionDenied
    if row.state != Obligation.State.OPEN:
        raise Blocked((OVER,))
    met = obligations.meet(row, at=at, by=by, proof_ref=f"practice:{row.id}")
    log_case("duty_practised", locked, by=by, at=at, detail=f"{row.rule}:{row.id}")
    return met


def end_duties(case: Case, *, by: User, at: datetime) -> None:
    """Supersede what is open when the exercise ends. The calling action locks the case and writes the log."""
    for row in Obligation.objects.open().about("case", case.pk).order_by("pk"):
        obligations.supersede(row, at=at, by=by, reason_code="exercise_ended")
