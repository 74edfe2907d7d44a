"""What beat asks of triage: nothing waits past its time."""

import logging
from uuid import UUID

from celery import shared_task
from django.db import DatabaseError

from tat import clock
from triage.actions import awaited
from triage.actions.consultations import settle_questions
from triage.actions.keeping import keep_triage_moving, waiting
from triage.actions.tips import keep_tips

log = logging.getLogger(__name__)


@shared_task(name="triage.tasks.open_silent_seals")
def open_silent_seals() -> int:
    """Bring on every case that waits; each in its own transaction, so that one that fails keeps no other back."""
    return sum(bool(_keep(case_id)) for case_id in waiting(clock.now()))


@shared_task(name="triage.tasks.reconcile_tips")
def reconcile_tips() -> int:
    """Start the review of every tip that has none and whatever reports in cases wait for without a row, forget the words of receipts
    that were not opened in time, and pass on questions to a team whose people have changed; how many.
    """
    return keep_tips() + awaited.reconcile() + settle_questions()


def _keep(case_id: UUID) -> str:
    try:
        return keep_triage_moving(case_id=case_id)
    except DatabaseError as failed:
        log.error("triage of case %s could not be brought on: %s", case_id, type(failed).__name__)
        return ""
