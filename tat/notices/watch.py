"""What two people watch over, in the outbox: unusual reading, a table of many cases to let out, a lost second factor to release."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from tat.models import Notice
from tat.notices import WATCH, State, _mark, message_id, publish, watches_of
from tat.statements import ask

READING, EXPORT, EXPORT_DECIDED, FACTOR = "reading", "export", "decided", "factor"


def tell_watch(user_ids: Iterable[int], *, step: str, ref: uuid.UUID, at: datetime, person_id: int = 0) -> None:
    """Write one row for each person; it stays on Home until the thing is done. `ref` is the id of the fact, and `person_id` the number of
    the account that it is about, where its page is that account's.
    """
    dedups = {user_id: f"{watches_of(user_id)}{step}:{ref}:{person_id}:email" for user_id in user_ids}
    shared = {"template": WATCH, "about_id": ref, "step": step, "created_at": at, "next_try_at": at}
    rows = [Notice(dedup=dedup, recipient_id=user_id, message_id=message_id(dedup), **shared) for user_id, dedup in dedups.items()]
    if rows:
        Notice.objects.bulk_create(rows, ignore_conflicts=True)
        publish()


def end_watch(refs: Iterable[uuid.UUID], *, step: str) -> None:
    """It is done, or asked no more: it leaves Home, and no mail is sent. One on its way is not waited for."""
    rows = Notice.objects.filter(template=WATCH, about_id__in=[*refs], step=step, opened_at=None).exclude(state=State.WITHDRAWN)
    _mark(rows, state=State.WITHDRAWN)


def mark_watch_opened(user_id: int, refs: Iterable[uuid.UUID], *, step: str, at: datetime) -> None:
    """The person has what was decided on the screen: it leaves Home."""
    _mark(Notice.objects.filter(template=WATCH, about_id__in=[*refs], step=step, recipient_id=user_id, opened_at=None), opened_at=at)


def about_account(notice: Notice) -> int:
    """The number of the account that the row is about."""
    return int(notice.dedup.split(":")[4])


RUN_OUT_SQL = """
update tat_notice n set state = 'withdrawn'
 where n.template = 'watch' and n.opened_at is null and n.state <> 'withdrawn' and n.step in ('factor', 'export')
   and (exists (select from tat_factorrelease f where f.id = n.about_id and f.until_at <= %s)
        or exists (select from tat_exportrequest e where e.id = n.about_id and e.decided_at is null and e.until_at <= %s))
"""


def end_run_out(at: datetime) -> None:
    """What nobody decided in time is asked no more: it leaves Home."""
    ask(RUN_OUT_SQL, (at, at))
