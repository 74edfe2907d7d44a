"""What stands for the log outside this database: signed checkpoints, the nightly check of the chain, and a restore from a backup."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q


class Checkpoint(models.Model):
    """The log as it stood at an instant, signed. A copy leaves the machine; this row is only the last one's place."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField()
    origin = models.CharField(max_length=200, help_text="The address of this installation.")
    seq = models.BigIntegerField(help_text="The last entry of the log.")
    hash = models.BinaryField(max_length=32, help_text="That entry's hash, which stands for all before it.")
    reads_from = models.DateTimeField(null=True, help_text="Looks from this instant on are covered; null: from the first.")
    reads_until = models.DateTimeField(help_text="Looks before this instant are covered.")
    reads = models.BigIntegerField()
    reads_digest = models.BinaryField(max_length=32)
    restored = models.BooleanField(default=False, help_text="From here the log goes on after a restore: later entries of before were lost.")
    signer = models.CharField(max_length=16, help_text="Names the public key.")
    signature = models.BinaryField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["at"], name="checkpoint_at")]

    def __str__(self) -> str:
        return f"{self.seq} {self.at:%Y-%m-%d %H:%M}"


class LogCheck(models.Model):
    """One nightly check of the whole chain and what it found."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField()
    entries = models.BigIntegerField()
    first_bad = models.BigIntegerField(null=True, help_text="The first entry that does not hold; null: all hold.")
    problems = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["at"], name="log_check_at")]

    def __str__(self) -> str:
        return f"{self.entries} entries"


class Restore(models.Model):
    """A restore from a backup: nothing is sent until a person has confirmed it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField()
    backup_at = models.DateTimeField(help_text="What was done after this instant is lost.")
    seq = models.BigIntegerField(help_text="The last entry of the log in the backup.")
    witnessed_at = models.DateTimeField(null=True, help_text="When the last kept checkpoint was made.")
    witnessed_seq = models.BigIntegerField(null=True, help_text="The last entry that it had seen.")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("tat.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(confirmed_at=None) | Q(confirmed_by__isnull=False), name="restore_confirmed_by"),
            models.UniqueConstraint(models.Value(1), condition=Q(confirmed_at=None), name="restore_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.backup_at:%Y-%m-%d %H:%M}"

    def lost_until(self) -> datetime:
        """Acts are lost from `backup_at` to this instant: the last checkpoint that was at hand, else the restore itself."""
        return max(self.witnessed_at or self.at, self.backup_at)

    def lost_entries(self) -> int | None:
        """How many entries of the log are lost, at least; None where no checkpoint was at hand."""
        return None if self.witnessed_seq is None else max(0, self.witnessed_seq - self.seq)


class SentBefore(models.Model):
    """A Message-ID that the send journal names and the restored outbox may write again: it is not sent twice."""

    message_id = models.CharField(max_length=120, primary_key=True)

    def __str__(self) -> str:
        return self.message_id
