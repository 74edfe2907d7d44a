"""Mail about the own sign-in in the outbox: that administrators changed something, and no word more."""

import uuid
from datetime import datetime

from tat.models import Notice
from tat.notices import ACCOUNT, message_id, publish


def tell_account(user_id: int, *, step: str, ref: uuid.UUID, at: datetime) -> None:
    """Write one row for the person whose sign-in was changed; `ref` is the id of that fact."""
    dedup = f"account:{user_id}:{step}:{ref}:email"
    row = Notice(
        dedup=dedup, recipient_id=user_id, message_id=message_id(dedup), template=ACCOUNT, step=step, created_at=at, next_try_at=at
    )
    Notice.objects.bulk_create([row], ignore_conflicts=True)
    publish()
