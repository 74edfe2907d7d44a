"""Who read the Spanish texts through, and what this person found (PF-3; `ux.md`, Translation)."""

import uuid

from django.db import models
from django.db.models import Q

from tat.models.written import Written, with_position


class TranslationReview(Written, models.Model):
    """One reading of the texts of a kind by a named person, who need not have an account. None is changed: a later one counts instead."""

    class Kind(models.TextChoices):
        PUBLIC = "public", "Public pages"
        LETTERS = "letters", "Letters to families and targets"
        COPIES = "copies", "Copies for families and targets"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=7, choices=Kind)
    right = models.BooleanField(help_text="Whether every text was found right.")
    note = models.CharField(max_length=2000, blank=True, help_text="Which texts are wrong, and how they should read.")
    reviewer = models.CharField(max_length=150)
    position = models.CharField(max_length=150)
    read_on = models.DateField(help_text="Local day.")
    texts = models.JSONField(help_text="Marks of the texts that were read: a text that changes is not reviewed any more.")
    by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    recorded_name = models.CharField(max_length=150)
    recorded_position = models.CharField(max_length=150, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "district", "-recorded_at"], name="translation_reviews_latest")]
        constraints = [models.CheckConstraint(condition=Q(right=True) | Q(note__gt=""), name="translation_wrong_says_what")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def read_by(self) -> str:
        """Name and position of who read it."""
        return with_position(self.reviewer, self.position)
