"""The outbox: the only writer of Notice. A row is written with its fact; the sender delivers it at least once."""

import hashlib
import logging
import uuid
from collections.abc import Container, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlsplit

from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from kombu.exceptions import OperationalError

from tat.models import Notice
from tat.models.prepared import Given, Prepared
from tat.statements import array, ask

DELIVER = "tat.tasks.deliver_notices"
FIRST_RETRY, LONGEST_RETRY = timedelta(minutes=1), timedelta(minutes=15)
GIVEN_UP_AFTER = timedelta(hours=72)
DUTY, DIGEST, CHANGE, BRIEF, QUESTION = "duty", "digest", "change", "brief", "question"
ACCOUNT, CHECKPOINT, WATCH = "account", "checkpoint", "watch"
ASKED, ANSWERED = "asked", "answered"
"""What a row about a question says, in the place of a ladder's rung: the team is asked; the asker has an answer."""

# The Message-ID is made from the row's key alone: one statement for any number of rows, which reads no table.
TELL_SQL = """
insert into tat_notice (id, dedup, step, recipient_id, obligation_id, template, code, practice, message_id, state,
                        created_at, attempts, next_try_at, last_error)
select gen_random_uuid(), t.dedup, t.step, t.user_id, t.obligation_id, 'duty', t.code, t.practice,
       '<' || encode(sha256(convert_to(t.dedup, 'UTF8')), 'hex') || '@' || %s || '>', t.state, %s, 0, %s, ''
  from unnest(%s::text[], %s::uuid[], %s::text[], %s::bigint[], %s::text[], %s::boolean[], %s::text[])
       as t(dedup, obligation_id, step, user_id, code, practice, state)
    on conflict (dedup) do nothing
"""

log = logging.getLogger(__name__)
State = Notice.State
SKIPPED, WAITING = State.SKIPPED.value, State.WAITING.value


class Owed(Protocol):
    """A row of an obligation, or what a sweep has read of it."""

    @property
    def pk(self) -> Any: ...
    @property
    def code(self) -> str: ...
    @property
    def practice(self) -> bool: ...
    @property
    def turn(self) -> int: ...


class Telling(NamedTuple):
    """One person to tell of one rung; `skipped` where the rung passed while nothing was sent."""

    obligation: Owed
    step: str
    user_id: int
    skipped: bool = False


def message_id(dedup: str) -> str:
    """Derived from the row alone: a mail sent twice carries the same one."""
    return f"<{hashlib.sha256(dedup.encode()).hexdigest()}@{site_host()}>"


def site_host() -> str:
    """The name in Message-IDs."""
    return urlsplit(settings.SITE_URL).hostname or ""


def tell(people: Sequence[Telling], *, at: datetime) -> list[str]:
    """Write one waiting row for each (obligation, step, person), in one statement; those that are there stay. Returns their keys."""
    if not people:
        return []
    duties, keys = [row.obligation for row in people], [_key(row) for row in people]
    columns = (
        array(keys),
        array([str(duty.pk) for duty in duties]),
        array([row.step for row in people]),
        array([str(row.user_id) for row in people]),
        array([duty.code for duty in duties]),
        array(["t" if duty.practice else "f" for duty in duties]),
        array([SKIPPED if row.skipped else WAITING for row in people]),
    )
    ask(TELL_SQL, (site_host(), at, at, *columns))
    publish()
    return keys


def _key(row: Telling) -> str:
    """Alike for one duty, rung and person; a ladder that is climbed again tells again."""
    duty = row.obligation
    turn = f"@{duty.turn}" if duty.turn else ""
    return f"obl:{duty.pk}:{row.step}{turn}:{row.user_id}:email"


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


def tell_brief(user_ids: Iterable[int], *, brief_id: uuid.UUID, about_id: uuid.UUID, practice: bool, until_on: date, at: datetime) -> None:
    """Write one row for each person whom a brief names: they do not have the case, so it carries no code.

    It stays on Home until opened, and no longer than to the local day `until_on`, which stands in the place of a ladder's rung.
    """
    dedups = {user_id: f"{briefs_of(user_id)}{brief_id}:email" for user_id in user_ids}
    shared = {"template": BRIEF, "about_id": about_id, "step": until_on.isoformat(), "practice": practice}
    shared |= {"created_at": at, "next_try_at": at}
    rows = [Notice(dedup=dedup, recipient_id=user_id, message_id=message_id(dedup), **shared) for user_id, dedup in dedups.items()]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    publish()


def briefs_of(user_id: int) -> str:
    """How the keys of one person's rows about briefs begin: by them the few are found among all that the person was ever sent."""
    return f"brief:{user_id}:"


def brief_of(notice: Notice) -> str:
    """The id of the brief that a row is about."""
    return notice.dedup.split(":")[2]


def questions_of(user_id: int) -> str:
    """How the keys of one person's rows about questions to a team begin."""
    return f"question:{user_id}:"


def watches_of(user_id: int) -> str:
    """How the keys of one person's rows about what two people watch over begin."""
    return f"watch:{user_id}:"


Word = str | Given


def to_open(user_id: int | Given, *, briefs: Word, questions: Word, watches: Word, day: Word) -> QuerySet[Notice]:
    """What waits on Home to be opened, the oldest first: changes in cases, the briefs that can be read on `day` (in ISO writing),
    questions to the person's team or their answers, and what two people watch over.

    `briefs`, `questions` and `watches` are what `briefs_of`, `questions_of` and `watches_of` give.
    """
    of_cases, of_briefs = Q(template=CHANGE), Q(template=BRIEF, dedup__startswith=briefs, step__gte=day)
    of_questions = Q(template=QUESTION, dedup__startswith=questions)
    of_watches = Q(template=WATCH, dedup__startswith=watches)
    return _unopened(Notice.objects.filter(of_cases | of_briefs | of_questions | of_watches, recipient_id=user_id))


def unopened_changes(user_id: int | Given) -> QuerySet[Notice]:
    """The changes that this person has not opened yet, the oldest first."""
    return _unopened(Notice.objects.filter(recipient_id=user_id, template=CHANGE))


def _unopened(rows: QuerySet[Notice]) -> QuerySet[Notice]:
    return rows.filter(opened_at=None).exclude(state=State.WITHDRAWN).order_by("created_at", "pk")


def mark_opened(user_id: int, about_id: uuid.UUID, at: datetime, *, kind: str = "", only: Container[str] | None = None) -> None:
    """The person has the changes of that case on the screen: they leave Home, and no mail about them is sent any more.

    `kind` is the kind of fact that the page shows (update, note or round); "" stands for all. `only` are the ids of those that are
    shown, where that is not all of them. One whose mail is on its way at this moment is left for the next look: no page waits for a mail
    server.
    """
    waiting = [dedup for dedup in UNOPENED(user=user_id, about=about_id) if dedup.startswith(f"change:{kind}")]
    shown = [dedup for dedup in waiting if only is None or dedup.split(":")[2] in only]
    if shown:
        _mark(Notice.objects.filter(dedup__in=shown), opened_at=at)


def mark_brief_opened(user_id: int, brief_id: uuid.UUID, at: datetime) -> None:
    """The person has the brief on the screen: it leaves Home, and no mail about it is sent any more."""
    _mark(_of_brief([user_id], brief_id), opened_at=at)


def withdraw_brief(user_ids: Iterable[int], brief_id: uuid.UUID) -> None:
    """These people cannot open the brief any more: it leaves Home, and no mail is sent. One that is on its way is not waited for."""
    _mark(_of_brief(user_ids, brief_id), state=State.WITHDRAWN)


def _of_brief(user_ids: Iterable[int], brief_id: uuid.UUID) -> QuerySet[Notice]:
    keys = [f"{briefs_of(user_id)}{brief_id}:email" for user_id in user_ids]
    return Notice.objects.filter(dedup__in=keys, opened_at=None).exclude(state=State.WITHDRAWN)


def _mark(rows: QuerySet[Notice], **fields: object) -> None:
    with transaction.atomic():
        mine = rows.order_by().select_for_update(skip_locked=True, of=("self",))
        Notice.objects.filter(pk__in=mine.values("pk")).update(**fields)


UNOPENED: Prepared[str] = Prepared(
    lambda: unopened_changes(Given("user")).filter(about_id=Given("about")).order_by().values_list("dedup", flat=True)
)


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


def claim_sent(message_ids: Sequence[str]) -> Notice | None:
    """The row that was sent under one of these, locked until the transaction ends; None where none was, or its return is known."""
    rows = Notice.objects.select_for_update(of=("self",)).select_related("recipient")
    return rows.filter(message_id__in=message_ids, state=State.SENT).order_by("pk").first()


def mark_returned(notice: Notice, at: datetime, code: str) -> None:
    """It came back for good: refused for its recipient, or reported later. `code` is the status code, as 5.1.1."""
    notice.state, notice.returned_at, notice.last_error = State.RETURNED, at, f"returned {code}"
    notice.attempts += notice.sent_at is None
    notice.save(update_fields=["state", "returned_at", "last_error", "attempts"])


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
