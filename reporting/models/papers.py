"""Documents that were issued: their bytes, hash, and who got them on what basis."""

import uuid

from django.db import models
from django.db.models import Q

from tat import vault
from tat.vault import SealedText


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
    school_year = models.ForeignKey(
        "tat.SchoolYear", models.PROTECT, null=True, blank=True, related_name="+", help_text="Of a paper about a school year."
    )
    audit = models.ForeignKey(
        "reporting.AuditDraw", models.PROTECT, null=True, blank=True, related_name="papers", help_text="Of the work papers of an audit."
    )
    copy_number = models.PositiveIntegerField(default=1)
    check_code = models.CharField(max_length=24, unique=True)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    html = models.OneToOneField(
        "tat.StoredFile", models.PROTECT, related_name="+", help_text="What was issued, as HTML; the PDF is made of it."
    )
    file = models.OneToOneField("tat.StoredFile", models.PROTECT, null=True, blank=True, related_name="+", help_text="The PDF.")
    sha256 = models.BinaryField(max_length=32, null=True, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    pictures = models.ManyToManyField(
        "reporting.PictureCopy", related_name="papers", blank=True, help_text="Of a release: the pictures of documents behind it."
    )
    legal_basis = models.CharField(max_length=30, blank=True)
    given_to = SealedText(max_length=300, blank=True, help_text="To whom it was made out; empty: a school official's own copy.")
    edition = models.CharField(max_length=16, blank=True, help_text="Of the templates that it was printed with; empty: not known.")
    queued_at = models.DateTimeField(null=True, blank=True, help_text="When the worker was first asked to make it.")
    pages_so_far = models.PositiveIntegerField(default=0, help_text="Laid out while it is being made.")
    failure = models.CharField(max_length=200, blank=True, help_text="In plain words; no content.")

    class Meta:
        indexes = [
            models.Index(fields=["case", "issued_at"], name="paper_by_case"),
            models.Index(fields=["issued_at"], condition=Q(state="waiting"), name="paper_waiting"),
            models.Index(fields=["sha256"], name="paper_by_digest"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "copy_number"], name="paper_copy_once"),
            models.UniqueConstraint(fields=["school_year", "kind", "copy_number"], name="paper_of_a_year_once"),
            models.UniqueConstraint(
                fields=["district", "copy_number"], condition=Q(kind="district_statistics"), name="paper_of_statistics_once"
            ),
            models.UniqueConstraint(fields=["audit", "copy_number"], name="paper_of_an_audit_once"),
            models.CheckConstraint(
                condition=Q(state="ready", file__isnull=False, sha256__isnull=False, pages__isnull=False)
                | Q(~Q(state="ready"), file=None, sha256=None, pages=None),
                name="paper_ready_with_its_file",
            ),
        ]

    def __str__(self) -> str:
        return self.check_code

    def data_key(self) -> vault.Key:
        """What seals to whom it was made out: the key of its own bytes."""
        return self.html.key.open()
