"""Reports of concern, and who made them."""

import uuid

from django.db import models
from django.db.models import Q

from cases.models.people import Affiliation
from tat import vault
from tat.vault import SealedText
from triage.workflow import ReportStatus


class Report(models.Model):
    """One report of concern; a report that staff take in points at its case from the moment it is saved."""

    class Channel(models.TextChoices):
        IN_PERSON = "in_person", "In person"
        PHONE = "phone", "Phone"
        FORM = "form", "Tip form"
        EMAIL = "email", "E-mail or message"
        TIP_LINE = "tip_line", "Tip line"
        SAFE2HELP = "safe2help", "Safe2Help Illinois"
        POLICE = "police", "Law enforcement"
        OTHER = "other", "Other"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="+")
    building = models.ForeignKey(
        "tat.Building", models.PROTECT, null=True, blank=True, related_name="reports", help_text="Empty for a tip that names no school."
    )
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, blank=True, related_name="reports")
    facts = models.OneToOneField("cases.IncidentFacts", models.PROTECT, null=True, blank=True, related_name="report")
    state = models.CharField(max_length=10, choices=ReportStatus, default=ReportStatus.RECEIVED)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.IN_PERSON)
    reported_at = models.DateTimeField(help_text="When it reached the receiver, as stated.")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    received_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    received_name = models.CharField(max_length=150, blank=True, help_text="Frozen at entry; a member of staff.")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    reporter_protected = models.BooleanField(
        default=False, help_text="The law protects who reported: a firearm (105 ILCS 5/10-27.1A(a)), or a clear and present danger."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(state="in_case") | Q(case__isnull=False), name="report_in_case_pair"),
            models.CheckConstraint(condition=Q(case=None) | Q(building__isnull=False), name="report_case_has_building"),
            models.CheckConstraint(condition=Q(reviewed_at=None) | Q(reviewed_by__isnull=False), name="report_reviewed_pair"),
        ]
        indexes = [models.Index(fields=["building", "reported_at"], name="report_by_building")]

    def __str__(self) -> str:
        return str(self.id)


class ReporterIdentity(models.Model):
    """Who the reporting party is: apart from the case file, with its own permission."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.OneToOneField(Report, models.PROTECT, related_name="reporter")
    party = models.OneToOneField("cases.Party", models.PROTECT, null=True, blank=True, related_name="reporter_identity")
    key = models.ForeignKey("tat.DataKey", models.PROTECT, related_name="+")
    name = SealedText(max_length=200, blank=True)
    contact = SealedText(max_length=2000, blank=True)
    relationship = SealedText(max_length=500, blank=True)
    affiliation = models.CharField(max_length=40, choices=Affiliation, default=Affiliation.UNKNOWN)
    anonymous = models.BooleanField(default=False)
    keep_from_subject = models.BooleanField(default=False)
    wishes = SealedText(max_length=2000, blank=True, help_text="Wishes about confidentiality.")

    class Meta:
        verbose_name_plural = "reporter identities"

    def __str__(self) -> str:
        return str(self.id)

    def data_key(self) -> vault.Key:
        return self.key.open()
