"""The append-only log of acts and of reads; a trigger chains it and refuses change."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models


class LogHead(models.Model):
    """The tail of the chain: one row, locked by the trigger while it numbers an entry."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    seq = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return str(self.seq)


class LogEntry(models.Model):
    """One act: who (name and position frozen), when, what, on which thing. No content, no names of people in cases."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    seq = models.BigIntegerField(unique=True, null=True, help_text="Given by the trigger.")
    prev = models.BinaryField(max_length=32, null=True)
    hash = models.BinaryField(max_length=32, null=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True, help_text="Null: the system itself.")
    actor_name = models.CharField(max_length=150)
    actor_position = models.CharField(max_length=150, blank=True)
    action = models.CharField(max_length=40)
    about_kind = models.CharField(max_length=20, blank=True)
    about_id = models.UUIDField(null=True)
    code = models.CharField(max_length=20, blank=True)
    district_id = models.BigIntegerField(null=True)
    changed = ArrayField(
        models.CharField(max_length=60), default=list, blank=True, help_text="Names of changed fields, never their contents."
    )
    detail = models.CharField(max_length=200, blank=True, help_text="Codes and references only.")
    occurred_at = models.DateTimeField(null=True, help_text="When it happened, as stated, where that is another time.")
    count = models.IntegerField(null=True, help_text="Rows of a set-based act.")
    digest = models.BinaryField(max_length=32, default=b"")

    class Meta:
        indexes = [models.Index(fields=["about_id", "at"], name="log_about")]

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"


class AccessEntry(models.Model):
    """One read of a case page, file, list or search."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField()
    user_id = models.BigIntegerField()
    user_name = models.CharField(max_length=150)
    user_position = models.CharField(max_length=150, blank=True)
    kind = models.CharField(max_length=20, help_text="case, file, list, search, duty, paper, draft")
    page = models.CharField(max_length=60)
    about_id = models.UUIDField(null=True)
    code = models.CharField(max_length=20, blank=True)
    digest = models.BinaryField(max_length=32, default=b"", help_text="Of the codes shown, for a list or a search.")

    class Meta:
        indexes = [
            models.Index(fields=["about_id", "at"], name="access_about"),
            models.Index(fields=["user_id", "at"], name="access_by_user"),
            BrinIndex(fields=["at"], name="access_at"),  # for checkpoints: costs a page that is shown nothing
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"
