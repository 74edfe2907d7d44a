"""What was reported to an outside agency, and the proof of it."""

from django.db import models

from cases.models import CaseFact
from tat.vault import SealedText


class AgencyReport(CaseFact):
    """The proof of one report: number, submitter, time. No copy of the agency's own form is kept."""

    obligation = models.OneToOneField("tat.Obligation", models.PROTECT, related_name="agency_report")
    confirmation = SealedText(max_length=100)
    submitted_at = models.DateTimeField(help_text="As stated.")
    submitted_by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    note = SealedText(max_length=2000, blank=True)


class AgencyAttempt(CaseFact):
    """A report that was tried and did not go through."""

    obligation = models.ForeignKey("tat.Obligation", models.PROTECT, related_name="agency_attempts")
    attempted_at = models.DateTimeField()
    what_happened = SealedText(max_length=2000)
