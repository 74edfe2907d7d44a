"""Cases opened in an emergency by somebody who does not have them: the reason, written first, and what a second person says of it."""

import uuid

from django.db import models
from django.db.models import Q

from cases.models.case import CaseFact
from tat import vault
from tat.models.written import Written
from tat.vault import SealedText


class EmergencyRequest(Written, models.Model):
    """Somebody wrote why a case must be opened now, before it was looked for; kept whether or not there was one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="+")
    key = models.ForeignKey("tat.DataKey", models.PROTECT, related_name="+")
    asked = SealedText(max_length=200, help_text="The code or the name, as typed.")
    reason = SealedText(max_length=2000)
    recorded_by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    recorded_name = models.CharField(max_length=150)
    recorded_position = models.CharField(max_length=150, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["recorded_by", "recorded_at"], name="emergency_request_by_person")]

    def __str__(self) -> str:
        return str(self.id)

    def data_key(self) -> vault.Key:
        return self.key.open()


class EmergencyOpening(CaseFact):
    """One case that such a request opened, until when, and what a second person says of it. Only the judgement is added later."""

    class Verdict(models.TextChoices):
        PROPER = "proper", "Proper"
        NOT_PROPER = "not_proper", "Not proper"

    request = models.ForeignKey(EmergencyRequest, models.PROTECT, related_name="openings")
    reason = SealedText(max_length=2000, help_text="As it was written in the request, under the key of the case.")
    until_at = models.DateTimeField()
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True)
    judged_reason = SealedText(max_length=2000, blank=True)
    judged_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    judged_name = models.CharField(max_length=150, blank=True)
    judged_position = models.CharField(max_length=150, blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "case"], name="emergency_opening_once"),
            models.CheckConstraint(
                condition=Q(verdict="", judged_by=None, judged_at=None)
                | (~Q(verdict="") & Q(judged_by__isnull=False, judged_at__isnull=False)),
                name="emergency_judged_pair",
            ),
            models.CheckConstraint(condition=Q(judged_by=None) | ~Q(judged_by=models.F("recorded_by")), name="emergency_judged_by_another"),
        ]
        indexes = [models.Index(fields=["case", "recorded_at"], name="emergency_opening_of_case")]

    @property
    def ref(self) -> str:
        """The key under which its review is asked for and proven."""
        return f"emergency_opening:{self.id}"
