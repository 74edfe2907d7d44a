"""Public tips and tips from elsewhere, what the team and the reporter write to each other, and tips set aside as not about safety."""

import uuid

from django.db import models
from django.db.models import F, Q

from tat import vault
from tat.inspection.kinds import KINDS
from tat.vault import SealedText
from triage.models.reports import Report


class Tip(models.Model):
    """What one public tip says, under a data key of its own. Its report waits in the inbox until somebody reviews it.

    `receipt` is the keyed digest of the four words and `form_key` that of the form it was sent with: one form, one tip.
    `words` are kept until the receipt page has been shown. `burst` is shared by tips that came beyond the budget and have one duty.
    """

    class Said(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "No"
        UNSURE = "unsure", "Does not know"

    class Status(models.TextChoices):
        RECEIVED = "received", "Received"
        READ = "read", "Read"
        QUESTION = "question", "The team has a question"
        TAKEN_UP = "taken_up", "The team has taken it up"
        FINISHED = "finished", "Finished"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=12, unique=True)
    report = models.OneToOneField(Report, models.PROTECT, related_name="tip")
    key = models.ForeignKey("tat.DataKey", models.PROTECT, related_name="+")
    what = SealedText(max_length=20_000)
    who = SealedText(max_length=500, blank=True)
    happened = SealedText(max_length=500, blank=True, help_text="When, in the reporter's words.")
    place = SealedText(max_length=500, blank=True)
    about_staff = models.CharField(max_length=6, choices=Said, default=Said.UNSURE)
    weapon = models.CharField(max_length=6, choices=Said, default=Said.UNSURE)
    language = models.CharField(max_length=5, default="en")
    with_district = models.BooleanField(default=False, help_text="A person named by the superintendent reads it first.")
    status = models.CharField(max_length=8, choices=Status, default=Status.RECEIVED)
    receipt = models.BinaryField(max_length=32, unique=True)
    form_key = models.BinaryField(max_length=32, unique=True)
    body_mac = models.BinaryField(max_length=32, help_text="Keyed: whether the form was sent again with another text.")
    words = SealedText(max_length=100, blank=True)
    shown = models.PositiveSmallIntegerField(default=0, help_text="How often the receipt page has shown the words.")
    burst = models.UUIDField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(opened_at=None) ^ Q(opened_by__isnull=False), name="tip_opened_pair"),
        ]
        indexes = [models.Index(fields=["recorded_at"], name="tip_by_time")]

    def __str__(self) -> str:
        return self.code

    def data_key(self) -> vault.Key:
        return self.key.open()


class TipFile(models.Model):
    """A picture or PDF that came with a tip: the sealed original, and the copy that is shown. Taken up, it becomes a file of the case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tip = models.ForeignKey(Tip, models.PROTECT, related_name="files")
    number = models.PositiveSmallIntegerField(help_text="Counted within the tip; with its code it is the name of the file.")
    extension = models.CharField(max_length=4)
    name = SealedText(max_length=150, help_text="As its sender called it.")
    original = models.ForeignKey("tat.StoredFile", models.PROTECT, related_name="+")
    display = models.ForeignKey("tat.StoredFile", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tip", "number"], name="one_tip_file_per_number")]

    def __str__(self) -> str:
        return str(self.id)

    def data_key(self) -> vault.Key:
        return self.tip.data_key()

    def kept_name(self) -> str:
        """The name of the download: code and number, never what its sender called it."""
        return f"{self.tip.code}-{self.number}.{KINDS[self.extension].shown_as}"


class TipMessage(models.Model):
    """One thing that the team asked, or that the reporter answered; the reporter is never named by it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tip = models.ForeignKey(Tip, models.PROTECT, related_name="messages")
    from_team = models.BooleanField()
    text = SealedText(max_length=20_000)
    by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=150, blank=True, help_text="Frozen at entry; a member of staff.")
    by_position = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(from_team=True) ^ Q(by=None), name="tip_message_from_team_pair")]
        indexes = [models.Index(fields=["tip", "at"], name="tip_message_by_time")]

    def __str__(self) -> str:
        return str(self.id)

    def data_key(self) -> vault.Key:
        return self.tip.data_key()


class SetAside(models.Model):
    """“Not about safety”: one member's reason, and the second member who agrees. The tip stays on record."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tip = models.OneToOneField(Tip, models.PROTECT, related_name="set_aside")
    reason = SealedText(max_length=2000)
    by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=150)
    by_position = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField()
    agreed_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    agreed_name = models.CharField(max_length=150, blank=True)
    agreed_position = models.CharField(max_length=150, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(agreed_by=None) | ~Q(agreed_by=F("by")), name="set_aside_by_two"),
            models.CheckConstraint(condition=Q(agreed_by=None) ^ Q(agreed_at__isnull=False), name="set_aside_agreed_pair"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def data_key(self) -> vault.Key:
        return self.tip.data_key()


class RawTip(models.Model):
    """The text of a tip as it came in: a class of its own with few readers; in no copy, search or timeline (5 ILCS 860)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.OneToOneField(Report, models.PROTECT, related_name="raw_tip")
    key = models.ForeignKey("tat.DataKey", models.PROTECT, related_name="+")
    text = SealedText(max_length=50_000)
    channel = models.CharField(max_length=10, choices=Report.Channel)
    received_at = models.DateTimeField(help_text="When it reached the school, as stated.")
    received_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return str(self.id)

    def data_key(self) -> vault.Key:
        return self.key.open()
