"""Tabletop exercises: a practice case with a script, who played, and who decided what when."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from cases.levels import Level
from cases.models.case import CaseFact
from tat import vault
from tat.models.written import Written, with_position
from tat.vault import SealedText

LONGEST_DECISION, LONGEST_LESSONS = 4000, 6000


class Exercise(Written, models.Model):
    """One exercise of a team. Who recorded it started and leads it; the script's parts are frozen beside it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="+")
    team = models.ForeignKey("tat.Team", models.PROTECT, related_name="exercises")
    case = models.OneToOneField("cases.Case", models.PROTECT, related_name="exercise")
    scenario = models.CharField(max_length=20)
    edition = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    level = models.CharField(max_length=10, choices=Level, help_text="Which the script’s author had in mind.")
    recorded_by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    recorded_name = models.CharField(max_length=150)
    recorded_position = models.CharField(max_length=150, blank=True)
    recorded_at = models.DateTimeField(help_text="When it began: minute 0 of the script.")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    lessons = SealedText(max_length=LONGEST_LESSONS, blank=True, help_text="What the team takes from it.")
    training = models.OneToOneField("tat.Training", models.PROTECT, null=True, blank=True, related_name="exercise")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, training=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="exercise_ended_by",
            ),
        ]
        indexes = [models.Index(fields=["team", "recorded_at", "id"], name="exercise_by_team")]

    def __str__(self) -> str:
        return str(self.id)

    def data_key(self) -> vault.Key:
        return self.case.data_key()


class ExercisePlayer(models.Model):
    """One person who plays; name and position as they were at the start."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    exercise = models.ForeignKey(Exercise, models.PROTECT, related_name="players")
    person = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    name = models.CharField(max_length=150)
    position = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exercise", "person"], name="exercise_player_once")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def named(self) -> str:
        """Name and position at the start."""
        return with_position(self.name, self.position)


class ExerciseInject(models.Model):
    """One part of the script as it stood when the exercise began; it comes `minute` minutes after that."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    exercise = models.ForeignKey(Exercise, models.PROTECT, related_name="injects")
    number = models.PositiveSmallIntegerField()
    minute = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField()
    question = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exercise", "number"], name="exercise_inject_once")]

    def __str__(self) -> str:
        return str(self.id)

    def comes_at(self, began_at: datetime) -> datetime:
        """When it comes in an exercise that began then: with the minute that the page shows, whatever the second of the start."""
        return began_at.replace(second=0, microsecond=0) + timedelta(minutes=self.minute)


class ExerciseDecision(CaseFact):
    """What was decided on one part, by whom, when. A correction is a new entry."""

    inject = models.ForeignKey(ExerciseInject, models.PROTECT, related_name="decisions")
    words = SealedText(max_length=LONGEST_DECISION)

    class Meta:
        indexes = [models.Index(fields=["inject", "recorded_at"], name="decision_by_inject")]
