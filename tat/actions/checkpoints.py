"""Checkpoints of the log: signed every hour and laid down outside this machine, mailed daily, and held against the log each night."""

import logging
import os
from datetime import datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from tat import audit, clock, health
from tat.audit import Problem, checkpoints
from tat.audit.checkpoints import Kept, Statement
from tat.models import Appointment, Checkpoint, LogCheck, LogHead
from tat.notices.witnesses import has_checkpoint, tell_checkpoint
from tat.roles import Role
from tat.statutes import CENTRAL, local_date
from tat.vault import signing

EVERY = timedelta(minutes=55)
"""With beat's five minutes, no entry is longer than an hour without a checkpoint."""
SETTLED = timedelta(minutes=10)
"""No request or task lasts longer: looks older than this are all there, and none comes in behind them."""
MORNING = time(6)
WITNESSES = 2
LOCK = 7002

log = logging.getLogger(__name__)


@transaction.atomic
def make_checkpoint(*, restored: bool = False) -> Checkpoint | None:
    """Sign where the log stands and write it outside; None where the last one is younger than 55 minutes or there is no key.

    `restored`: the log goes on from here after a restore. Raises OSError, with nothing signed, where CHECKPOINT_DIR cannot be written.
    """
    if not settings.CHECKPOINT_KEY_FILE:
        return None
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
    at = clock.now()
    last = Checkpoint.objects.order_by("-at").first()
    if last and not restored and at - last.at < EVERY:
        return None
    kept = checkpoints.signed(_statement(at, last, restored), signing.signer(settings.CHECKPOINT_KEY_FILE))
    fields = {name: getattr(kept.statement, name) for name in kept.statement.__dataclass_fields__}
    row = Checkpoint.objects.create(signer=kept.signer, signature=kept.signature, **fields)
    _lay_down(kept, at)
    audit.record("checkpoint_signed", by=None, at=at, detail=str(row.seq), digest=bytes(row.hash))
    return row


def _statement(at: datetime, last: Checkpoint | None, restored: bool) -> Statement:
    head = LogHead.objects.get()
    since, until = (last.reads_until if last else None), at - SETTLED
    if since and since > until:
        until = since
    reads, digest = checkpoints.reads_between(since, until)
    return Statement(settings.SITE_URL[:200], at, head.seq, bytes(head.hash), since, until, reads, digest, restored)


def _lay_down(kept: Kept, at: datetime) -> None:
    """Only ever added to: the folder may be a second host's, which lets files grow and not change."""
    if not settings.CHECKPOINT_DIR:
        return
    folder = Path(settings.CHECKPOINT_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    out = os.open(folder / f"checkpoints-{at:%Y-%m}.txt", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        os.write(out, (kept.line() + "\n").encode())
        os.fsync(out)
    finally:
        os.close(out)
    health.beat(health.CHECKPOINT, at)


@transaction.atomic
def mail_checkpoint() -> int:
    """After 6:00 local, once a day, the last checkpoint goes to each district's custodians, two people at least. Returns to how many."""
    at = clock.now()
    day = f"{local_date(at):%Y-%m-%d}"
    if at.astimezone(CENTRAL).time() < MORNING or has_checkpoint(day):
        return 0
    last = Checkpoint.objects.order_by("-at").first()
    people = _witnesses(at) if last else set()
    if last and people:
        tell_checkpoint(sorted(people), checkpoint_id=last.id, day=day, at=at)
        audit.record("checkpoint_mailed", by=None, at=at, detail=str(last.seq), count=len(people))
    return len(people)


def _witnesses(at: datetime) -> set[int]:
    """Each district's records custodians; where there is but one, its superintendent too."""
    held = Appointment.objects.held_on(local_date(at)).filter(building=None, user__is_active=True)
    held = held.filter(role__in=[Role.CUSTODIAN, Role.SUPERINTENDENT])
    offices: dict[int, dict[str, set[int]]] = {}
    for district, role, user in held.values_list("district_id", "role", "user_id"):
        offices.setdefault(district, {Role.CUSTODIAN.value: set(), Role.SUPERINTENDENT.value: set()})[role].add(user)
    found: set[int] = set()
    for each in offices.values():
        keepers = each[Role.CUSTODIAN.value]
        found |= keepers if len(keepers) >= WITNESSES else keepers | each[Role.SUPERINTENDENT.value]
    return found


def check_log() -> list[Problem]:
    """Work the whole chain out again and hold it against the kept checkpoints; what does not hold keeps the health page red."""
    problems = [*audit.verify(), *_against_kept()]
    with transaction.atomic():
        at, entries = clock.now(), LogHead.objects.values_list("seq", flat=True).first() or 0
        first_bad = min((problem.seq for problem in problems), default=None)
        LogCheck.objects.create(at=at, entries=entries, first_bad=first_bad, problems=len(problems))
        detail = "holds" if first_bad is None else f"first bad entry {first_bad}"
        audit.record("log_checked", by=None, at=at, count=min(entries, 2**31 - 1), detail=detail)
    if problems:
        log.error("the log does not hold: %d problems, the first at entry %d", len(problems), first_bad)
    return problems


def _against_kept() -> list[Problem]:
    """Those of this machine's folder; one that cannot be read is a problem, since somebody may have spoilt it."""
    if not (settings.CHECKPOINT_DIR and settings.CHECKPOINT_KEY_FILE and Path(settings.CHECKPOINT_DIR).is_dir()):
        return []
    try:
        kept = checkpoints.in_folder(Path(settings.CHECKPOINT_DIR))
    except (ValueError, OSError) as fault:
        return [Problem(0, "unread", str(fault) if isinstance(fault, ValueError) else "The kept checkpoints cannot be read.")]
    return checkpoints.against(kept, signing.signer(settings.CHECKPOINT_KEY_FILE).public)
