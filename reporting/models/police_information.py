"""What the police told a school of a student's detention or offense: no student record, kept apart from every case (105 ILCS 5/22-20)."""

import uuid

from django.db import models
from django.db.models import Q

from tat import vault
from tat.models.written import Written
from tat.vault import SealedText


class PoliceInformation(Written, models.Model):
    """One thing that was told, under a key of its own. It points at no case, no person and no name token: no list, copy, search or count of
    a case can reach it. Whoever returned or destroyed it is added later; with that the key is destroyed.
    """

    class Basis(models.TextChoices):
        DETAINED = "detained", "A student was detained, for juvenile proceedings or an offense (105 ILCS 5/22-20)"
        RECIPROCAL = "reciprocal", "The reciprocal reporting agreement (705 ILCS 405/1-7, 5-905)"
        IMMINENT = "imminent", "Told by word of mouth, of an imminent threat of physical harm (705 ILCS 405/1-7, 5-905)"

    class Ended(models.TextChoices):
        RETURNED = "returned", "Returned to the agency, and nothing kept"
        DESTROYED = "destroyed", "Destroyed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="+")
    building = models.ForeignKey("tat.Building", models.PROTECT, related_name="+")
    key = models.ForeignKey("tat.DataKey", models.PROTECT, related_name="+")
    student = SealedText(max_length=200)
    agency = SealedText(max_length=200, help_text="Who told it: agency and officer.")
    basis = models.CharField(max_length=10, choices=Basis)
    received_on = models.DateField(help_text="The local day.")
    text = SealedText(max_length=20_000)
    recorded_by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    recorded_name = models.CharField(max_length=150)
    recorded_position = models.CharField(max_length=150, blank=True)
    recorded_at = models.DateTimeField()
    ended = models.CharField(max_length=9, choices=Ended, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    ended_name = models.CharField(max_length=150, blank=True)
    ended_position = models.CharField(max_length=150, blank=True)

    class Meta:
        verbose_name_plural = "police information"
        constraints = [
            models.CheckConstraint(
                condition=Q(ended="", ended_at=None, ended_by=None) | Q(ended__gt="", ended_at__isnull=False, ended_by__isnull=False),
                name="police_information_ended_pair",
            ),
        ]
        indexes = [models.Index(fields=["building", "recorded_at", "id"], name="police_information_of_building")]

    def __str__(self) -> str:
        return str(self.id)

    def data_key(self) -> vault.Key:
        return self.key.open()


class PoliceInformationReader(Written, models.Model):
    """A counselor or teacher of the school whom the principal lets read one thing, for one of the two purposes that the law names."""

    class Purpose(models.TextChoices):
        REHABILITATION = "rehabilitate", "To aid in the proper rehabilitation of the child"
        SAFETY = "safety", "To protect the safety of students and employees in the school"

    information = models.ForeignKey(PoliceInformation, models.PROTECT, related_name="readers")
    person = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=12, choices=Purpose)
    recorded_by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    recorded_name = models.CharField(max_length=150)
    recorded_position = models.CharField(max_length=150, blank=True)
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["information", "person"], condition=Q(ended_at=None), name="police_information_reader_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
