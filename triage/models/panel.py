"""The frozen panel of a case and its sealed opinions."""

import uuid

from django.db import models
from django.db.models import Q

from cases.models import CaseFact
from tat.vault import SealedText


class TriageSeat(models.Model):
    """A member's place on the frozen panel of one case; `panel` counts the panels of a reopened case."""

    class Left(models.TextChoices):
        ASIDE = "aside", "Stepped aside"
        ABSENT = "absent", "Absent"
        CONFLICT = "conflict", "In conflict"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="panel")
    panel = models.PositiveSmallIntegerField(default=1)
    member = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    member_name = models.CharField(max_length=150)
    member_position = models.CharField(max_length=150, blank=True)
    in_place_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    seated_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    left = models.CharField(max_length=8, choices=Left, blank=True)
    left_recorded_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "panel", "member"], name="one_panel_seat_per_person"),
            models.CheckConstraint(condition=Q(left_at=None, left="") | Q(left_at__isnull=False, left__gt=""), name="panel_seat_left_pair"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class TriageOpinion(CaseFact):
    """One version of one seat's sealed opinion; the last one counts, every version is kept."""

    seat = models.ForeignKey(TriageSeat, models.PROTECT, related_name="opinions")
    answer = models.CharField(max_length=18)
    reason = SealedText(max_length=20_000)
    addressed_by = SealedText(max_length=2000, blank=True, help_text="The resource that addresses a low concern.")
    facts_version = models.PositiveIntegerField()
    follow_up_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    follow_up_on = models.DateField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True, help_text="When the seal opened.")
