"""What the team says to each other about the case, its meetings, and the files it keeps."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from cases.models.case import CaseFact
from tat.vault import SealedText


class Note(CaseFact):
    """A stamped, sealed, append-only note of the team."""

    text = SealedText(max_length=20_000)
    is_change = models.BooleanField(default=False)
    seats = ArrayField(models.BigIntegerField(), default=list, blank=True, help_text="Seats it is addressed to; empty: all.")


class Meeting(CaseFact):
    """The full team's meeting: who was there, who was not, and the shortfall's reason."""

    held_at = models.DateTimeField()
    attended = ArrayField(models.BigIntegerField(), default=list, help_text="Seats present.")
    absent = ArrayField(models.BigIntegerField(), default=list, blank=True, help_text="Seats absent.")
    police = models.CharField(max_length=10, blank=True, help_text="present, consulted, neither")
    shortfall_reason = SealedText(max_length=2000, blank=True)


class CrisisResponse(CaseFact):
    """A crisis response that triage started: time, kind, by. The case stays in triage."""

    kind = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    started_by = SealedText(max_length=200, blank=True)
    note = SealedText(max_length=2000, blank=True)


class Attachment(CaseFact):
    """A file that belongs to the case: the sealed original, never changed, and the copy that is shown where there is one."""

    class Way(models.TextChoices):
        REPORT = "report", "With the report"
        TIP = "tip", "With a tip"
        TEAM = "team", "Added by the team"

    number = models.PositiveIntegerField(help_text="Counted within the case; with its code it is the name of the file.")
    extension = models.CharField(max_length=4)
    way = models.CharField(max_length=6, choices=Way, default=Way.TEAM)
    name = SealedText(max_length=150, help_text="As its sender called it.")
    caption = SealedText(max_length=2000, blank=True)
    original = models.ForeignKey("tat.StoredFile", models.PROTECT, related_name="+")
    display = models.ForeignKey("tat.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="one_attachment_per_number")]
