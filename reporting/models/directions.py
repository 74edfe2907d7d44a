"""Directions of the prevention team to teams, and who acknowledged each."""

import uuid

from django.db import models
from django.db.models import Q

from tat import vault
from tat.models.written import Written, with_position
from tat.vault import SealedText

LONGEST_TITLE, LONGEST_ANSWER = 200, 500


class Direction(Written, models.Model):
    """One dated direction. It is never edited: a new one takes its place and says so, or it is withdrawn."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="+")
    key = models.ForeignKey("tat.DataKey", models.PROTECT, related_name="+")
    title = SealedText(max_length=LONGEST_TITLE)
    text = SealedText(max_length=20_000)
    answers = models.ForeignKey("reporting.EnvironmentalFinding", models.PROTECT, null=True, blank=True, related_name="directions")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    due_on = models.DateField(help_text="The local day by which each lead acknowledges.")
    recorded_by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    recorded_name = models.CharField(max_length=150)
    recorded_position = models.CharField(max_length=150, blank=True)
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_why = SealedText(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None) | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="direction_withdrawn_pair",
            ),
        ]
        indexes = [models.Index(fields=["district", "recorded_at", "id"], name="direction_by_time")]

    def __str__(self) -> str:
        return str(self.id)

    def data_key(self) -> vault.Key:
        return self.key.open()


class DirectionTeam(models.Model):
    """One team to which a direction is given, and its acknowledgement by name and time, with a sentence back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    direction = models.ForeignKey(Direction, models.PROTECT, related_name="given_to")
    team = models.ForeignKey("tat.Team", models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    acknowledged_name = models.CharField(max_length=150, blank=True)
    acknowledged_position = models.CharField(max_length=150, blank=True)
    answer = SealedText(max_length=LONGEST_ANSWER, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["direction", "team"], name="direction_to_a_team_once"),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None, acknowledged_by=None, acknowledged_name="")
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False, acknowledged_name__gt=""),
                name="direction_acknowledged_by_name",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def acknowledged_words(self) -> str:
        """Name and position at the time of acknowledging."""
        return with_position(self.acknowledged_name, self.acknowledged_position)

    @property
    def ref(self) -> str:
        """The key under which its duty is started and proven."""
        return f"direction_team:{self.id}"

    def data_key(self) -> vault.Key:
        return self.direction.data_key()
