"""Whom the district has designated as a school official from outside: dated, and without it the student record stays shut."""

import uuid

from django.db import models
from django.db.models import F, Q

from tat.models.held import HeldQuerySet


class SchoolOfficial(models.Model):
    """One person of another agency who does a duty of the school under its control, from one day to another (105 ILCS 10/6(a)(2);
    34 CFR 99.31(a)(1)(i)(B)). None is changed; one that was ended early keeps that day.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="+")
    person = models.ForeignKey("tat.User", models.PROTECT, related_name="official_days")
    function = models.CharField(max_length=300, help_text="What the person does for the school; without a word of a case.")
    paper = models.CharField(max_length=200, help_text="Where the signed paper lies.")
    from_on = models.DateField()
    until_on = models.DateField(help_text="Last day, included.")
    by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="When somebody ended it early; the last day may lie before it began then.")
    ended_by = models.ForeignKey("tat.User", models.PROTECT, null=True, related_name="+")

    objects = HeldQuerySet["SchoolOfficial"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")) | Q(ended_at__isnull=False),
                name="school_official_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="school_official_ended_by",
            ),
        ]
        indexes = [models.Index(fields=["person", "until_on"], name="school_official_by_person")]

    def __str__(self) -> str:
        return str(self.id)
