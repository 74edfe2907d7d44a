"""The district's own directory of help: services that people in a case can be sent to."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Service(models.Model):
    """One service of the directory, about nobody. What is not offered any more stays readable; a referral keeps the name of its day."""

    class Kind(models.TextChoices):
        COUNSELING = "counseling", "Counseling"
        CARE = "care", "Mental health care"
        CRISIS = "crisis", "Help in a crisis"
        MENTORING = "mentoring", "Mentoring and activities"
        SCHOOL = "school", "Help with school"
        FAMILY = "family", "Help for families"
        NEEDS = "needs", "Food, housing, money"
        SAFETY = "safety", "Safety and legal help"
        SUBSTANCES = "substances", "Help with alcohol or drugs"
        STAFF = "staff", "Help for staff"
        OTHER = "other", "Other help"

    class Whom(models.TextChoices):
        SUBJECT = "subject", "A subject of concern"
        TARGET = "target", "A target"
        FAMILY = "family", "Families"
        STAFF = "staff", "Staff"
        ANYBODY = "anybody", "Anybody"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="services")
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=10, choices=Kind)
    for_whom = ArrayField(models.CharField(max_length=8, choices=Whom))
    reach = models.CharField(max_length=1000, help_text="How to reach it: telephone, address, who answers.")
    terms = models.CharField(max_length=1000, blank=True, help_text="Cost, insurance, languages, in words.")
    note = models.CharField(max_length=1000, blank=True)
    active = models.BooleanField(default=True, help_text="Offered to choose.")
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["district", "name"], name="service_by_name")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def whom_words(self) -> str:
        """For whom it is, in words."""
        return ", ".join(str(self.Whom(code).label) for code in self.for_whom)
