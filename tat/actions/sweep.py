"""The sweep: every duty whose next rung has come is climbed. Running it twice, or two at once, changes nothing."""

import contextlib
import gc
import logging
from collections.abc import Iterator

from django.db import transaction

from tat import audit, clock, health
from tat.actions.reading import tell_alerts
from tat.obligations.claimed import claim
from tat.obligations.ladder import climb
from tat.statements import ask

CHUNK = 10_000
LOCK = 7_264_019  # one sweep at a time is an economy; the rows' own locks are what keeps two apart

ALONE_SQL = "select pg_try_advisory_xact_lock(%s), set_config('random_page_cost', '1.1', true)"

log = logging.getLogger(__name__)


def sweep(*, chunk: int = CHUNK) -> int:
    """Climb all duties whose time has come, a chunk to a transaction, and beat. Returns how many.

    A host whose clock is 30 seconds off the database's stops sweeping, and its silence is seen.
    """
    if abs(health.host_skew()) > health.SKEW_STOPS:
        log.error("this host's clock is too far off the database's: it does not sweep")
        return 0
    swept = count = sweep_chunk(chunk)
    while count == chunk:  # a chunk that is not full was the last
        count = sweep_chunk(chunk)
        swept += count
    tell_alerts()
    health.beat(health.SWEEP, clock.now())
    return swept


@transaction.atomic
def sweep_chunk(size: int) -> int:
    """Claim up to `size` rows that no other sweep holds, tell their people, and write one log entry with count and digest."""
    at = clock.now()
    with _nothing_collected():
        duties = claim(size, at) if _is_alone() else []
        if duties:
            digest = climb(duties, at)
            audit.record("sweep", by=None, at=at, count=len(duties), digest=digest)
    return len(duties)


@contextlib.contextmanager
def _nothing_collected() -> Iterator[None]:
    """A chunk makes no cycles: Python's search for them, set off by so many new rows, would take a fifth of its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _is_alone() -> bool:
    """Whether no other sweep runs. The rows of a chunk are then found by their keys: of a large table the planner would read all."""
    ((alone, _),) = ask(ALONE_SQL, (LOCK,))
    return bool(alone)
