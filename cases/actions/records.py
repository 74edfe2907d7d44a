"""The review of records: each source seen, found empty, or not available, with a note (4:190-AP2, Triage)."""

from django.db import transaction

from cases.access import locked_case
from cases.actions.logs import log_case
from cases.actions.moves import touch_facts
from cases.actions.stamps import stamp
from cases.models import Case, RecordsReview
from tat import clock
from tat.models import User
from tat.roles import Permission
from tat.workflow import Blocked

CLOSED = "This case is closed. Reopen it before anything is added."
CHOOSE = "Choose the source, and what came of looking."
REASON = "Write why this source was not looked into (4:190-AP2, Triage: “as necessary and appropriate”)."
FOUND = "Write what was seen, from which record and of which date."


@transaction.atomic
def review_records(*, case: Case, by: User, source: str, result: str, note: str = "") -> RecordsReview:
    """Add one look into one source; a later look is a new row. It is a new fact: opinions given before ask to be confirmed.

    Raises Blocked for what was seen without saying what, and for what was not looked into without a reason.
    """
    at = clock.now()
    locked = locked_case(case.id, by=by, permission=Permission.ASSESS, at=at)
    wrong = (
        (CLOSED, not locked.is_open()),
        (CHOOSE, source not in RecordsReview.Source.values or result not in RecordsReview.Result.values),
        (FOUND, result == RecordsReview.Result.SEEN and not note.strip()),
        (REASON, result == RecordsReview.Result.NOT_AVAILABLE and not note.strip()),
    )
    if problems := tuple(sentence for sentence, is_so in wrong if is_so):
        raise Blocked(problems)
    review = RecordsReview.objects.create(case=locked, source=source, result=result, note=note.strip(), **stamp(by, at))
    touch_facts(locked)
    log_case("records_reviewed", locked, by=by, at=at)
    return review
