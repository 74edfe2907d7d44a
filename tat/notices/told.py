"""What the police told a school, in the outbox of whom the principal lets read it: that there is something, and not what or of whom."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from tat.models import Notice
from tat.notices import WATCH, State, _mark, message_id, publish, watches_of

TOLD = "told"
"""Rows of the same kind and key as what two people watch over, so Home and the sender find both by the same index."""


def tell_told(user_id: int, *, information_id: uuid.UUID, reader_id: int, at: datetime) -> None:
    """Write the row of one reader; it stays on Home until the entry is opened, or shut again. `reader_id` tells a second naming apart."""
    dedup = f"{watches_of(user_id)}{TOLD}:{information_id}:{reader_id}:email"
    shared = {"template": WATCH, "about_id": information_id, "step": TOLD, "created_at": at, "next_try_at": at}
    Notice.objects.bulk_create([Notice(dedup=dedup, recipient_id=user_id, message_id=message_id(dedup), **shared)], ignore_conflicts=True)
    publish()


def mark_told_opened(user_id: int, information_id: uuid.UUID, at: datetime) -> None:
    """The person has the entry on the screen: it leaves Home, and no mail is sent."""
    _mark(Notice.objects.filter(template=WATCH, step=TOLD, about_id=information_id, recipient_id=user_id, opened_at=None), opened_at=at)


def withdraw_told(user_ids: Iterable[int], information_id: uuid.UUID) -> None:
    """These people cannot open the entry any more: it leaves Home, and no mail is sent. One on its way is not waited for."""
    rows = Notice.objects.filter(template=WATCH, step=TOLD, about_id=information_id, recipient_id__in=[*user_ids], opened_at=None)
    _mark(rows.exclude(state=State.WITHDRAWN), state=State.WITHDRAWN)
