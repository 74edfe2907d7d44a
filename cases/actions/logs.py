"""The one entry that an act on a case leaves in the log."""

from datetime import datetime

from cases.models import Case
from tat import audit
from tat.models import User


def log_case(action: str, case: Case, *, by: User | None, at: datetime, occurred_at: datetime | None = None, detail: str = "") -> None:
    """Write it, last in the transaction; `detail` holds codes and references only, `by` None is the system."""
    audit.record(
        action, by=by, at=at, code=case.code, about=("case", case.id), district_id=case.district_id, occurred_at=occurred_at, detail=detail
    )
