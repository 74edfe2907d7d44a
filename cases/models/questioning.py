"""What the law keeps apart from an interview: the block before an officer questions a student, and what a therapist heard."""

import uuid

from django.conf import settings
from django.db import models

from cases.models.assessment import TRANSCRIPT, Interview
from cases.models.case import Case, CaseFact
from tat import vault
from tat.vault import SealedText


class Questioning(CaseFact):
    """Before a student under 18, suspected of a criminal act, is questioned on school grounds (105 ILCS 5/22-88). The latest governs."""

    class Told(models.TextChoices):
        REACHED = "reached", "Reached"
        ATTEMPTED = "attempted", "Tried, not reached"
        NO = "no", "Nobody tried"

    class Professional(models.TextChoices):
        PARENT = "parent", "A parent or guardian was there"
        SOCIAL_WORKER = "social_worker", "School social worker"
        PSYCHOLOGIST = "psychologist", "School psychologist"
        NURSE = "nurse", "School nurse"
        COUNSELOR = "counselor", "School counselor"
        OTHER = "other", "Another mental health professional"
        NOBODY = "nobody", "None of these"

    class Officer(models.TextChoices):
        YES = "yes", "Yes"
        NOT_PRACTICABLE = "not_practicable", "No, not practicable"
        NO = "no", "No"

    class Exempt(models.TextChoices):
        NONE = "none", "None"
        ARREST = "arrest", "The student was arrested"
        DANGER = "danger", "Urgent and immediate danger"

    interview = models.ForeignKey(Interview, models.PROTECT, null=True, blank=True, related_name="questionings")
    applies = models.BooleanField()
    why_not = SealedText(max_length=2000, blank=True)
    age = models.PositiveSmallIntegerField(null=True, blank=True)
    act = SealedText(max_length=2000, blank=True, help_text="Of which criminal act the student is suspected.")
    parent_told = models.CharField(max_length=9, choices=Told, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    told_how = SealedText(max_length=200, blank=True)
    told_by = SealedText(max_length=200, blank=True)
    present = models.CharField(max_length=13, choices=Professional, blank=True)
    present_name = SealedText(max_length=200, blank=True)
    youth_officer = models.CharField(max_length=15, choices=Officer, blank=True, help_text="An officer trained in working with youth.")
    exception = models.CharField(max_length=6, choices=Exempt, blank=True)
    exception_why = SealedText(max_length=2000, blank=True)


class ProtectedStatement(models.Model):
    """A communication to a therapist: a class of its own with few readers; in no copy, search or timeline (740 ILCS 110).

    It is no CaseFact, lest a page that reads the facts of a case reads it; it has a key of its own.
    """

    class Basis(models.TextChoices):
        CONSENT = "consent", "Written consent"
        IMMINENT_RISK = "imminent_risk", "Imminent risk of serious harm"
        NOT_THERAPEUTIC = "not_therapeutic", "Not said in a therapeutic relation"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="protected_statements")
    interview = models.ForeignKey(Interview, models.PROTECT, null=True, blank=True, related_name="+")
    key = models.ForeignKey("tat.DataKey", models.PROTECT, related_name="+")
    basis = models.CharField(max_length=15, choices=Basis)
    basis_note = SealedText(max_length=2000, blank=True, help_text="Who consented and when, or what the risk was.")
    text = SealedText(max_length=TRANSCRIPT)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_name = models.CharField(max_length=150)
    recorded_position = models.CharField(max_length=150, blank=True)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)

    def data_key(self) -> vault.Key:
        return self.key.open()
