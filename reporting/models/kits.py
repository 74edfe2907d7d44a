"""The outage kit: for whom each district's is sealed."""

import uuid

from django.db import models

from tat import vault
from tat.vault import SealedText


class KitHolder(models.Model):
    """The one person of a district whose passphrase opens the nightly kit."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.OneToOneField("tat.District", models.PROTECT, related_name="+")
    holder = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    key = models.ForeignKey("tat.DataKey", models.PROTECT, related_name="+")
    passphrase = SealedText(max_length=200, help_text="Printed once for a sealed envelope; read again each night to lock the kit.")
    named_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)

    def data_key(self) -> vault.Key:
        return self.key.open()
