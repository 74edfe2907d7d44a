"""Questions that staff ask a team without filing a report, and what the team answers (4:190-AP2, duty T5)."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q

from tat import vault
from tat.models.written import Written
from tat.vault import SealedText
from triage.models.reports import Report

LONGEST = 20_000


class Consultation(Written, models.Model):
    """One question of a member of staff to a building's team; append-only. It belongs to no case, so it has a data key of its own.

    `report` is the report of concern that it became.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="+")
    building = models.ForeignKey("tat.Building", models.PROTECT, related_name="+")
    team = models.ForeignKey("tat.Team", models.PROTECT, related_name="+")
    key = models.ForeignKey("tat.DataKey", models.PROTECT, related_name="+")
    question = SealedText(max_length=LONGEST)
    recorded_by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    recorded_name = models.CharField(max_length=150)
    recorded_position = models.CharField(max_length=150, blank=True)
    recorded_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True, help_text="When the first answer was written.")
    report = models.ForeignKey(Report, models.PROTECT, null=True, blank=True, related_name="consultations")
    turned_at = models.DateTimeField(null=True, blank=True)
    turned_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(report=None, turned_at=None, turned_by=None)
                | Q(report__isnull=False, turned_at__isnull=False, turned_by__isnull=False),
                name="consultation_turned_pair",
            ),
        ]
        indexes = [
            models.Index(fields=["team", "-recorded_at", "-id"], name="consultation_by_team"),
            models.Index(fields=["recorded_by", "-recorded_at", "-id"], name="consultation_by_asker"),
            models.Index(fields=["team"], condition=Q(answered_at=None, report=None), name="consultation_waiting"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def data_key(self) -> vault.Key:
        return self.key.open()

    @property
    def waits(self) -> bool:
        """Whether the team has neither answered nor taken it up as a report."""
        return self.answered_at is None and self.report_id is None


class ConsultationAnswer(Written, models.Model):
    """One answer of the team; a later one adds to it and changes nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation: Any = models.ForeignKey(Consultation, models.PROTECT, related_name="answers")
    text = SealedText(max_length=LONGEST)
    recorded_by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    recorded_name = models.CharField(max_length=150)
    recorded_position = models.CharField(max_length=150, blank=True)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)

    def data_key(self) -> vault.Key:
        return self.consultation.data_key()  # type: ignore[no-any-return]
