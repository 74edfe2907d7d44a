"""What cases show of the system: findings in general words that lead back to no case, and what the district decided on each."""

import uuid
from typing import Any

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _l

from tat import vault
from tat.models.written import Written
from tat.vault import SealedText

LONGEST_PATTERN, LONGEST_OWNER = 2000, 200


class SystemFindingQuerySet(models.QuerySet["EnvironmentalFinding"]):
    """Queries in the words of the handbook."""

    def with_decision(self) -> Any:
        """Each with the decision that governs, `decided`, and its instant, `decided_at`; both None while it waits."""
        latest = SystemDecision.objects.filter(finding=OuterRef("pk")).order_by("-recorded_at", "-id")
        return self.annotate(decided=Subquery(latest.values("decision")[:1]), decided_at=Subquery(latest.values("recorded_at")[:1]))


class EnvironmentalFinding(Written, models.Model):
    """One pattern across cases, for the prevention team (handbook 7.5). No key to a case, and a day instead of an instant:

    the log of the case says when something was handed over, and the two must not be put together.
    """

    class Category(models.TextChoices):
        SYSTEM = "ENV-1", _l("A policy or procedure that acts across cases")
        BULLYING = "ENV-2", _l("Bullying: prevention and intervention")
        CLIMATE = "ENV-3", _l("Climate and a caring community")
        ASSOCIATES = "ENV-4", _l("Associates who support violence")
        CONFLICT = "ENV-5", _l("Conflict skills of groups")
        AWARENESS = "ENV-6", _l("Gaps in knowing how to report and get help")
        ASSESSMENT = "ENV-7", _l("Gaps in threat assessment and management")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="+")
    building = models.ForeignKey("tat.Building", models.PROTECT, related_name="+")
    key = models.ForeignKey("tat.DataKey", models.PROTECT, related_name="+")
    category = models.CharField(max_length=5, choices=Category)
    from_month = models.DateField(help_text="First day of the first month in which it showed.")
    until_month = models.DateField(help_text="First day of the last one.")
    cases = models.PositiveIntegerField(default=1, help_text="Given by the system: each case once.")
    pattern = SealedText(max_length=LONGEST_PATTERN)
    proposal = SealedText(max_length=LONGEST_PATTERN)
    owner = SealedText(max_length=LONGEST_OWNER, help_text="Which office should see to it.")
    recorded_by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    recorded_name = models.CharField(max_length=150)
    recorded_position = models.CharField(max_length=150, blank=True)
    recorded_on = models.DateField(help_text="The local day.")

    objects = SystemFindingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(cases__gte=1), name="system_finding_of_a_case"),
            models.CheckConstraint(condition=Q(until_month__gte=F("from_month")), name="system_finding_months"),
        ]
        indexes = [
            models.Index(fields=["district", "recorded_on", "id"], name="system_finding_by_day"),
            models.Index(fields=["building", "recorded_on", "id"], name="system_finding_by_building"),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.id}"

    def data_key(self) -> vault.Key:
        return self.key.open()


class CountedCase(models.Model):
    """That one more case was counted: a keyed token of case and finding, in which no case can be read."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    finding = models.ForeignKey(EnvironmentalFinding, models.PROTECT, related_name="counted")
    token = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["finding", "token"], name="case_counted_once")]

    def __str__(self) -> str:
        return str(self.id)


def token_of(case_id: uuid.UUID, finding_id: uuid.UUID) -> bytes:
    """The token of one case in one finding, 32 bytes."""
    return vault.mac("case in a system finding", case_id.bytes + finding_id.bytes)


class SystemDecision(Written, models.Model):
    """What was decided on a finding, by whom and why; the latest governs, earlier ones stay."""

    class Decision(models.TextChoices):
        TAKEN_UP = "taken_up", _l("Taken up")
        NOT_NOW = "not_now", _l("Not now")
        DONE = "done", _l("Done")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    finding = models.ForeignKey(EnvironmentalFinding, models.PROTECT, related_name="decisions")
    decision = models.CharField(max_length=8, choices=Decision)
    reason = SealedText(max_length=LONGEST_PATTERN)
    owner = SealedText(max_length=LONGEST_OWNER, blank=True, help_text="Who sees to it from now on.")
    recorded_by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    recorded_name = models.CharField(max_length=150)
    recorded_position = models.CharField(max_length=150, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["finding", "recorded_at"], name="system_decision_latest")]

    def __str__(self) -> str:
        return str(self.id)

    def data_key(self) -> vault.Key:
        return self.finding.data_key()
