"""The contact log of a plan's monitoring: who looked when at how the subject is, and what was seen and said (handbook 7.6)."""

from django.db import models

from cases.models.case import CaseFact, Party
from cases.workflow.contacts import ContactKind
from tat.vault import SealedText


class Contact(CaseFact):
    """One entry of the contact log: a contact with the subject or a collateral, or that it was tried. A correction is a later entry."""

    class Who(models.TextChoices):
        SUBJECT = "subject", "The subject"
        PARENT = "parent", "A parent or guardian"
        TEACHER = "teacher", "A teacher or other staff"
        OTHER = "other", "Somebody else"

    class SubjectIs(models.TextChoices):
        AS_BEFORE = "as_before", "As before"
        BETTER = "better", "Better than before"
        WORSE = "worse", "Worse than before"
        UNKNOWN = "unknown", "Not known"

    who = models.CharField(max_length=7, choices=Who)
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="contacts")
    person = SealedText(max_length=200, blank=True, help_text="Who it was, where no party of the case is chosen.")
    kind = models.CharField(max_length=9, choices=ContactKind)
    occurred_at = models.DateTimeField()
    said = SealedText(max_length=20_000, help_text="What was seen and said.")
    subject_is = models.CharField(max_length=9, choices=SubjectIs, default=SubjectIs.UNKNOWN)
    watch_items_checked = models.BooleanField(null=True, blank=True, help_text="Asked in active monitoring; null: not asked.")
    is_change = models.BooleanField(default=False)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["replaces"], name="contact_corrected_once")]
        indexes = [models.Index(fields=["case", "occurred_at", "id"], name="contact_by_case")]

    @property
    def took_place(self) -> bool:
        """Whether anybody was met, spoken with or seen."""
        return self.kind != ContactKind.TRIED
