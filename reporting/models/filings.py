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
    text = models.TextField(help_text="The district's own text.")

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
    board_told_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state="preparing") | Q(frozen_at__isnull=False), name="filing_frozen_pair")]

    def __str__(self) -> str:
        return str(self.id)


class FilingRecipient(models.Model):
    """One recipient of the filing, and the proof that it was filed."""

    class Method(models.TextChoices):
        BY_HAND = "by_hand", "By hand, with a signed receipt"
        CERTIFIED_MAIL = "certified_mail", "Certified mail"
        EMAIL = "email", "E-mail, with an answer or read receipt"
        PORTAL = "portal", "The office's own portal"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="recipients")
    agency = models.ForeignKey("tat.Agency", models.PROTECT, related_name="+")
    name = models.CharField(max_length=200, help_text="The agency's name on the day of freezing.")
    filed_at = models.DateTimeField(null=True, blank=True)
    method = models.CharField(max_length=14, blank=True, choices=Method)
    receipt = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["filing", "agency"], name="filing_recipient_once"),
            models.CheckConstraint(
                condition=Q(filed_at=None, recorded_at=None, recorded_by=None)
                | Q(filed_at__isnull=False, recorded_at__isnull=False, recorded_by__isnull=False, method__gt="", receipt__gt=""),
                name="filing_recipient_filed_with_proof",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
