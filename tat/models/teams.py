"""Threat assessment teams and their dated seats."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _l

from tat.calendar import date_words
from tat.models.held import HeldQuerySet

LONGEST_NAME, LONGEST_REASON, LONGEST_WHOM = 200, 300, 120


class Team(models.Model):
    """A Threat Assessment Team; it serves one or more buildings."""

    ref = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False, help_text="What its duties are about.")

    class Kind(models.TextChoices):
        OWN = "own", _l("The district’s own team")
        REGIONAL = "regional", _l("A regional team, where own staff cannot form one")

    district = models.ForeignKey("tat.District", models.PROTECT, related_name="teams")
    name = models.CharField(max_length=LONGEST_NAME)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.OWN, db_default=Kind.OWN)
    regional_reason = models.CharField(max_length=LONGEST_REASON, blank=True, db_default="", help_text="Why own staff cannot form a team.")
    buildings = models.ManyToManyField(
        "tat.Building", related_name="teams", help_text="As of today; TeamVersion says what it served before."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="own", regional_reason="") | (Q(kind="regional") & ~Q(regional_reason="")), name="team_regional_reason"
            )
        ]

    def __str__(self) -> str:
        return self.name


class TeamVersion(models.Model):
    """Which buildings a team served from a local day on; a later row takes its place, and none is ever changed."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="versions")
    from_on = models.DateField(null=True, help_text="Null: as it was before its first change was kept.")
    buildings = ArrayField(models.BigIntegerField(), help_text="Their numbers.")
    by = models.ForeignKey("tat.User", models.PROTECT, null=True, related_name="+", help_text="Null: as it stood before.")
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["team", "-id"], name="team_version_by_team")]

    def __str__(self) -> str:
        return f"{self.team_id} {self.from_on}"


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
    unavailable_reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    asked_whom = models.CharField(
        max_length=LONGEST_WHOM, blank=True, db_default="", help_text="Of an empty seat: who was asked for it last."
    )
    asked_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey("tat.User", models.PROTECT, null=True, related_name="+", help_text="Who seated; null: not kept.")
    recorded_at = models.DateTimeField(null=True, help_text="Null: recorded before the time was kept.")
    ended_at = models.DateTimeField(null=True, help_text="When somebody set its last day; that day may lie before it began.")
    ended_by = models.ForeignKey("tat.User", models.PROTECT, null=True, related_name="+")

    objects = HeldQuerySet["Seat"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")) | Q(ended_at__isnull=False), name="seat_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False, until_on__isnull=False),
                name="seat_ended_by",
            ),
            models.CheckConstraint(condition=Q(user__isnull=False) ^ ~Q(unavailable_reason=""), name="seat_held_or_reason"),
            models.UniqueConstraint(
                fields=["team", "user"], condition=Q(until_on=None, user__isnull=False), name="one_open_seat_per_person"
            ),
        ]
        indexes = [models.Index(fields=["user", "team"], name="seat_by_user")]

    def __str__(self) -> str:
        return f"{self.team_id} {self.statutory} {self.kind}"

    @property
    def empty_words(self) -> str:
        """Why nobody holds it, with whom was asked and when."""
        if not self.asked_on:
            return self.unavailable_reason
        return f"{self.unavailable_reason.rstrip('.')}. Asked {self.asked_whom} on {date_words(self.asked_on)}"


class SeatVersion(models.Model):
    """How a seat read from a local day on: its expertise, and whether of the Triage Team. The latest is as the seat stands."""

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="versions")
    from_on = models.DateField()
    expertise = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    triage = models.BooleanField()
    by = models.ForeignKey("tat.User", models.PROTECT, null=True, related_name="+", help_text="Null: as it stood before.")
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["seat", "from_on", "id"], name="seat_version_by_seat")]

    def __str__(self) -> str:
        return f"{self.seat_id} {self.from_on}"
