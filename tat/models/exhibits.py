"""The exhibits E1 to E5 of the procedure: the district's own editions, and who has read which on which day (4:190-AP2, duty T1)."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _l

from tat.models.written import Written

LONGEST_EDITION = 200_000


class Exhibit(models.TextChoices):
    """Each exhibit, with our own words for what it is."""

    E1 = "E1", _l("E1: principles, and the STEP view")
    E2 = "E2", _l("E2: documenting a case")
    E3 = "E3", _l("E3: key areas and questions")
    E4 = "E4", _l("E4: responses by level")
    E5 = "E5", _l("E5: case management strategies")


class ExhibitEdition(Written, models.Model):
    """One edition of an exhibit as the district uses it: its text, or a PDF or picture of it, or both. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="+")
    exhibit = models.CharField(max_length=2, choices=Exhibit)
    title = models.CharField(max_length=120, help_text="As on its head, with its edition.")
    adopted_on = models.DateField(help_text="From which day it is in force.")
    text = models.TextField(blank=True, max_length=LONGEST_EDITION)
    key = models.ForeignKey("tat.DataKey", models.PROTECT, null=True, blank=True, related_name="+")
    extension = models.CharField(max_length=4, blank=True)
    original = models.ForeignKey("tat.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    display = models.ForeignKey("tat.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    recorded_name = models.CharField(max_length=150)
    recorded_position = models.CharField(max_length=150, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(key=None, original=None, display=None, extension="", text__gt="")
                | Q(key__isnull=False, original__isnull=False, display__isnull=False, extension__gt=""),
                name="exhibit_text_or_file",
            )
        ]
        indexes = [models.Index(fields=["district", "exhibit", "-adopted_on", "-recorded_at"], name="exhibit_in_force")]

    def __str__(self) -> str:
        return f"{self.exhibit} {self.adopted_on}"


class ExhibitRead(Written, models.Model):
    """That a person read an exhibit, in which edition, on which day, as that person says."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    exhibit = models.CharField(max_length=2, choices=Exhibit)
    edition = models.ForeignKey(
        ExhibitEdition, models.PROTECT, null=True, blank=True, related_name="reads", help_text="Null: the procedure's own, as printed."
    )
    on = models.DateField()
    recorded_by = models.ForeignKey("tat.User", models.PROTECT, related_name="exhibits_read")
    recorded_name = models.CharField(max_length=150)
    recorded_position = models.CharField(max_length=150, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recorded_by", "exhibit", "edition", "on"], name="exhibit_read_once_a_day", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.exhibit} {self.on}"
