"""The dead man's switch: an outside watcher is told that all is well, and misses it when it is not (security.md 8)."""

import http.client
import logging
import urllib.request

from django.conf import settings

from tat import clock, health

TIMEOUT = 10  # seconds

log = logging.getLogger(__name__)


def tell_watcher() -> bool:
    """Ask for WATCHER_URL, but only while nothing is wrong; whether the watcher answered. Without one nothing is asked.

    Wrong is what the health page says, and a checkpoint or a backup that has not left this machine in time.
    A watcher that is away is logged by the kind of fault alone: its address is a secret, and the next round asks again.
    """
    if not settings.WATCHER_URL:
        return False
    problems, _warnings = health.now()
    if problems or health.kept_outside(clock.now()):
        return False
    try:
        with urllib.request.urlopen(settings.WATCHER_URL, timeout=TIMEOUT) as answer:  # noqa: S310 - the settings admit http and https alone
            return bool(200 <= answer.status < 300)
    except (OSError, http.client.HTTPException) as error:
        log.warning("the outside watcher did not answer: %s", type(error).__name__)
        return False
