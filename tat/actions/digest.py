"""The daily list: one notice for each person for whom something is open, written once a local day."""

from datetime import datetime, time

from django.db import transaction

from tat import audit, clock, notices
from tat.models import Obligation, User
from tat.obligations.roster import roster
from tat.statutes import CENTRAL

MORNING = time(6)
CHUNK = 2000


@transaction.atomic
def write_digests() -> int:
    """After 6:00 local, write today's rows; a second run on the same day adds none. Returns for how many people."""
    at = clock.now()
    local = at.astimezone(CENTRAL)
    if local.time() < MORNING or notices.has_digest(f"{local:%Y-%m-%d}"):
        return 0
    people = _with_open_duties(at)
    if people:
        notices.tell_daily(sorted(people), day=f"{local:%Y-%m-%d}", at=at)
        audit.record("digests_written", by=None, at=at, count=len(people))
    return len(people)


def _with_open_duties(at: datetime) -> set[int]:
    """Those who answer for an open duty or were escalated to and want the list; who may read it is asked again when the mail is written."""
    found: set[int] = set()
    batch: list[Obligation] = []
    rows = Obligation.objects.open().filter(practice=False).select_related("district").defer("waive_reason", "explanation")
    for duty in rows.iterator(chunk_size=CHUNK):
        batch.append(duty)
        if len(batch) == CHUNK:
            found |= _people(batch, at)
            batch = []
    found |= _people(batch, at) if batch else set()
    return set(User.objects.filter(pk__in=found, daily_list=True).values_list("pk", flat=True))


def _people(duties: list[Obligation], at: datetime) -> set[int]:
    people = roster(duties, at)
    able = {user for duty in duties for user in people.actors(duty) if people.is_able(duty, user)}
    return able | {user for duty in duties for user in duty.escalated_to}
