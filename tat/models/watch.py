"""What is watched of reading and taking along: unusual numbers of cases or files, and tables that a second person lets out."""

import uuid

from django.db import models
from django.db.models import F, Q

from tat import vault
from tat.models.written import Written, with_position
from tat.vault import SealedText


class ReadingAlert(models.Model):
    """Somebody opened more cases, or took more files along, than the work of an hour explains. The statement that records a look writes
    it; the sweep tells; who settles it is another person.
    """

    class Kind(models.TextChoices):
        CASES = "cases", "Different cases within an hour"
        FILES = "files", "Files and papers within ten minutes"
        DENIED = "denied", "Things that were not theirs, or not there, within ten minutes"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("tat.User", models.PROTECT, db_index=False, related_name="+")
    district = models.ForeignKey("tat.District", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=6, choices=Kind)
    at = models.DateTimeField()
    count = models.PositiveIntegerField(help_text="Cases, or files; never which.")
    told_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("tat.User", models.PROTECT, null=True, related_name="+")
    expected = models.BooleanField(null=True, help_text="Whether the person's work explains it.")
    key = models.ForeignKey("tat.DataKey", models.PROTECT, null=True, related_name="+")
    finding = SealedText(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None, expected=None, key=None)
                | Q(settled_at__isnull=False, settled_by__isnull=False, expected__isnull=False, key__isnull=False),
                name="reading_alert_settled",
            ),
            models.CheckConstraint(condition=Q(settled_by=None) | ~Q(settled_by=F("person")), name="reading_alert_by_another"),
        ]
        indexes = [
            models.Index(fields=["person", "at"], name="reading_alert_of_person"),
            models.Index(fields=["at"], condition=Q(told_at=None), name="reading_alert_untold"),
            models.Index(fields=["district", "at"], name="reading_alert_of_district"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def data_key(self) -> vault.Key:
        assert self.key is not None, "The key comes with the finding."
        return self.key.open()


class ExportRequest(Written, models.Model):
    """A table of more than a few cases that somebody wants to take along: who, which, why; who let it out or not; what was taken."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="+")
    key = models.ForeignKey("tat.DataKey", models.PROTECT, related_name="+")
    table = models.CharField(max_length=30, help_text="The name of its address.")
    ending = models.CharField(max_length=4)
    reason = SealedText(max_length=2000)
    recorded_by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    recorded_name = models.CharField(max_length=150)
    recorded_position = models.CharField(max_length=150, blank=True)
    recorded_at = models.DateTimeField()
    until_at = models.DateTimeField(help_text="When the asking, or what was let out and not taken, runs out.")
    decided_by = models.ForeignKey("tat.User", models.PROTECT, null=True, related_name="+")
    decided_name = models.CharField(max_length=150, blank=True)
    decided_position = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    let_out = models.BooleanField(null=True)
    taken_at = models.DateTimeField(null=True)
    cases = models.PositiveIntegerField(null=True, help_text="How many were in what was taken.")
    sha256 = models.BinaryField(max_length=32, null=True, help_text="Of the file that was taken.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, let_out=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False, let_out__isnull=False),
                name="export_decided",
            ),
            models.CheckConstraint(condition=Q(decided_by=None) | ~Q(decided_by=F("recorded_by")), name="export_by_another"),
            models.CheckConstraint(
                condition=Q(taken_at=None, cases=None, sha256=None)
                | Q(let_out=True, taken_at__isnull=False, cases__isnull=False, sha256__isnull=False),
                name="export_taken_when_let_out",
            ),
        ]
        indexes = [
            models.Index(fields=["recorded_by", "recorded_at"], name="export_of_person"),
            models.Index(fields=["district", "recorded_at"], name="export_of_district"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def data_key(self) -> vault.Key:
        return self.key.open()

    @property
    def decided_words(self) -> str:
        """Name and position of who decided, at the time."""
        return with_position(self.decided_name, self.decided_position)
