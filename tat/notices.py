"""The outbox: the only writer of Notice. A row is written with its fact; the sender delivers it at least once."""

import hashlib
import logging
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from kombu.exceptions import OperationalError

from tat.models import Notice, Obligation

DELIVER = "tat.tasks.deliver_notices"
FIRST_RETRY, LONGEST_RETRY = timedelta(minutes=1), timedelta(minutes=15)
GIVEN_UP_AFTER = timedelta(hours=72)
DUTY, DIGEST, CHANGE = "duty", "digest", "change"

log = logging.getLogger(__name__)
State = Notice.State


@dataclass(frozen=True)
class Telling:
    """One person to tell of one rung; `skipped` where the rung passed while nothing was sent."""

    obligation: Obligation
    step: str
    user_id: int
    skipped: bool = False


def message_id(dedup: str) -> str:
    """Derived from the row alone: a mail sent twice carries the same one."""
    return f"<{hashlib.sha256(dedup.encode()).hexdigest()}@{urlsplit(settings.SITE_URL).hostname}>"


def tell(people: Iterable[Telling], *, at: datetime) -> None:
    """Write one waiting row for each (obligation, step, person), in one statement; rows that are there stay as they are."""
    rows = [_of_duty(telling, at) for telling in people]
    if rows:
        Notice.objects.bulk_create(rows, ignore_conflicts=True)
        publish()


def _of_duty(telling: Telling, at: datetime) -> Notice:
    duty = telling.obligation
    turn = f"@{duty.turn}" if duty.turn else ""
    dedup = f"obl:{duty.pk}:{telling.step}{turn}:{telling.user_id}:email"
    return Notice(
        dedup=dedup,
        step=telling.step,
        recipient_id=telling.user_id,
        obligation=duty,
        template=DUTY,
        code=duty.code,
        practice=duty.practice,
        message_id=message_id(dedup),
        state=State.SKIPPED if telling.skipped else State.WAITING,
        created_at=at,
        next_try_at=at,
    )


def tell_daily(user_ids: Iterable[int], *, day: str, at: datetime) -> None:
    """Write one digest row for each person and local day."""
    dedups = {user_id: f"digest:{day}:{user_id}:email" for user_id in user_ids}
    rows = [
        Notice(dedup=dedup, recipient_id=user_id, template=DIGEST, message_id=message_id(dedup), created_at=at, next_try_at=at)
        for user_id, dedup in dedups.items()
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def tell_change(user_ids: Iterable[int], *, ref: str, about_id: uuid.UUID, code: str, practice: bool, at: datetime) -> None:
    """Write one row for each person whom a change in a case concerns; it stays on Home until opened. `ref` is kind and UUID of the fact."""
    dedups = {user_id: f"change:{ref}:{user_id}:email" for user_id in user_ids}
    shared = {"template": CHANGE, "about_id": about_id, "code": code, "practice": practice, "created_at": at, "next_try_at": at}
    rows = [Notice(dedup=dedup, recipient_id=user_id, message_id=message_id(dedup), **shared) for user_id, dedup in dedups.items()]
    if rows:
        Notice.objects.bulk_create(rows, ignore_conflicts=True)
        publish()


def unopened_changes(user_id: int) -> QuerySet[Notice]:
    """The changes that this person has not opened yet, the oldest first."""
    rows = Notice.objects.filter(recipient_id=user_id, template=CHANGE, opened_at=None)
    return rows.exclude(state=State.WITHDRAWN).order_by("created_at", "pk")


def mark_opened(user_id: int, about_id: uuid.UUID, at: datetime) -> None:
    """The person has the changes of that case on the screen: they leave Home, and no mail about them is sent any more."""
    mine = unopened_changes(user_id).filter(about_id=about_id).order_by()
    mine.update(opened_at=at)


def has_digest(day: str) -> bool:
    """Whether the digests of that local day were written."""
    return Notice.objects.filter(dedup__startswith=f"digest:{day}:").exists()


def withdraw(obligation_ids: Sequence[uuid.UUID]) -> None:
    """Nothing waits to be sent about these any more. A mail that is on its way holds its row's lock and is not waited for."""
    unsent = Notice.objects.filter(obligation_id__in=obligation_ids, state=State.WAITING).select_for_update(skip_locked=True, of=("self",))
    Notice.objects.filter(pk__in=unsent.values("pk")).update(state=State.WITHDRAWN)


def waiting(at: datetime, limit: int) -> list[uuid.UUID]:
    """Ids of rows whose time to be sent has come, the longest waiting first."""
    rows = Notice.objects.filter(state=State.WAITING, next_try_at__lte=at).order_by("next_try_at", "pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def claim(notice_id: uuid.UUID, at: datetime) -> Notice | None:
    """The row, locked until the transaction ends; None where another sender has it or it needs no sending."""
    rows = Notice.objects.select_for_update(skip_locked=True, of=("self",)).select_related("recipient", "obligation__district")
    return rows.filter(pk=notice_id, state=State.WAITING, next_try_at__lte=at).first()


def mark_sent(notice: Notice, at: datetime) -> None:
    """The mail server has taken it."""
    notice.state, notice.sent_at, notice.last_error = State.SENT, at, ""
    notice.attempts += 1
    notice.save(update_fields=["state", "sent_at", "last_error", "attempts"])


def mark_withdrawn(notice: Notice) -> None:
    """It is not needed any more."""
    notice.state = State.WITHDRAWN
    notice.save(update_fields=["state"])


def mark_failed(notice: Notice, at: datetime, error: str) -> None:
    """Try again after 1, 2, 4, 8, then every 15 minutes; given up after 72 hours. `error` is a class and code, never an address."""
    notice.attempts += 1
    notice.last_error = error[:80]
    notice.next_try_at = at + min(FIRST_RETRY * 2 ** min(notice.attempts - 1, 8), LONGEST_RETRY)
    notice.state = State.DEAD if at - notice.created_at >= GIVEN_UP_AFTER else State.WAITING
    notice.save(update_fields=["attempts", "last_error", "next_try_at", "state"])


def oldest_waiting(at: datetime) -> timedelta:
    """How long the longest waiting row has waited."""
    created_at = Notice.objects.filter(state=State.WAITING).order_by("created_at").values_list("created_at", flat=True).first()
    return at - created_at if created_at else timedelta(0)


def publish() -> None:
    """Hint the sender once the transaction is committed; once a transaction is enough. The polling sender misses nothing without it."""
    hint = (set(connection.savepoint_ids), _publish, True)
    if hint not in connection.run_on_commit:
        transaction.on_commit(_publish, robust=True)


def _publish() -> None:
    """A broker that is down or hung costs a log line, never the act that has been committed."""
    try:
        current_app.send_task(DELIVER, retry=False, ignore_result=True)
    except (OperationalError, OSError) as error:
        log.warning("broker away, the poll will deliver: %s", type(error).__name__)
