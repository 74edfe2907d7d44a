"""Threat assessment teams and their dated seats."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q

from tat.models.held import HeldQuerySet


class Team(models.Model):
    """A Threat Assessment Team; it serves one or more buildings."""

    ref = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False, help_text="What its duties are about.")
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="teams")
    name = models.CharField(max_length=200)
    buildings = models.ManyToManyField("tat.Building", related_name="teams")

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """A person's place on a team, or a statutory seat that is empty for a stated reason (105 ILCS 128/45(a); 4:190-AP2)."""

    class Statutory(models.TextChoices):
        ADM = "ADM", "Administrator"
        TCH = "TCH", "Teacher"
        CNS = "CNS", "School counselor"
        PSY = "PSY", "School psychologist"
        SWK = "SWK", "School social worker"
        LEO = "LEO", "Law enforcement official"

    class Kind(models.TextChoices):
        CORE = "core", "Member"
        BACKUP = "backup", "Back-up"

    ref = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False, help_text="What a duty begins with.")
    team = models.ForeignKey(Team, models.PROTECT, related_name="seats")
    user = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="seats")
    statutory = models.CharField(max_length=3, choices=Statutory, blank=True)
    expertise = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.CORE)
    covers = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="backups")
    triage = models.BooleanField(default=False, help_text="Designated by the principal for the Triage Team.")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="Last day, included.")
    unavailable_reason = models.CharField(max_length=300, blank=True)

    objects = HeldQuerySet["Seat"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="seat_ends_after_start"),
            models.CheckConstraint(condition=Q(user__isnull=False) ^ ~Q(unavailable_reason=""), name="seat_held_or_reason"),
            models.UniqueConstraint(
                fields=["team", "user"], condition=Q(until_on=None, user__isnull=False), name="one_open_seat_per_person"
            ),
        ]
        indexes = [models.Index(fields=["user", "team"], name="seat_by_user")]

    def __str__(self) -> str:
        return f"{self.team_id} {self.statutory} {self.kind}"
