"""Documents that were issued: their bytes, hash, and who got them on what basis."""

import uuid

from django.db import models


class IssuedDocument(models.Model):
    """One issued paper; what is issued is kept."""

    class State(models.TextChoices):
        WAITING = "waiting", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Could not be made"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=30, help_text="Code in reporting.documents.DOCUMENTS.")
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, blank=True, related_name="papers")
    copy_number = models.PositiveIntegerField(default=1)
    check_code = models.CharField(max_length=24, unique=True)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    file = models.OneToOneField("tat.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    sha256 = models.BinaryField(max_length=32, null=True, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    legal_basis = models.CharField(max_length=30, blank=True)
    failure = models.CharField(max_length=200, blank=True, help_text="In plain words; no content.")

    class Meta:
        indexes = [models.Index(fields=["case", "issued_at"], name="paper_by_case")]

    def __str__(self) -> str:
        return self.check_code
