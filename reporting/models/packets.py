"""Packets that wait for a second person: who takes names out of a copy is not who checks it before it leaves (handbook 9.4)."""

import uuid
from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q

from cases.models import CaseFact
from tat.vault import SealedJSON, SealedText


class PreparedPacket(CaseFact):
    """One packet as it was prepared and looked at; who prepared it wrote the entry. A second person says whether it may leave."""

    class Verdict(models.TextChoices):
        RIGHT = "right", "Nothing in it leads to somebody else: it may leave"
        WRONG = "wrong", "It must not leave like this"

    given = SealedJSON(help_text="Face, keys of the pieces, and the release, as they were typed.")
    digest = models.CharField(max_length=64, help_text="Of what the recipient would read: a packet that has changed is checked anew.")
    verdict = models.CharField(max_length=5, choices=Verdict, blank=True)
    note = SealedText(max_length=2000, blank=True, help_text="What must not leave like this.")
    checked_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    checked_name = models.CharField(max_length=150, blank=True)
    checked_position = models.CharField(max_length=150, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    paper = models.OneToOneField("reporting.IssuedDocument", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="", checked_by=None, checked_at=None)
                | Q(verdict__gt="", checked_by__isnull=False, checked_at__isnull=False),
                name="packet_checked_pair",
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None) | ~Q(checked_by=F("recorded_by")), name="packet_checked_by_a_second_person"
            ),
            models.CheckConstraint(condition=Q(paper=None) | Q(verdict="right"), name="packet_given_once_checked"),
        ]
        indexes = [models.Index(fields=["case", "digest"], name="packet_prepared_of_case")]

    @property
    def release(self) -> dict[str, Any]:
        """The release as it was typed, its day and its student as they were."""
        words = dict(self.given["release"])
        words["notice_on"] = date.fromisoformat(words["notice_on"]) if words["notice_on"] else None
        words["whose_id"] = uuid.UUID(words["whose_id"]) if words["whose_id"] else None
        return words
