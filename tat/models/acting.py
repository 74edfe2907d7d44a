"""Who leads in a principal's place while the principal is absent or concerned (handbook 2.4)."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _l

from tat.models.held import HeldQuerySet


class ActingLead(models.Model):
    """One naming by the superintendent, dated, with its reason.

    While the principal is absent the acting lead holds the office of the building (an Appointment); while a case concerns the principal, a
    Standing as lead in that case alone.
    """

    class Ground(models.TextChoices):
        ABSENT = "absent", _l("The principal is absent")
        CONCERNED = "concerned", _l("A case concerns the principal")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="acting_leads")
    building = models.ForeignKey("tat.Building", models.PROTECT, related_name="acting_leads")
    person = models.ForeignKey("tat.User", models.PROTECT, related_name="acting_leads")
    ground = models.CharField(max_length=9, choices=Ground)
    reason = models.CharField(max_length=300, help_text="Without a word of a case.")
    from_on = models.DateField()
    until_on = models.DateField(help_text="Last day, included.")
    by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="When somebody ended it early; the last day may lie before it began then.")
    ended_by = models.ForeignKey("tat.User", models.PROTECT, null=True, related_name="+")

    objects = HeldQuerySet["ActingLead"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")) | Q(ended_at__isnull=False), name="acting_lead_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False), name="acting_lead_ended_by"
            ),
        ]
        indexes = [models.Index(fields=["building", "until_on"], name="acting_lead_by_building")]

    def __str__(self) -> str:
        return f"{self.ground} {self.building_id}"
