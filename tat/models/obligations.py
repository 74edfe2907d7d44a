"""Whatever waits for a person is a row here; beside it its events, its mails and the loops' heartbeats."""

import uuid
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, HashIndex
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.lookups import GreaterThanOrEqual

from tat import vault
from tat.models.prepared import Given
from tat.vault import SealedText

SHORTEST_REASON = 20
SEALED_REASON = Func(F("waive_reason"), function="octet_length", output_field=models.IntegerField())


class ObligationQuerySet(models.QuerySet["Obligation"]):
    """Queries in the words of the handbook."""

    def open(self) -> "ObligationQuerySet":
        return self.filter(state=Obligation.State.OPEN)

    def overdue(self, at: datetime) -> "ObligationQuerySet":
        """Open and past `legal_due_at`, or past `target_due_at` where there is no legal due."""
        return self.open().filter(Q(legal_due_at__lt=at) | Q(legal_due_at=None, target_due_at__lt=at))

    def about(self, kind: str, about_id: uuid.UUID | Given) -> "ObligationQuerySet":
        return self.filter(about_kind=kind, about_id=about_id)


class Clocked:
    """What decides whether a duty is late."""

    state: str
    legal_due_at: datetime | None
    target_due_at: datetime | None

    def due_at(self) -> datetime | None:
        """The instant that decides late: the legal due, or the target where there is none."""
        return self.legal_due_at or self.target_due_at

    def is_overdue(self, at: datetime) -> bool:
        due = self.due_at()
        return self.state == Obligation.State.OPEN and due is not None and due < at


class Obligation(Clocked, models.Model):
    """One duty with its clock: rule, what it is about, who acts, when it is due, and how it ended.

    A sweep moves very many rows: a key that nothing looks for has no index of its own.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        MET = "met", "Done"
        WAIVED = "waived", "Not applicable"
        SUPERSEDED = "superseded", "Superseded"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rule = models.CharField(max_length=12)
    rule_edition = models.PositiveSmallIntegerField(default=1)
    about_kind = models.CharField(max_length=20)
    about_id = models.UUIDField()
    code = models.CharField(max_length=20, blank=True, help_text="The case's code, as shown in mail.")
    trigger_ref = models.CharField(max_length=80, help_text="Kind and UUID of the fact that started it.")
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="+")
    building = models.ForeignKey("tat.Building", models.PROTECT, null=True, db_index=False, related_name="+")
    team = models.ForeignKey("tat.Team", models.PROTECT, null=True, related_name="+")
    actor_role = models.CharField(max_length=20)
    actor = models.ForeignKey("tat.User", models.PROTECT, null=True, db_index=False, related_name="obligations")
    handed_by = models.ForeignKey(
        "tat.User",
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        help_text="Who handed it to the actor, and is told when it is late.",
    )
    escalated_to = ArrayField(models.BigIntegerField(), default=list, blank=True)
    urgent = models.BooleanField(default=False, help_text="Takes the ladder for weapons or named targets where the rule has two.")
    in_person = models.BooleanField(
        default=False, db_default=False, help_text="The office acts itself: no designee has it, whatever is named."
    )
    cited = models.BooleanField()
    practice = models.BooleanField(default=False)
    restricted = models.BooleanField(default=False)
    triggered_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    legal_due_at = models.DateTimeField(null=True)
    target_due_at = models.DateTimeField(null=True)
    not_before_at = models.DateTimeField(null=True, help_text="An earliest moment, never a due time.")
    explanation = models.JSONField(default=list, help_text="The arithmetic, as sentences; no personal data.")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    met_at = models.DateTimeField(null=True)
    met_by = models.ForeignKey("tat.User", models.PROTECT, null=True, db_index=False, related_name="+")
    proof_ref = models.CharField(max_length=80, blank=True, help_text="Kind and UUID of the fact that proves it.")
    done_at = models.DateTimeField(null=True, help_text="When it was done, as stated; late is reckoned from this.")
    waive_key = models.ForeignKey("tat.DataKey", models.PROTECT, null=True, db_index=False, related_name="+")
    waive_reason = SealedText(blank=True)
    waive_by = models.ForeignKey("tat.User", models.PROTECT, null=True, db_index=False, related_name="+")
    waive_second_by = models.ForeignKey("tat.User", models.PROTECT, null=True, db_index=False, related_name="+")
    waived_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    snoozed_until = models.DateTimeField(null=True, help_text="Reminders to the actor wait until then; escalations never do.")
    next_step_at = models.DateTimeField(null=True, help_text="Next rung of the ladder.")
    last_step = models.CharField(max_length=20, blank=True)
    turn = models.PositiveSmallIntegerField(default=0, help_text="How often the due time moved later: the ladder is then climbed again.")
    carried_from = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="carried_to", help_text="The row of a merged case whose place this one took."
    )

    objects = ObligationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "about_kind", "about_id", "trigger_ref"], name="obligation_once"),
            models.CheckConstraint(
                condition=Q(legal_due_at=None) | Q(target_due_at__isnull=False, target_due_at__lte=F("legal_due_at")),
                name="obligation_target_not_after_legal",
            ),
            models.CheckConstraint(
                condition=Q(state="met", met_at__isnull=False) | (~Q(state="met") & Q(met_at=None)), name="obligation_met_at"
            ),
            models.CheckConstraint(
                condition=Q(state="waived", waived_at__isnull=False) | (~Q(state="waived") & Q(waived_at=None)), name="obligation_waived_at"
            ),
            models.CheckConstraint(
                condition=Q(waived_at=None)
                | (Q(waive_by__isnull=False) & (Q(cited=False) | (Q(waive_second_by__isnull=False) & ~Q(waive_second_by=F("waive_by"))))),
                name="obligation_waived_by_two",
            ),
            models.CheckConstraint(
                condition=Q(waived_at=None) | Q(GreaterThanOrEqual(SEALED_REASON, SHORTEST_REASON + vault.OVERHEAD)),
                name="obligation_waived_with_reason",
            ),
            models.CheckConstraint(condition=Q(handed_by=None) | Q(actor__isnull=False), name="obligation_handed_to_a_person"),
        ]
        indexes = [
            models.Index(fields=["next_step_at"], condition=Q(state="open"), name="obligation_next_step"),
            models.Index(fields=["district", "building", "target_due_at", "id"], condition=Q(state="open"), name="obligation_by_building"),
            models.Index(fields=["actor", "target_due_at"], condition=Q(state="open"), name="obligation_by_actor"),
            models.Index(fields=["about_id"], name="obligation_about"),
            GinIndex(fields=["escalated_to"], condition=Q(state="open"), name="obligation_escalated"),
            models.Index(fields=["handed_by"], condition=Q(state="open", handed_by__isnull=False), name="obligation_handed_by"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.code}"

    def data_key(self) -> vault.Key:
        """The key of the reason why the duty does not apply: there is one as soon as there is a reason."""
        assert self.waive_key is not None
        return self.waive_key.open()

    def was_late(self) -> bool:
        due = self.due_at()
        done = self.done_at or self.met_at
        return bool(due and done and done > due)


class ObligationEvent(models.Model):
    """One thing that happened to an obligation; never changed."""

    class Kind(models.TextChoices):
        STARTED = "started", "Started"
        STEP = "step", "Reminder"
        ACKNOWLEDGED = "acknowledged", "Acknowledged"
        SNOOZED = "snoozed", "Put off"
        ATTEMPTED = "attempted", "Attempted"
        EXTENDED = "extended", "Extended"
        CORRECTED = "corrected", "Corrected"
        RECOMPUTED = "recomputed", "Worked out again"
        WAIVER_ASKED = "waiver_asked", "Not applicable, first person"
        WAIVED = "waived", "Not applicable"
        MET = "met", "Done"
        SUPERSEDED = "superseded", "Superseded"
        CARRIED = "carried", "Carried on"
        HANDED = "handed", "Handed over"
        TAKEN_BACK = "taken_back", "Taken back"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    obligation = models.ForeignKey(Obligation, models.PROTECT, db_index=False, related_name="events")
    at = models.DateTimeField()
    kind = models.CharField(max_length=14, choices=Kind)
    step = models.CharField(max_length=20, blank=True)
    by = models.ForeignKey("tat.User", models.PROTECT, null=True, db_index=False, related_name="+")
    from_person = models.ForeignKey(
        "tat.User", models.PROTECT, null=True, db_index=False, related_name="+", help_text="Null: whoever held the role."
    )
    to_person = models.ForeignKey(
        "tat.User", models.PROTECT, null=True, db_index=False, related_name="+", help_text="Null: whoever holds the role."
    )
    old_due_at = models.DateTimeField(null=True)
    new_due_at = models.DateTimeField(null=True)
    reason_code = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [models.Index(fields=["obligation", "at"], name="obligation_event")]

    def __str__(self) -> str:
        return f"{self.kind} {self.step}"


class Notice(models.Model):
    """The outbox: one row per (obligation, step, recipient). Ids only, no body; the sender writes the mail from the row."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENT = "sent", "Sent"
        DEAD = "dead", "Given up"
        SKIPPED = "skipped_outage", "Passed while sending was down"
        WITHDRAWN = "withdrawn", "No longer needed"
        RETURNED = "returned", "Came back"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dedup = models.CharField(max_length=160, db_collation="C", help_text="Plain bytes: one index finds it whole or by its beginning.")
    step = models.CharField(max_length=20, blank=True, help_text="The rung of the ladder.")
    recipient = models.ForeignKey("tat.User", models.PROTECT, db_index=False, related_name="notices")
    obligation = models.ForeignKey(Obligation, models.PROTECT, null=True, db_index=False, related_name="notices")
    template = models.CharField(max_length=20, default="duty")
    about_id = models.UUIDField(null=True, help_text="The case, or the question to a team, of a notice that belongs to no duty.")
    code = models.CharField(max_length=20, blank=True)
    practice = models.BooleanField(default=False)
    message_id = models.CharField(max_length=120)
    state = models.CharField(max_length=14, choices=State, default=State.WAITING)
    created_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True, help_text="When the mail was known to have come back.")
    last_error = models.CharField(max_length=80, blank=True, help_text="Error class and code, never an address.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dedup"], name="notice_once"),
            models.CheckConstraint(
                condition=Q(state="returned", returned_at__isnull=False) | (~Q(state="returned") & Q(returned_at=None)),
                name="notice_returned_at",
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="notice_waiting"),
            HashIndex(fields=["message_id"], condition=Q(state="sent"), name="notice_sent_as"),
            models.Index(fields=["obligation", "created_at"], name="notice_of_obligation"),
            models.Index(fields=["recipient"], condition=Q(template="change", opened_at=None), name="notice_unopened_change"),
            models.Index(fields=["about_id"], condition=Q(template="question"), name="notice_of_question"),
            models.Index(fields=["about_id"], condition=Q(template="watch"), name="notice_of_watch"),
        ]

    def __str__(self) -> str:
        return self.dedup


class Heartbeat(models.Model):
    """When each loop last did its round; silence is an alarm."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    host = models.CharField(max_length=100, blank=True)
    clock_offset_ms = models.IntegerField(default=0, help_text="Host clock minus database clock.")

    def __str__(self) -> str:
        return self.name
