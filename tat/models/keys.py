"""Wrapped data keys, and files whose bytes lie encrypted on disk."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q

from tat import vault


class DataKeyManager(models.Manager["DataKey"]):
    """Mints keys of 32 random bytes, wrapped by the key from outside the database."""

    def mint(self) -> "DataKey":
        return self.mint_all(1)[0]

    def mint_all(self, count: int) -> list["DataKey"]:
        """So many keys, in one statement."""
        ids, fingerprint = [uuid.uuid4() for _ in range(count)], vault.kek_fingerprint()
        return self.bulk_create([DataKey(id=each, wrapped=vault.new_wrapped(each), kek_fingerprint=fingerprint) for each in ids])


class DataKey(models.Model):
    """The wrapped data key of one case, person, public tip, low-level note or draft; destroying it destroys what it sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wrapped = models.BinaryField()
    kek_fingerprint = models.BinaryField(max_length=16)
    shredded_at = models.DateTimeField(null=True, blank=True)

    objects = DataKeyManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(shredded_at=None) ^ Q(wrapped=b""), name="data_key_wrapped_or_shredded"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def open(self) -> vault.Key:
        """The key itself. Raises vault.Shredded, or vault.WrongKey when the key-encryption key is not the one that wrapped it."""
        if self.shredded_at:
            raise vault.Shredded("The key of this record was destroyed; its texts cannot be read any more.")
        return vault.unwrap(self.id, bytes(self.wrapped))

    def shred(self, *, at: datetime) -> None:
        """Destroy the key, and with it everything it sealed; there is no way back but a backup."""
        self.wrapped = b""
        self.shredded_at = at
        self.save(update_fields=["wrapped", "shredded_at"])
        vault.forget()


class StoredFile(models.Model):
    """One file, encrypted in chunks of 1 MiB under its owner's data key; write-once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(DataKey, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=80, help_text="Media type as checked, not as claimed.")
    size = models.BigIntegerField()
    sha256 = models.BinaryField(max_length=32)
    stored_at = models.DateTimeField()
    scanned = models.BooleanField(default=False, help_text="A virus scanner read it before it was stored, and found nothing.")

    def __str__(self) -> str:
        return str(self.id)
