"""Whether the loops still beat and mail still leaves: silence is an alarm."""

import logging
import socket
import time
from datetime import datetime, timedelta

from django.db import Error, connection

from tat import clock, notices
from tat.models import Heartbeat, LogCheck, Notice, ObligationEvent
from tat.notices.restored import paused as notices_are_paused
from tat.obligations.ladder import NOBODY

SWEEP, SENDER, BEAT = "sweep", "sender", "beat"
CHECKPOINT, BACKUP = "checkpoint", "backup"
OLDEST_CHECKPOINT, OLDEST_BACKUP = timedelta(minutes=65), timedelta(hours=26)
SILENT_AFTER = timedelta(minutes=3)
WAITING_TOO_LONG = timedelta(minutes=10)
SKEW_WARNS, SKEW_STOPS = timedelta(seconds=2), timedelta(seconds=30)
REMEMBERED = timedelta(days=7)

log = logging.getLogger(__name__)


def beat(name: str, at: datetime) -> timedelta:
    """One round of a loop is done. Returns how far this host's clock is ahead of the database's; warns of two seconds."""
    skew = host_skew()
    if abs(skew) > SKEW_WARNS:
        log.warning("this host's clock is %d s off the database's", skew.total_seconds())
    row = {"at": at, "host": socket.gethostname()[:100], "clock_offset_ms": skew // timedelta(milliseconds=1)}
    Heartbeat.objects.update_or_create(name=name, defaults=row)
    return skew


def host_skew() -> timedelta:
    """This host's clock minus the database server's, the machine's clocks both: an offset put into tat_now() is no skew."""
    with connection.cursor() as cursor:
        cursor.execute("select extract(epoch from clock_timestamp())")
        (server,) = cursor.fetchone()
    return timedelta(seconds=time.time() - float(server))


def silence(at: datetime, name: str = SWEEP) -> timedelta | None:
    """How long a loop has been silent; None where it never ran."""
    last = Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()
    return max(at - last, timedelta(0)) if last else None


def now() -> tuple[list[str], list[str]]:
    """Problems and warnings at this moment; a database that does not answer is a problem."""
    try:
        at = clock.now()
        return problems(at), warnings(at)
    except Error:
        return ["The database does not answer."], []


def problems(at: datetime) -> list[str]:
    """What is wrong, as sentences without personal data; empty when reminders and mail run."""
    silent, waited = silence(at), notices.oldest_waiting(at)
    found = []
    if silent is None:
        found.append("The sweep has not run yet.")
    elif silent > SILENT_AFTER:
        found.append(f"The sweep has been silent for {silent // timedelta(minutes=1)} minutes.")
    if waited > WAITING_TOO_LONG:
        found.append(f"A notice has waited for {waited // timedelta(minutes=1)} minutes.")
    if notices_are_paused():
        found.append("This is a restored database; mail waits for a person to confirm it. Type: manage.py confirm_restore")
    bad = LogCheck.objects.order_by("-at").values_list("first_bad", flat=True).first()
    if bad is not None:
        found.append(f"The log does not hold; the first bad entry is {bad}. Type: manage.py verify_log")
    return found


def kept_outside(at: datetime) -> list[str]:
    """What should leave this machine by itself and has not: checkpoints of the log for 65 minutes, a backup for 26 hours."""
    found = []
    for name, words, oldest in ((CHECKPOINT, "checkpoint of the log", OLDEST_CHECKPOINT), (BACKUP, "backup", OLDEST_BACKUP)):
        age = silence(at, name)
        if age is None:
            found.append(f"No {words} has been made yet.")
        elif age > oldest:
            found.append(f"The last {words} is {age // timedelta(minutes=1)} minutes old.")
    return found


def warnings(at: datetime) -> list[str]:
    """What needs the administrator's eye and does not stop the clocks."""
    lately = at - REMEMBERED
    dead = Notice.objects.filter(state=Notice.State.DEAD, created_at__gte=lately).count()
    unheard = ObligationEvent.objects.filter(kind=ObligationEvent.Kind.STEP, reason_code=NOBODY, at__gte=lately).count()
    found = [f"Notices given up after 72 hours: {dead}."] if dead else []
    return found + ([f"Reminders with nobody to tell: {unheard}."] if unheard else [])
