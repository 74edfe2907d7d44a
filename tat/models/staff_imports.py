"""A staff list that was read: what it would change, row by row, until somebody applies or discards it."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class StaffImport(models.Model):
    """One file that was read. Of pupils and guardians it has the numbers of rows alone."""

    class Source(models.TextChoices):
        ONEROSTER_11 = "oneroster11", "OneRoster 1.1"
        ONEROSTER_12 = "oneroster12", "OneRoster 1.2"
        STAFF_CSV = "staff_csv", "Staff list (CSV)"

    class Mode(models.TextChoices):
        BULK = "bulk", "Everybody"
        DELTA = "delta", "Changes only"

    class State(models.TextChoices):
        WAITING = "waiting", "Waits for a decision"
        APPLIED = "applied", "Applied"
        DISCARDED = "discarded", "Discarded"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="staff_imports")
    source = models.CharField(max_length=12, choices=Source)
    mode = models.CharField(max_length=5, choices=Mode)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    counts = models.JSONField(default=dict, help_text="Rows by what they would do, and rows that were dropped unread. No names of people.")
    unknown_schools = ArrayField(models.CharField(max_length=200), default=list, help_text="Schools of the file that no building matches.")
    by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    read_at = models.DateTimeField()
    decided_by = models.ForeignKey("tat.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district"], condition=Q(state="waiting"), name="staff_import_one_waits"),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_by=None, decided_at=None)
                | (~Q(state="waiting") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="staff_import_decided",
            ),
        ]
        indexes = [models.Index(fields=["district", "read_at"], name="staff_import_by_district")]

    def __str__(self) -> str:
        return f"{self.source} {self.state}"


class StaffLine(models.Model):
    """One difference that an import would make, or a row that it refuses; staff only. The table is unlogged: after a crash it is read anew.

    Its keys are no constraints of the database and have no index: a hundred thousand rows come in one statement, go with the next import,
    and are read in a few milliseconds.
    """

    class Kind(models.TextChoices):
        NEW = "new", "New"
        BACK = "back", "Back again"
        CHANGED = "changed", "Changed"
        ENDED = "ended", "Not in the file any more"
        KEPT = "kept", "Kept by hand"
        REFUSED = "refused", "Refused"

    id = models.BigAutoField(primary_key=True)
    staff_import = models.ForeignKey(StaffImport, models.CASCADE, related_name="lines", db_constraint=False, db_index=False)
    kind = models.CharField(max_length=7, choices=Kind)
    number = models.IntegerField(help_text="Row of the file, the header is row 1; 0: the file has none.")
    source_id = models.TextField()
    email = models.TextField()
    full_name = models.TextField()
    position = models.TextField()
    user = models.ForeignKey("tat.User", models.CASCADE, null=True, related_name="+", db_constraint=False, db_index=False)
    was = models.JSONField(null=True, help_text="What stands in the account before: address, name, position.")
    kept = ArrayField(models.CharField(max_length=12), null=True, help_text="Fields typed here, which stay.")
    why = models.CharField(max_length=16, blank=True, db_default="", help_text="Code of the sentence that says why a row is refused.")

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
