"""Statements of parents and students about entries that they dispute: kept in the record, and given along ever after (105 ILCS 10/7)."""

from django.db import models

from cases.models.case import CaseFact
from tat.vault import SealedText

LONGEST = 20_000


class RecordStatement(CaseFact):
    """One statement as it was handed in; never changed. Every later copy of the student's record in this case carries it."""

    class Capacity(models.TextChoices):
        PARENT = "parent", "Parent or guardian"
        STUDENT = "student", "The student, to whom the rights have passed"

    party = models.ForeignKey("cases.Party", models.PROTECT, related_name="record_statements", help_text="The student whose record it is.")
    person = SealedText(max_length=200, help_text="Who made it.")
    capacity = models.CharField(max_length=7, choices=Capacity)
    received_on = models.DateField(help_text="The local day on which the school had it.")
    about = SealedText(max_length=500, help_text="Which entry is disputed.")
    text = SealedText(max_length=LONGEST)

    class Meta:
        indexes = [models.Index(fields=["case", "recorded_at"], name="statement_of_case")]
