"""The roster of a team, looked at and signed by its principal (4:190-AP2; handbook 8.1, TEAM-CHK)."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _l

from tat.models.written import with_position

LONGEST_PROCESS = 4000


class RosterCheck(models.Model):
    """One check, from the day it is asked for to the signature; what was signed is kept as it read."""

    class Cause(models.TextChoices):
        YEAR = "year", _l("The school year begins")
        CHANGE = "change", _l("The roster has changed")
        OWN = "own", _l("The team’s own wish")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="+")
    team = models.ForeignKey("tat.Team", models.PROTECT, related_name="roster_checks")
    school_year = models.ForeignKey("tat.SchoolYear", models.PROTECT, null=True, blank=True, related_name="+")
    cause = models.CharField(max_length=6, choices=Cause)
    opened_at = models.DateTimeField()
    roster = models.JSONField(default=dict, blank=True, help_text="The seats as signed: staff names, positions, seats.")
    missing = models.JSONField(default=list, blank=True, help_text="What it lacked on that day, as sentences.")
    process = models.TextField(blank=True, max_length=LONGEST_PROCESS, help_text="Intake and triage in the principal's words.")
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    signed_name = models.CharField(max_length=150, blank=True)
    signed_position = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team"], condition=Q(signed_at=None), name="roster_check_one_open"),
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_by=None, signed_name="")
                | Q(signed_at__isnull=False, signed_by__isnull=False, signed_name__gt="", process__gt=""),
                name="roster_check_signed_by_name",
            ),
        ]
        indexes = [models.Index(fields=["team", "-opened_at"], name="roster_check_by_team")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def ref(self) -> str:
        """The key under which its duty is started and proven."""
        return f"roster_check:{self.id}"

    @property
    def signed_words(self) -> str:
        """Name and position at the time of signing."""
        return with_position(self.signed_name, self.signed_position)
