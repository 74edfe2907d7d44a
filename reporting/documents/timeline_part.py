"""The timeline of a case on paper: every act, and what became of each duty, the oldest first."""

from datetime import datetime
from typing import Any

from cases.actions.event_kinds import HELD
from cases.actions.happened import Wanted, happened, merged_codes
from cases.models import Case

LONGEST = 5_000


def timeline_part(case: Case, at: datetime) -> dict[str, Any]:
    """Everything but what fewer people read than print the case: who opened a reporter's name or a tip's text, and a target's plan.

    What is merged into the case stands among it, marked. `more` says that the paper ends before the end.
    """
    codes = merged_codes(case)
    held = frozenset().union(*HELD.values())
    rows = happened(Wanted(ids=list(codes), at=at, held=held, oldest_first=True), LONGEST + 1)
    events = [{"row": row, "merged": codes[row.of] if row.of != case.pk else ""} for row in rows[:LONGEST]]
    return {"events": events, "more": len(rows) > LONGEST}
