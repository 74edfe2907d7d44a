"""Holds: what keeps the records of a case from any disposal, from the day on which somebody says so until somebody ends it."""

import uuid

from django.db import models
from django.db.models import Q

from cases.models import CaseFact
from tat.models.written import Written
from tat.vault import SealedText


class RetentionSchedule(Written, models.Model):
    """How long the district keeps files about adults, by the schedule that the Local Records Commission approved; the last entry counts.

    No period is assumed while there is none (handbook 9.8).
    """

    class OfAdults(models.TextChoices):
        PERSONNEL = "personnel", "Files about current employees (820 ILCS 40)"
        ADULT_OTHER = "adult_other", "Files about other adults"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="+")
    record_class = models.CharField(max_length=12, choices=OfAdults)
    years = models.PositiveSmallIntegerField(help_text="Counted from the day on which the case was closed.")
    number = models.CharField(max_length=100, help_text="Of the approved schedule.")
    approved_on = models.DateField(help_text="Local day.")
    recorded_by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    recorded_name = models.CharField(max_length=150)
    recorded_position = models.CharField(max_length=150, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["district", "record_class", "recorded_at"], name="schedule_of_district")]

    def __str__(self) -> str:
        return self.number


class LegalHold(CaseFact):
    """A litigation hold on one case's records (handbook 9.8); several may run. Only its end is added later."""

    reason = SealedText(max_length=2000, help_text="The lawsuit, request or order behind it.")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    lifted_name = models.CharField(max_length=150, blank=True)
    lifted_position = models.CharField(max_length=150, blank=True)
    lifted_reason = SealedText(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None) | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="legal_hold_lifted_pair",
            ),
        ]
        indexes = [models.Index(fields=["case", "lifted_at"], name="legal_hold_of_case")]

    @property
    def ref(self) -> str:
        """The key under which the log names it."""
        return f"legal_hold:{self.id}"
