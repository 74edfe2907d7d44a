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


class Brief(CaseFact):
    """What named staff need to know: three lines, read after sign-in by those named, never mailed (4:190-AP2, duty T4).

    It stands apart from the case: whoever reads it learns these lines and no more.
    """

    know = SealedText(max_length=300, help_text="What they need to know.")
    do = SealedText(max_length=300, help_text="What they should do.")
    turn_to = SealedText(max_length=300, help_text="Whom they turn to.")
    why = SealedText(max_length=2000, help_text="Why these people need to know it; for the record, not shown to them.")
    until_on = models.DateField(help_text="The last local day on which it can be read.")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")


class BriefReader(models.Model):
    """One named person of a brief, and when they first opened it."""

    brief = models.ForeignKey(Brief, models.PROTECT, related_name="readers")
    user = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    name = models.CharField(max_length=150, help_text="As it was when the brief was written.")
    position = models.CharField(max_length=150, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brief", "user"], name="brief_reader_once")]

    def __str__(self) -> str:
        return str(self.pk)


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
