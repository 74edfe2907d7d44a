"""Low-level notes: what was seen or heard, and feared by nobody."""

import uuid

from django.db import models
from django.db.models import Q

from tat import vault
from tat.vault import SealedText
from triage.models.reports import Report
from triage.workflow import HarmAnswer


class LowLevelNote(models.Model):
    """One note of what was seen or heard and feared by nobody; stamped, append-only, kept like every record (105 ILCS 10/4(d), (f)).

    It belongs to no case, so it has a data key of its own; `report` is the report that it became.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="+")
    building = models.ForeignKey("tat.Building", models.PROTECT, related_name="+")
    key = models.ForeignKey("tat.DataKey", models.PROTECT, related_name="+")
    harm = models.CharField(max_length=6, choices=HarmAnswer, help_text="The answer sent with the note: no, at the time of the stamp.")
    person = models.ForeignKey("cases.Person", models.PROTECT, null=True, blank=True, related_name="+")
    who = SealedText(max_length=200, blank=True, help_text="Who it is about where nobody knows the name.")
    nature = SealedText(max_length=20_000, help_text="What was seen or heard.")
    location = SealedText(max_length=500, blank=True)
    occurred_at = models.DateTimeField(null=True, blank=True, help_text="As stated.")
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="correction", help_text="The earlier note of the same person."
    )
    recorded_by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    recorded_name = models.CharField(max_length=150)
    recorded_position = models.CharField(max_length=150, blank=True)
    recorded_at = models.DateTimeField()
    report = models.ForeignKey(Report, models.PROTECT, null=True, blank=True, related_name="notes")
    turned_at = models.DateTimeField(null=True, blank=True)
    turned_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+", help_text="Null: the system itself.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(harm=HarmAnswer.NO), name="note_after_no"),
            models.CheckConstraint(
                condition=Q(report=None, turned_at=None, turned_by=None) | Q(report__isnull=False, turned_at__isnull=False),
                name="note_turned_pair",
            ),
        ]
        indexes = [models.Index(fields=["building", "-recorded_at", "-id"], name="note_by_building")]

    def __str__(self) -> str:
        return str(self.id)

    def data_key(self) -> vault.Key:
        return self.key.open()

    def shown_name(self) -> str:
        """What pages behind the door call the person whom it is about."""
        return self.person.name if self.person else self.who
