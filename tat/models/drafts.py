"""What was typed and not yet sent, and the keys that make sending twice harmless."""

import uuid

from django.db import models

from tat import vault
from tat.vault import SealedJSON, SealedText


class Draft(models.Model):
    """The fields of one long form as one person left them; sealed under a data key of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey("tat.User", models.CASCADE, related_name="drafts")
    form = models.CharField(max_length=40)
    object_ref = models.CharField(max_length=60, blank=True)
    key = models.ForeignKey("tat.DataKey", models.PROTECT, related_name="+")
    body = SealedJSON(default=dict)
    rev = models.IntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "form", "object_ref"], name="one_draft_per_form")]

    def __str__(self) -> str:
        return f"{self.form} {self.object_ref}"

    def data_key(self) -> vault.Key:
        return self.key.open()


class WaitingFile(models.Model):
    """A file that was judged and waits for its form to be saved; its sender's alone, sealed under a data key of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey("tat.User", models.CASCADE, related_name="+")
    form = models.CharField(max_length=40)
    object_ref = models.CharField(max_length=60, blank=True)
    key = models.ForeignKey("tat.DataKey", models.PROTECT, related_name="+")
    name = SealedText(max_length=150)
    extension = models.CharField(max_length=4)
    original = models.ForeignKey("tat.StoredFile", models.PROTECT, related_name="+")
    display = models.ForeignKey("tat.StoredFile", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.id)

    def data_key(self) -> vault.Key:
        return self.key.open()


class IdempotencyKey(models.Model):
    """One rendered form, once sent: the same key and body get the same answer, another body is refused."""

    key = models.UUIDField(primary_key=True)
    user_id = models.BigIntegerField(null=True)
    path = models.CharField(max_length=300)
    body_mac = models.BinaryField(max_length=32, help_text="Keyed: short bodies can be guessed.")
    status = models.PositiveSmallIntegerField(null=True)
    location = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.key)
