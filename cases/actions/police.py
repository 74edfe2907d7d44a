"""Police told of another threat, as necessary and appropriate (OTH-LE, 4:190-AP2): a person decides it and says why."""

from django.db import transaction

from cases.actions.duties import start_duty
from cases.actions.locks import locked_open, refuse
from cases.actions.logs import log_case
from cases.actions.stamps import stamp
from cases.models import Case, Note
from tat import clock
from tat.models import Obligation, User
from tat.roles import Permission

RULE = "OTH-LE"
DECIDED = "Law enforcement is to be told: {reason}"
REASON = "Write why law enforcement is to be told, though no other rule asks for it."
WAITS = "It is decided already that law enforcement is to be told. Record the notice below once it has been."


@transaction.atomic
def ask_for_police(*, case: Case, by: User, reason: str) -> Obligation:
    """Decide that law enforcement is told, with the reason as a note of the case; the duty stays listed until the ledger has the notice.

    Raises Blocked without a reason, and while the same decision waits already.
    """
    at = clock.now()
    locked = locked_open(case, by=by, at=at, permission=Permission.NOTIFY)
    waits = Obligation.objects.open().about("case", locked.id).filter(rule=RULE).exists()
    refuse(("reason", WAITS, waits), ("reason", REASON, not reason.strip()))
    note = Note.objects.create(case=locked, text=DECIDED.format(reason=reason.strip()), is_change=False, **stamp(by, at))
    duty = start_duty(RULE, locked, trigger_ref=f"note:{note.id}", triggered_at=at, at=at, by=by)
    log_case("police_asked", locked, by=by, at=at, detail=f"note:{note.id}")
    return duty
