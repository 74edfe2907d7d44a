"""Filters of the list of cases that a person keeps under a name."""

import uuid

from django.db import models

from cases.levels import Level
from tat import vault
from tat.vault import SealedText

LONGEST_NAME = 80


class Shown(models.TextChoices):
    """Whether open cases, closed ones or both are looked through."""

    ALL = "all", "Open and closed"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


class Part(models.TextChoices):
    """What the person is to a case, where a filter asks for it."""

    LEAD = "lead", "I lead it"
    TRIAGE = "triage", "I sit on its Triage Team"
    MEMBER = "member", "I am a member of its team"
    MANAGER = "manager", "I manage it"
    LET_IN = "let_in", "I was let in by name"


class SavedFilter(models.Model):
    """A filter that one person keeps. What it is called is sealed under a key of its own, since people name such things after people."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    key = models.ForeignKey("tat.DataKey", models.PROTECT, related_name="+")
    name = SealedText(max_length=LONGEST_NAME)
    show = models.CharField(max_length=6, choices=Shown, default=Shown.ALL)
    stage = models.CharField(max_length=12, blank=True)
    level = models.CharField(max_length=10, choices=Level, blank=True)
    building = models.ForeignKey("tat.Building", models.PROTECT, null=True, blank=True, related_name="+")
    part = models.CharField(max_length=8, choices=Part, blank=True)
    overdue = models.BooleanField(default=False)
    saved_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["owner", "saved_at"], name="saved_filter_by_owner")]

    def __str__(self) -> str:
        return str(self.id)

    def data_key(self) -> vault.Key:
        return self.key.open()
