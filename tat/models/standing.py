"""Who stands in which capacity to a thing, and who acts for whom."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tat.models.held import HeldQuerySet


class Standing(models.Model):
    """One person's capacity towards one thing (a case), from when until when. “Excluded” beats every other."""

    class Capacity(models.TextChoices):
        LEAD = "lead", "Acting lead"
        CASE_MANAGER = "case_manager", "Case manager"
        ENGAGER = "engager", "Keeps in touch with the subject"
        BACKUP = "backup", "Activated back-up"
        PANEL = "panel", "Seat on the frozen panel"
        CARRIER = "carrier", "Carries a duty on"
        PLAYER = "player", "Plays a tabletop exercise"
        EXCLUDED = "excluded", "Excluded"
        ASIDE = "aside", "Stepped aside"

    # What a person is to a case because of a seat: it counts while the person holds one in the case's team, and stays on record.
    OF_A_SEAT = frozenset({Capacity.CASE_MANAGER, Capacity.ENGAGER, Capacity.PANEL})

    about_kind = models.CharField(max_length=20)
    about_id = models.UUIDField()
    person = models.ForeignKey("tat.User", models.PROTECT, related_name="standings")
    capacity = models.CharField(max_length=12, choices=Capacity)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey("tat.User", models.PROTECT, null=True, related_name="+", help_text="Null: the system itself.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_at=None) | Q(until_at__gte=F("from_at")), name="standing_ends_after_start"),
            models.UniqueConstraint(
                fields=["about_kind", "about_id", "person", "capacity"], condition=Q(until_at=None), name="standing_once_at_a_time"
            ),
        ]
        indexes = [
            models.Index(
                fields=["person", "capacity"], include=["about_kind", "about_id", "from_at", "until_at"], name="standing_of_person"
            ),
            models.Index(fields=["about_id", "capacity"], name="standing_about"),
        ]

    def __str__(self) -> str:
        return f"{self.capacity} {self.about_id}"


class Designation(models.Model):
    """Who may act for the superintendent or a principal, for which duties, from when until when, and who said so."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="designations")
    building = models.ForeignKey("tat.Building", models.PROTECT, null=True, blank=True, related_name="designations")
    acts_for = models.CharField(max_length=20, choices=[("superintendent", "Superintendent"), ("principal", "Building Principal")])
    designee = models.ForeignKey("tat.User", models.PROTECT, related_name="designations")
    rules = ArrayField(models.CharField(max_length=12), help_text="Codes of the duties.")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="Last day, included.")
    words = models.CharField(max_length=400, blank=True, help_text="The express words of the written naming.")
    paper = models.CharField(max_length=200, blank=True, help_text="Where the signed paper lies.")
    by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(null=True, help_text="Null: recorded before the time was kept.")
    ended_at = models.DateTimeField(null=True, help_text="When somebody set its last day; that day may lie before it began.")
    ended_by = models.ForeignKey("tat.User", models.PROTECT, null=True, related_name="+")

    objects = HeldQuerySet["Designation"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")) | Q(ended_at__isnull=False), name="designation_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False, until_on__isnull=False),
                name="designation_ended_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.acts_for} {self.designee_id}"
