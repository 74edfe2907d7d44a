"""Who was trained in what, by whom, when (handbook 8.6)."""

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _l

from tat.models.written import Written

LONGEST_WORDS, MOST_HOURS, MOST_PEOPLE = 500, 200, 100_000


class Training(Written, models.Model):
    """One training: of members by name, or a session with its number and audience."""

    class Topic(models.TextChoices):
        INITIAL = "initial", _l("Initial training by an expert")
        REFRESHER = "refresher", _l("Refresher")
        STAFF = "staff", _l("All staff, for the year")
        COMMUNITY = "community", _l("Recognizing and reporting, for the community")
        TAKERS = "takers", _l("People who take reports")

    class Audience(models.TextChoices):
        STAFF = "staff", _l("Staff")
        STUDENTS = "students", _l("Students")
        PARENTS = "parents", _l("Parents and guardians")
        OTHERS = "others", _l("Others")

    OF_MEMBERS = (Topic.INITIAL, Topic.REFRESHER)
    OF_THE_YEAR = (Topic.STAFF, Topic.COMMUNITY, Topic.TAKERS)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="+")
    team = models.ForeignKey("tat.Team", models.PROTECT, null=True, blank=True, related_name="trainings")
    school_year = models.ForeignKey("tat.SchoolYear", models.PROTECT, null=True, blank=True, related_name="trainings")
    topic = models.CharField(max_length=9, choices=Topic)
    on = models.DateField()
    hours = models.DecimalField(max_digits=5, decimal_places=2, validators=[MinValueValidator(0), MaxValueValidator(MOST_HOURS)])
    trainer = models.CharField(max_length=200)
    expert_basis = models.CharField(max_length=LONGEST_WORDS, blank=True, help_text="What makes the trainer an expert.")
    number = models.PositiveIntegerField(null=True, blank=True, help_text="How many came to a session.")
    building = models.ForeignKey(
        "tat.Building", models.PROTECT, null=True, blank=True, related_name="+", help_text="Whose staff came; null: of the whole district."
    )
    of_number = models.PositiveIntegerField(null=True, blank=True, help_text="How many work there, trained or not.")
    audience = ArrayField(models.CharField(max_length=8, choices=Audience), default=list, blank=True)
    who = models.CharField(max_length=LONGEST_WORDS, blank=True, help_text="Who came, in words; report takers by name.")
    complete = models.BooleanField(default=False, help_text="With it all staff of the district are trained for the year.")
    evidence = models.CharField(max_length=LONGEST_WORDS, help_text="Where certificates or the list of those who came lie.")
    recorded_by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    recorded_name = models.CharField(max_length=150)
    recorded_position = models.CharField(max_length=150, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(topic__in=["initial", "refresher"], school_year=None, number=None, team__isnull=False, expert_basis__gt="")
                | Q(topic__in=["community", "takers"], school_year__isnull=False, number__isnull=False, team__isnull=False)
                | Q(topic="staff", school_year__isnull=False, number__isnull=False, team=None),
                name="training_of_members_or_a_session",
            ),
            models.CheckConstraint(
                condition=Q(building=None, of_number=None)
                | Q(topic="staff", of_number=None)
                | Q(topic="staff", of_number__gte=F("number")),
                name="training_share_of_staff",
            ),
        ]
        indexes = [
            models.Index(fields=["team", "on", "id"], name="training_by_team"),
            models.Index(fields=["school_year", "topic"], name="training_by_year"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.on}"

    @property
    def ref(self) -> str:
        """The key under which it proves a duty."""
        return f"training:{self.id}"

    @property
    def audience_words(self) -> list[Any]:
        """For whom a session was, in words."""
        return [self.Audience(each).label for each in self.audience]


class Trained(models.Model):
    """That one member was at a training; name and position as they were then."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    training = models.ForeignKey(Training, models.PROTECT, related_name="trained")
    user = models.ForeignKey("tat.User", models.PROTECT, related_name="trainings")
    name = models.CharField(max_length=150)
    position = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["training", "user"], name="trained_once")]

    def __str__(self) -> str:
        return str(self.id)


class TrainingFile(Written, models.Model):
    """A certificate, or the list of those who came: the sealed original, and the copy that is shown. It has a data key of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    training = models.ForeignKey(Training, models.PROTECT, related_name="files")
    number = models.PositiveIntegerField(help_text="Counted within the training.")
    name = models.CharField(max_length=150, help_text="As its sender called it.")
    extension = models.CharField(max_length=4)
    key = models.ForeignKey("tat.DataKey", models.PROTECT, related_name="+")
    original = models.ForeignKey("tat.StoredFile", models.PROTECT, related_name="+")
    display = models.ForeignKey("tat.StoredFile", models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    recorded_name = models.CharField(max_length=150)
    recorded_position = models.CharField(max_length=150, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["training", "number"], name="training_file_number")]

    def __str__(self) -> str:
        return str(self.id)
