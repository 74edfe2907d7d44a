"""What happened that asks the team to look again, and how it answered (handbook 7.8)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models.case import CaseFact
from tat.models.written import with_position
from tat.vault import SealedText


class ReassessmentTrigger(CaseFact):
    """One thing that asks for a new look at a classified case; `ref` names the fact that brought it, where one did."""

    class Kind(models.TextChoices):
        REPORT = "report", "New threat or leakage"
        WEAPON = "weapon", "A weapon acquired, or access found"
        EVENT = "event", "A precipitating event"
        ORDER = "order", "An order was violated"
        CONTACT = "contact", "The target reports contact"
        PATHWAY = "pathway", "The pathway moved forward"
        SEPARATION = "separation", "A separation starts or ends"
        RETURN = "return", "Return to school"
        TARGET = "target", "A new target"
        PROTECTIVE = "protective", "A protective factor is lost"
        REFERRAL = "referral", "A referral failed or was declined"
        POLICE = "police", "Law enforcement released or arrested the subject"
        DANGER = "danger", "A clear and present danger was determined"
        UPDATE = "update", "An update was missed"
        WHEREABOUTS = "whereabouts", "Nobody knows where the subject is"
        LEVEL = "level", "An update says that the level no longer fits"
        ASKED = "asked", "Members of the team ask for it"

    class Answer(models.TextChoices):
        ROUND = "round", "A new round was begun"
        CLASSIFIED = "classified", "The level was signed anew"
        WHY_NOT = "why_not", "No new look, with the reason"
        CLOSED = "closed", "The case was closed, with its basis"

    kind = models.CharField(max_length=12, choices=Kind)
    ref = models.CharField(max_length=80, blank=True)
    words = SealedText(max_length=2000, blank=True)
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    reason = SealedText(max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_name = models.CharField(max_length=150, blank=True)
    answered_position = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "ref"], condition=~Q(ref=""), name="trigger_once_for_its_fact"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_name="")
                | Q(answer__gt="", answered_at__isnull=False, answered_name__gt=""),
                name="trigger_answered_whole",
            ),
        ]

    @property
    def answered_words(self) -> str:
        """Name and position of whoever answered, at that time."""
        return with_position(self.answered_name, self.answered_position)
