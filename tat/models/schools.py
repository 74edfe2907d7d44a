"""Districts, their buildings and their calendars."""

import datetime
import uuid
from functools import cached_property
from typing import Any

from django.contrib.postgres.functions import RandomUUID
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

from tat.statutes.rcdts import AS_KEPT, HOW

rcdts = RegexValidator(AS_KEPT, HOW)


class District(models.Model):
    """A school district; a wall in every query."""

    class Kind(models.TextChoices):
        UNIT = "unit", "Unit district"
        ELEMENTARY = "elementary", "Elementary district"
        HIGH = "high", "High school district"
        COOPERATIVE = "cooperative", "Cooperative, or another joint program"
        NON_PUBLIC = "non_public", "Non-public school or schools"

    class Office(models.TextChoices):
        ROE = "roe", "Regional Office of Education"
        ISC = "isc", "Intermediate Service Center"
        ISBE = "isbe", "None: Chicago, which files with the State Board"

    name = models.CharField(max_length=200)
    slug = models.SlugField(unique=True)
    rcdts = models.CharField(
        max_length=20, blank=True, db_default="", validators=[rcdts], help_text="Its own code: the school part is 0000."
    )
    kind = models.CharField(max_length=12, choices=Kind, blank=True, db_default="")
    office = models.CharField(max_length=4, choices=Office, blank=True, db_default="", help_text="To which of them it files (8.5).")
    target_minutes = models.PositiveSmallIntegerField(
        default=15,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text="Minutes after which “immediately” counts as late: 15, at most 60.",
    )
    update_days = models.PositiveSmallIntegerField(
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text="Days between updates of a case plan; 30 is the longest.",
    )
    day_ends_at = models.TimeField(
        default=datetime.time(16), help_text="Local time at which the product's day clocks end; 16:00 is the latest."
    )
    note_threshold = models.PositiveSmallIntegerField(
        default=3,
        validators=[MinValueValidator(2), MaxValueValidator(10)],
        help_text="Notes by different people on one person that open a report: 3. District-defined default, not an official list.",
    )
    note_window_days = models.PositiveSmallIntegerField(
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text="Days within which they count together: 30. District-defined default, not an official list.",
    )
    second_contact = models.ForeignKey(
        "tat.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Takes an escalation where the one to be told is the actor or in conflict.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(target_minutes__gte=1, target_minutes__lte=60), name="district_target_minutes"),
            models.CheckConstraint(condition=Q(update_days__gte=1, update_days__lte=30), name="district_update_days"),
            models.CheckConstraint(condition=Q(note_threshold__gte=2, note_threshold__lte=10), name="district_note_threshold"),
            models.CheckConstraint(condition=Q(note_window_days__gte=1, note_window_days__lte=365), name="district_note_window_days"),
            models.CheckConstraint(condition=Q(day_ends_at__lte=datetime.time(16)), name="district_day_ends_at"),
        ]

    def __str__(self) -> str:
        return self.name


class Building(models.Model):
    """A school, or another attendance center, of a district."""

    class Kind(models.TextChoices):
        HIGH = "high", "High school"
        MIDDLE = "middle", "Middle school"
        ELEMENTARY = "elementary", "Elementary school"
        ALTERNATIVE = "alternative", "Alternative program"
        EARLY = "early", "Early childhood center"
        OTHER = "other", "Another attendance center"

    district = models.ForeignKey(District, models.PROTECT, related_name="buildings")
    name = models.CharField(max_length=200)
    code = models.CharField(
        max_length=6, validators=[RegexValidator(r"^[A-Z]{2,6}$")], help_text="Letters that begin its case codes, such as CHS."
    )
    rcdts = models.CharField(max_length=20, unique=True, validators=[rcdts])
    kind = models.CharField(max_length=12, choices=Kind)
    closed_on = models.DateField(null=True, blank=True, help_text="Last day as a school; its cases and papers stay.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="building_code_in_district")]

    def __str__(self) -> str:
        return self.name

    @property
    def tip_place(self) -> str:
        """Where the school's public form stands: the district's name in addresses and the school's letters."""
        return f"{self.district.slug}-{self.code.lower()}"

    @cached_property
    def served_by(self) -> list[Any]:
        """The teams that serve it, the first one first: a new case is its."""
        return list(self.teams.order_by("id"))


class SchoolYear(models.Model):
    """One school year: first and last student attendance day."""

    ref = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False, help_text="What a duty begins with.")
    district = models.ForeignKey(District, models.CASCADE, related_name="school_years")
    starts_on = models.DateField(help_text="First student attendance day.")
    ends_on = models.DateField(help_text="Last student attendance day.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="school_year_ends_after_start"),
            models.UniqueConstraint(fields=["district", "starts_on"], name="school_year_once"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on.year}-{self.ends_on.year}"


class ClosedDay(models.Model):
    """A weekday without student attendance, an office holiday, or both (two rows)."""

    class Kind(models.TextChoices):
        NO_SCHOOL = "no_school", "No school"
        INSTITUTE = "institute", "Institute day"
        EMERGENCY = "emergency", "Emergency closure"
        OFFICE_HOLIDAY = "office_holiday", "Office holiday"

    district = models.ForeignKey(District, models.CASCADE, related_name="closed_days")
    on = models.DateField()
    kind = models.CharField(max_length=14, choices=Kind)
    note = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "on", "kind"], name="closed_day_once")]

    def __str__(self) -> str:
        return f"{self.on} {self.kind}"
