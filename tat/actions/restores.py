"""After a restore nothing is sent until a person has read what was lost and confirms it; what had been sent is not sent again."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from tat import audit, clock, notices
from tat.actions.checkpoints import make_checkpoint
from tat.audit.checkpoints import Statement
from tat.models import LogHead, Restore, SentBefore, User
from tat.permissions import may, scope_of
from tat.roles import Permission

MESSAGE_ID = re.compile(r"<[0-9a-f]{64}@[^>\s]*>")


@transaction.atomic
def note_restore(*, name: str, backup_at: datetime, witnessed: Sequence[Statement], journal: Iterable[str]) -> Restore:
    """Pause the sender, and keep what is known to have been sent. `witnessed` are the kept checkpoints, `journal` lines of SEND_JOURNAL."""
    at, seq = clock.now(), LogHead.objects.get().seq
    last = max(witnessed, key=lambda each: each.at, default=None)
    row = Restore.objects.create(at=at, backup_at=backup_at, seq=seq, witnessed_at=last and last.at, witnessed_seq=last and last.seq)
    sent = {found for line in journal for found in MESSAGE_ID.findall(line)}
    SentBefore.objects.bulk_create([SentBefore(message_id=each) for each in sent], ignore_conflicts=True, batch_size=5000)
    audit.record("restored", by=None, at=at, about=("restore", row.id), detail=name[:200], count=len(sent))
    return row


@transaction.atomic
def confirm_restore(*, by: User) -> Restore:
    """Let mail leave again, and sign that the log goes on from here. Raises PermissionDenied, Restore.DoesNotExist.

    What the send journal names is taken as sent; everything else that waited is sent now. Without a journal that may be a mail for the
    second time, under the same Message-ID.
    """
    at = clock.now()
    if not may(scope_of(by, at), Permission.CONFIRM_RESTORE):
        raise PermissionDenied("A superintendent or the server's administrator confirms a restore.")
    row = Restore.objects.select_for_update(of=("self",)).get(confirmed_at=None)
    row.confirmed_at, row.confirmed_by = at, by
    row.save(update_fields=["confirmed_at", "confirmed_by"])
    audit.record("restore_confirmed", by=by, at=at, about=("restore", row.id))
    transaction.on_commit(_go_on)
    return row


def _go_on() -> None:
    """The checkpoint from which verification lets go of what was lost; then the sender."""
    make_checkpoint(restored=True)
    notices.publish()
