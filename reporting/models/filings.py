"""The annual filing of the procedure and of every team's members (105 ILCS 128/45(b))."""

import uuid

from django.db import models
from django.db.models import Q


class ProcedureEdition(models.Model):
    """One edition of the procedure in force, of the district or of one team."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="editions")
    team = models.ForeignKey("tat.Team", models.PROTECT, null=True, blank=True, related_name="editions")
    title = models.CharField(max_length=200)
    adopted_on = models.DateField()
    text = models.TextField(blank=True, help_text="The district's own text, where it is typed in.")
    file = models.OneToOneField(
        "tat.StoredFile", models.PROTECT, null=True, blank=True, related_name="+", help_text="The district's own PDF, as it was uploaded."
    )
    annex = models.OneToOneField(
        "tat.StoredFile",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Its pages as they join a packet: nothing in them acts.",
    )
    pages = models.PositiveIntegerField(null=True, blank=True, help_text="Of the PDF.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text="") | Q(file__isnull=False), name="edition_has_its_text_or_its_file"),
            models.CheckConstraint(
                condition=Q(file=None, annex=None, pages=None) | Q(file__isnull=False, annex__isnull=False, pages__gt=0),
                name="edition_file_with_its_annex",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Filing(models.Model):
    """One school year's filing: the frozen rosters and the packet made of them."""

    class State(models.TextChoices):
        PREPARING = "preparing", "Preparing"
        FROZEN = "frozen", "Packet made"
        FILED = "filed", "Filed with both"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="filings")
    school_year = models.OneToOneField("tat.SchoolYear", models.PROTECT, related_name="filing")
    state = models.CharField(max_length=9, choices=State, default=State.PREPARING)
    editions = models.ManyToManyField(ProcedureEdition, related_name="+", help_text="The editions in force when the rosters were frozen.")
    roster = models.JSONField(default=list, blank=True, help_text="Every team's seats as frozen: staff names, positions, seats.")
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    packet = models.ForeignKey("reporting.IssuedDocument", models.PROTECT, null=True, blank=True, related_name="+")
    board_notice = models.ForeignKey("reporting.IssuedDocument", models.PROTECT, null=True, blank=True, related_name="+")
    board_told_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state="preparing") | Q(frozen_at__isnull=False), name="filing_frozen_pair")]

    def __str__(self) -> str:
        return str(self.id)

    def filed_with(self) -> models.QuerySet["FilingRecipient"]:
        """The recipients of the filing itself, without those of its supplements."""
        return self.recipients.filter(supplement=None).select_related("agency", "recorded_by", "letter").order_by("agency__kind", "name")


class FilingSupplement(models.Model):
    """What is filed after the filing because teams or procedure changed: today's rosters, and how they differ from what was filed last."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="supplements")
    number = models.PositiveIntegerField()
    changes = models.JSONField(default=list, help_text="How it differs from what was filed last, a sentence each.")
    editions = models.ManyToManyField(ProcedureEdition, related_name="+", help_text="The editions in force when it was made.")
    roster = models.JSONField(default=list, help_text="Every team's seats on that day, as in the filing.")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    packet = models.ForeignKey("reporting.IssuedDocument", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["filing", "number"], name="supplement_number_once")]

    def __str__(self) -> str:
        return str(self.id)


class FilingRecipient(models.Model):
    """One recipient of the filing or of a supplement to it, and the proof that it was filed."""

    class Method(models.TextChoices):
        BY_HAND = "by_hand", "By hand, with a signed receipt"
        CERTIFIED_MAIL = "certified_mail", "Certified mail"
        EMAIL = "email", "E-mail, with an answer or read receipt"
        PORTAL = "portal", "The office's own portal"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="recipients")
    agency = models.ForeignKey("tat.Agency", models.PROTECT, related_name="+")
    supplement = models.ForeignKey(FilingSupplement, models.PROTECT, null=True, blank=True, related_name="recipients")
    name = models.CharField(max_length=200, help_text="The agency's name on the day of freezing.")
    letter = models.ForeignKey("reporting.IssuedDocument", models.PROTECT, null=True, blank=True, related_name="+")
    filed_at = models.DateTimeField(null=True, blank=True)
    method = models.CharField(max_length=14, blank=True, choices=Method)
    receipt = models.CharField(max_length=200, blank=True)
    scan = models.OneToOneField(
        "tat.StoredFile", models.PROTECT, null=True, blank=True, related_name="+", help_text="Of the proof, as it was uploaded."
    )
    scan_display = models.OneToOneField(
        "tat.StoredFile", models.PROTECT, null=True, blank=True, related_name="+", help_text="The copy of the scan that is shown."
    )
    recorded_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["filing", "agency"], condition=Q(supplement=None), name="filing_recipient_once"),
            models.UniqueConstraint(fields=["supplement", "agency"], name="supplement_recipient_once"),
            models.CheckConstraint(
                condition=Q(filed_at=None, recorded_at=None, recorded_by=None)
                | Q(filed_at__isnull=False, recorded_at__isnull=False, recorded_by__isnull=False, method__gt="", receipt__gt=""),
                name="filing_recipient_filed_with_proof",
            ),
            models.CheckConstraint(
                condition=Q(scan=None, scan_display=None) | Q(scan__isnull=False, scan_display__isnull=False, filed_at__isnull=False),
                name="filing_scan_with_its_copy",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
