"""The private addresses at which a calendar reads when a person's duties fall due."""

import uuid

from django.db import models
from django.db.models import Q


class CalendarFeed(models.Model):
    """One address of one person, from when until when. Its secret is kept nowhere: it is the id, signed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey("tat.User", models.CASCADE, related_name="calendar_feeds")
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, help_text="When a calendar last read it.")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user"], condition=Q(ended_at=None), name="calendar_feed_one_for_each")]

    def __str__(self) -> str:
        return str(self.id)
