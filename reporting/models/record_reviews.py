"""Reviews of a case's file as a student temporary record, and changes of attendance center that ask for one (23 IAC 375.40)."""

from django.db import models
from django.db.models import Q

from cases.models import CaseFact
from tat.vault import SealedText


class RecordReview(CaseFact):
    """One review with its note, or a change of attendance center that was recorded; never changed."""

    class Kind(models.TextChoices):
        REVIEWED = "reviewed", "Reviewed"
        MOVED = "moved", "Change of attendance center"
        LEFT = "left", "Left for good"

    kind = models.CharField(max_length=8, choices=Kind)
    on = models.DateField(help_text="The local day of the review, or from which the student attends elsewhere.")
    note = SealedText(max_length=20_000, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(kind="moved") | ~Q(note=""), name="record_review_has_a_note")]
        indexes = [models.Index(fields=["case", "kind", "on"], name="record_review_of_case")]

    @property
    def ref(self) -> str:
        """The key under which it starts or proves a duty."""
        return f"record_review:{self.id}"
