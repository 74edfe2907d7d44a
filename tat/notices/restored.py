"""The outbox after a restore: paused until a person confirms, and what had been sent before is known by its Message-ID."""

from tat.models import Notice, Restore, SentBefore


def paused() -> bool:
    """Whether a restore waits for its confirmation: nothing is sent meanwhile."""
    return Restore.objects.filter(confirmed_at=None).exists()


def was_sent(notice: Notice) -> bool:
    """Whether the send journal names this mail, or one that the restored outbox has written again for the same person and step."""
    return SentBefore.objects.filter(pk=notice.message_id).exists()
