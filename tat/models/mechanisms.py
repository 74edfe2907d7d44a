"""The ways by which a concern is reported, and their tests (handbook 8.7)."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _l

from tat.models.written import Written

LONGEST_NAME, LONGEST_WORDS = 120, 500


class ReportingMechanism(models.Model):
    """One channel of a building, or of the whole district: who watches it, when, since when."""

    class Kind(models.TextChoices):
        FORM = "form", _l("Form, such as the school’s public form")
        PHONE = "phone", _l("Telephone")
        EMAIL = "email", _l("E-mail")
        TIPLINE = "tipline", _l("Tip line")
        BOX = "box", _l("Box")
        PORTAL = "portal", _l("Portal")
        SAFE2HELP = "safe2help", _l("Safe2Help hand-off")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="mechanisms")
    building = models.ForeignKey("tat.Building", models.PROTECT, null=True, blank=True, related_name="mechanisms")
    kind = models.CharField(max_length=9, choices=Kind)
    code = models.CharField(max_length=20, help_text="Short, for lists: CHS-PHONE.")
    name = models.CharField(max_length=LONGEST_NAME)
    reach = models.CharField(max_length=LONGEST_WORDS, help_text="Where a message goes: number, address, room.")
    owner = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    backup = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    hours = models.CharField(max_length=LONGEST_WORDS, help_text="When somebody watches it.")
    since = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.CharField(max_length=LONGEST_WORDS, blank=True)
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "code"], name="mechanism_code_in_district"),
            models.CheckConstraint(condition=Q(ended_on=None) | Q(ended_on__gte=F("since")), name="mechanism_ends_after_start"),
        ]
        indexes = [models.Index(fields=["district", "building"], name="mechanism_by_building")]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        """The key under which its first check is started."""
        return f"mechanism:{self.id}"


class MechanismCheck(Written, models.Model):
    """One test message: sent, arrived or not, what was mended; never changed."""

    class Outcome(models.TextChoices):
        ARRIVED = "arrived", _l("It arrived, and was read as it should be")
        AMISS = "amiss", _l("It arrived, and something was wrong")
        LOST = "lost", _l("It did not arrive")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mechanism = models.ForeignKey(ReportingMechanism, models.PROTECT, related_name="checks")
    sent_at = models.DateTimeField()
    outcome = models.CharField(max_length=7, choices=Outcome)
    received_at = models.DateTimeField(null=True, blank=True)
    result = models.TextField(max_length=LONGEST_WORDS)
    mended = models.TextField(max_length=LONGEST_WORDS, blank=True)
    recorded_by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    recorded_name = models.CharField(max_length=150)
    recorded_position = models.CharField(max_length=150, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="lost", received_at=None) | (~Q(outcome="lost") & Q(received_at__gte=F("sent_at"))),
                name="mechanism_check_arrived_or_lost",
            ),
        ]
        indexes = [models.Index(fields=["mechanism", "sent_at", "id"], name="mechanism_check_by_time")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def ref(self) -> str:
        """The key under which it starts and proves duties."""
        return f"mechanism_check:{self.id}"

    @property
    def failed(self) -> bool:
        return self.outcome != self.Outcome.ARRIVED
