"""The audit of case files: what was drawn, by which number, and what stood in each file on that day."""

import uuid

from django.db import models
from django.db.models import F, Q

LARGEST_SEED = 10**15 - 1
"""Fifteen digits: what a spreadsheet or a person copies without losing one."""


class AuditDraw(models.Model):
    """One sample of case files: the same number, days and size give the same files again (ADR 45)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="+")
    seed = models.PositiveBigIntegerField()
    first_on = models.DateField(help_text="Local days on which a case was opened.")
    last_on = models.DateField()
    size = models.PositiveSmallIntegerField()
    population = models.PositiveIntegerField(help_text="Files that could be drawn.")
    left_out = models.PositiveIntegerField(default=0, help_text="Restricted cases of these days, and those that the drawer may not see.")
    drawn_by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    drawn_name = models.CharField(max_length=150)
    drawn_position = models.CharField(max_length=150, blank=True)
    drawn_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(first_on__lte=F("last_on")), name="audit_days_in_order"),
            models.CheckConstraint(condition=Q(size__gte=1, size__lte=F("population")), name="audit_size_of_what_is_there"),
        ]
        indexes = [models.Index(fields=["district", "drawn_at"], name="audit_by_district")]

    def __str__(self) -> str:
        return str(self.id)


class AuditedFile(models.Model):
    """One file of a sample with its answers: codes and numbers as they stood when it was drawn; no word of the case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draw = models.ForeignKey(AuditDraw, models.PROTECT, related_name="files")
    number = models.PositiveSmallIntegerField()
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    answers = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draw", "number"], name="audited_number_once"),
            models.UniqueConstraint(fields=["draw", "case"], name="audited_file_once"),
        ]

    def __str__(self) -> str:
        return str(self.id)
