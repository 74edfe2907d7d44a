"""Disposal of case files: which cases a proposal is about, who agreed to which list, the tombstone left of each (handbook 9.8)."""

import uuid

from django.db import models
from django.db.models import F, Q

from cases.models import Case
from reporting.models.records import Method, RecordsMatter
from tat import vault
from tat.models.written import Written
from tat.vault import SealedText


class DisposalCase(Written, models.Model):
    """One case in a proposal to dispose of records: put in, its family told, perhaps taken out again. Nothing in it deletes anything."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    matter = models.ForeignKey(RecordsMatter, models.PROTECT, related_name="disposal_cases")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    recorded_name = models.CharField(max_length=150)
    recorded_position = models.CharField(max_length=150, blank=True)
    recorded_at = models.DateTimeField()
    told_on = models.DateField(null=True, blank=True, help_text="The local day on which the family was told (105 ILCS 10/4(h)).")
    told_method = models.CharField(max_length=10, choices=Method, blank=True)
    told_note = SealedText(max_length=2000, blank=True, help_text="To which last known address, and that a copy was offered.")
    told_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    told_name = models.CharField(max_length=150, blank=True)
    told_position = models.CharField(max_length=150, blank=True)
    taken_out_at = models.DateTimeField(null=True, blank=True)
    taken_out_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    taken_out_name = models.CharField(max_length=150, blank=True)
    taken_out_position = models.CharField(max_length=150, blank=True)
    taken_out_reason = SealedText(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(taken_out_at=None),
                name="case_in_one_disposal",
                violation_error_message="In a disposal already.",
            ),
            models.CheckConstraint(
                condition=Q(told_on=None, told_by=None, told_method="")
                | Q(told_on__isnull=False, told_by__isnull=False, told_method__gt=""),
                name="disposal_told_pair",
            ),
            models.CheckConstraint(
                condition=Q(taken_out_at=None, taken_out_by=None) | Q(taken_out_at__isnull=False, taken_out_by__isnull=False),
                name="disposal_taken_out_pair",
            ),
        ]
        indexes = [models.Index(fields=["matter", "taken_out_at"], name="disposal_case_of_matter")]

    def __str__(self) -> str:
        return str(self.id)

    def data_key(self) -> vault.Key:
        return self.matter.data_key()


class DisposalAgreement(Written, models.Model):
    """One person agreed that exactly these cases are disposed of; a list that changes asks for the agreement again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    matter = models.ForeignKey(RecordsMatter, models.PROTECT, related_name="disposal_agreements")
    digest = models.BinaryField(max_length=32, help_text="SHA-256 of the codes agreed to, in order.")
    recorded_by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    recorded_name = models.CharField(max_length=150)
    recorded_position = models.CharField(max_length=150, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "recorded_by", "digest"], name="disposal_agreed_once")]

    def __str__(self) -> str:
        return str(self.id)


class Tombstone(models.Model):
    """What is left of a case whose record was disposed of: no name and no word of it. It is never changed and never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.OneToOneField(Case, models.PROTECT, related_name="tombstone")
    matter = models.ForeignKey(
        RecordsMatter,
        models.PROTECT,
        null=True,
        related_name="tombstones",
        help_text="Null: put back after a restore that lost the matter.",
    )
    code = models.CharField(max_length=16)
    record_class = models.CharField(max_length=12)
    opened_on = models.DateField(help_text="Local day.")
    closed_on = models.DateField(help_text="Local day; of a merged case that of the one into which it went.")
    kept_until = models.DateField(null=True, help_text="The first local day after the years of retention.")
    schedule = models.CharField(max_length=100)
    certificate = models.CharField(max_length=200, help_text="Number of the approved Local Records Disposal Certificate.")
    certified_on = models.DateField(help_text="The local day on which the approved certificate came back.")
    told_on = models.DateField(null=True, help_text="The local day on which the family was told; null where the law asks for none.")
    proposed_by = models.CharField(max_length=310)
    first_by = models.CharField(max_length=310)
    second_by = models.CharField(max_length=310)
    done_by = models.CharField(max_length=310)
    proposed_id = models.BigIntegerField()
    first_id = models.BigIntegerField()
    second_id = models.BigIntegerField()
    done_at = models.DateTimeField()
    keys = models.JSONField(default=list, help_text="Ids of the data keys that were destroyed; a restore destroys them again.")
    files = models.JSONField(default=list, help_text="SHA-256 of each file that was destroyed: it tells nothing of what was in it.")
    sha256 = models.BinaryField(max_length=32, help_text="Over everything above, in canonical JSON.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(first_id=F("second_id")) & ~Q(first_id=F("proposed_id")) & ~Q(second_id=F("proposed_id")),
                name="tombstone_two_others_agreed",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def digest(self) -> str:
        """The hash as 64 letters."""
        return bytes(self.sha256).hex()
