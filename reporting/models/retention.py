"""Holds: what keeps the records of a case from any disposal, from the day on which somebody says so until somebody ends it."""

from django.db import models
from django.db.models import Q

from cases.models import CaseFact
from tat.vault import SealedText


class LegalHold(CaseFact):
    """A litigation hold on one case's records (handbook 9.8); several may run. Only its end is added later."""

    reason = SealedText(max_length=2000, help_text="The lawsuit, request or order behind it.")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    lifted_name = models.CharField(max_length=150, blank=True)
    lifted_position = models.CharField(max_length=150, blank=True)
    lifted_reason = SealedText(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None) | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="legal_hold_lifted_pair",
            ),
        ]
        indexes = [models.Index(fields=["case", "lifted_at"], name="legal_hold_of_case")]

    @property
    def ref(self) -> str:
        """The key under which the log names it."""
        return f"legal_hold:{self.id}"
