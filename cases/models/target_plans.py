"""The plan for one target's safety: a paper apart from the subject's plan, under a key of its own, with few readers (handbook 7.4)."""

import uuid

from django.conf import settings
from django.db import models

from cases.models.case import Case, Party
from tat import vault
from tat.models.written import Written
from tat.vault import SealedText


class TargetPlan(models.Model):
    """What all entries about one target's safety hang on. Its key seals each of them, and nothing else.

    It is no CaseFact, lest a page that reads the facts of a case reads it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="target_plans")
    party = models.OneToOneField(Party, models.PROTECT, related_name="+")
    key = models.ForeignKey("tat.DataKey", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)


class TargetEntry(Written, models.Model):
    """What every dated entry of such a plan shares: who wrote it (name and position frozen), and when (105 ILCS 10/4(d))."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(TargetPlan, models.PROTECT)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_name = models.CharField(max_length=150)
    recorded_position = models.CharField(max_length=150, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.id)

    def data_key(self) -> vault.Key:
        return self.plan.key.open()


class TargetPlanVersion(TargetEntry):
    """The plan as it was written at one time; a change is a new version, and the one with the highest number stands."""

    class Parents(models.TextChoices):
        TOLD = "told", "They were told"
        NOT_TOLD = "not_told", "Not told yet, or not to be told"
        OWN = "own", "The rights are the target’s own, or the target is no student"

    number = models.PositiveIntegerField()
    told = SealedText(max_length=20_000, blank=True, help_text="What the target was told.")
    told_at = models.DateTimeField(null=True, blank=True)
    told_by = SealedText(max_length=200, blank=True)
    contact = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    channel = SealedText(max_length=500, blank=True)
    rhythm = SealedText(max_length=500, blank=True)
    no_contact = SealedText(max_length=2000, blank=True, help_text="Why nobody keeps in touch (4:190-AP2-E5: where appropriate).")
    supervision = SealedText(max_length=20_000, blank=True, help_text="Supervision and route plan.")
    supports = SealedText(max_length=20_000, blank=True)
    on_contact = SealedText(max_length=20_000, blank=True, help_text="What to do if the subject makes contact.")
    parents = models.CharField(max_length=8, choices=Parents, blank=True)
    parents_note = SealedText(max_length=2000, blank=True)
    ends_when = SealedText(max_length=2000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="target_plan_version_once")]


class TargetStrategy(TargetEntry):
    """One strategy for a target that was offered, and the answer; the latest about a strategy governs (4:190-AP2-E5)."""

    class Answer(models.TextChoices):
        OFFERED = "offered", "Offered, no answer yet"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"

    strategy = models.CharField(max_length=12, help_text="Catalogue code.")
    label = SealedText(max_length=300)
    answer = models.CharField(max_length=8, choices=Answer)
    answered_on = models.DateField()
    by_whom = SealedText(max_length=200)
    note = SealedText(max_length=2000, blank=True)


class TargetOffer(TargetEntry):
    """A plan for safety was offered to a target, and what the target said; `party` is the target as the case knew it then (4:190-AP2)."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        NOT_REACHED = "not_reached", "Not reached"

    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    version = models.ForeignKey(TargetPlanVersion, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.CharField(max_length=11, choices=Answer)
    offered_at = models.DateTimeField()
    by_whom = SealedText(max_length=200)
    note = SealedText(max_length=2000, blank=True)


REACHED = (TargetOffer.Answer.ACCEPTED, TargetOffer.Answer.DECLINED)
"""Answers of a target to whom the plan was offered; a decline is an answer like the other."""
