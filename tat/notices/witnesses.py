"""Checkpoints of the log in the outbox: a copy goes to people, each day, so that it stands where nobody here can reach it."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from tat.models import Notice
from tat.notices import CHECKPOINT, message_id, publish


def tell_checkpoint(user_ids: Iterable[int], *, checkpoint_id: uuid.UUID, day: str, at: datetime) -> None:
    """Write one row for each person and local day."""
    dedups = {user_id: f"checkpoint:{day}:{user_id}:email" for user_id in user_ids}
    shared = {"template": CHECKPOINT, "about_id": checkpoint_id, "created_at": at, "next_try_at": at}
    rows = [Notice(dedup=dedup, recipient_id=user_id, message_id=message_id(dedup), **shared) for user_id, dedup in dedups.items()]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    publish()


def has_checkpoint(day: str) -> bool:
    """Whether the mails of that local day were written."""
    return Notice.objects.filter(dedup__startswith=f"checkpoint:{day}:").exists()
