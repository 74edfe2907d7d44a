"""Files nobody came back for: what waited a day for its form, and bytes that a lost transaction left."""

from datetime import timedelta

from django.db import transaction

from tat import audit, clock, files
from tat.models import WaitingFile
from tat.uploads.waiting import remove_waiting

WAITS = timedelta(hours=24)


def sweep_files() -> int:
    """Remove both; running it twice, or two at once, changes nothing. Returns how many files waited too long."""
    files.remove_strays(WAITS)
    return _remove_waiting()


@transaction.atomic
def _remove_waiting() -> int:
    at = clock.now()
    rows = WaitingFile.objects.filter(at__lt=at - WAITS).select_related("key", "original", "display")
    late = list(rows.select_for_update(skip_locked=True, of=("self",)))
    digest = audit.digest_of([str(row.original_id) for row in late])
    for row in late:
        remove_waiting(row)
    if late:
        audit.record("waiting_files_removed", by=None, at=at, count=len(late), digest=digest)
    return len(late)
