"""Matters of records law: who asked for which record, what a court ordered, what was challenged, what is to be disposed of."""

import uuid
from datetime import datetime, time

from django.db import models
from django.db.models import Q

from tat import vault
from tat.models.written import Written
from tat.statutes import local_date, wall_time
from tat.vault import SealedText

NOON = time(12)
ABOUT = "records"
"""What a duty of records law is about, where it is not about a case."""


class RecordsMatter(Written, models.Model):
    """One matter of one kind, known outside by a short code alone. Its facts stand in the row of its kind; what was done, in its steps.

    Nothing in it points at a case: who keeps records sees the request, and no case file.
    """

    class Kind(models.TextChoices):
        ACCESS = "access", "Request for a student record"
        PERSONNEL = "personnel", "Request for a personnel record"
        ORDER = "order", "Court order or subpoena"
        HEARING = "hearing", "Request for a hearing on a record"
        CHALLENGE = "challenge", "Challenge to a record"
        DISPOSAL = "disposal", "Disposal of records"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=12, unique=True, help_text="Short and random: it says nothing, and is all that mail shows.")
    kind = models.CharField(max_length=10, choices=Kind)
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="+")
    building = models.ForeignKey("tat.Building", models.PROTECT, null=True, blank=True, related_name="+")
    key = models.ForeignKey("tat.DataKey", models.PROTECT, related_name="+")
    since_on = models.DateField(help_text="The local day from which its clock counts: of receipt, of the decision, of the proposal.")
    asks = SealedText(max_length=20_000, help_text="What is asked for, ordered, challenged or to be disposed of.")
    recorded_by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    recorded_name = models.CharField(max_length=150)
    recorded_position = models.CharField(max_length=150, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(kind="order") | Q(building__isnull=False), name="records_order_has_a_building"),
        ]
        indexes = [models.Index(fields=["district", "recorded_at", "id"], name="records_matter_by_time")]

    def __str__(self) -> str:
        return self.code

    def data_key(self) -> vault.Key:
        return self.key.open()

    @property
    def ref(self) -> str:
        """The key under which its duty is started."""
        return f"records:{self.id}"

    @property
    def since_at(self) -> datetime:
        """The instant from which its clock runs: as it was recorded, where that was the same day; else noon, for days alone count."""
        return self.recorded_at if local_date(self.recorded_at) == self.since_on else wall_time(self.since_on, NOON)


class Method(models.TextChoices):
    """How something was sent or handed over."""

    IN_PERSON = "in_person", "In person"
    LETTER = "letter", "By letter"
    CERTIFIED = "certified", "By certified mail"
    EMAIL = "email", "By email"
    PORTAL = "portal", "By the district’s portal"


class RecordsStep(Written, models.Model):
    """One dated thing that was done in a matter; never changed. The last of some closes its duty and is its proof."""

    class What(models.TextChoices):
        GRANTED = "granted", "Granted"
        PART = "part", "Granted in part"
        DENIED = "denied", "Denied"
        WITHDRAWN = "withdrawn", "Withdrawn by who asked"
        EXTENDED = "extended", "Time extended"
        NOTICE = "notice", "Parents told of the order"
        COMPLIED = "complied", "Order complied with"
        NO_APPEAL = "no_appeal", "No appeal came"
        APPEALED = "appealed", "Parents appealed"
        FORWARDED = "forwarded", "Papers forwarded to the Regional Superintendent"
        DECIDED = "decided", "Regional Superintendent decided"
        SENT = "sent", "Certificate sent"
        APPROVED = "approved", "Approved certificate came back"
        CONFERRED = "conferred", "Informal conference held"
        OFFICER = "officer", "Hearing officer appointed"
        POSTPONED = "postponed", "Parents and school agreed on a later day"
        HEARD = "heard", "Hearing ended"
        RULED = "ruled", "Hearing officer’s decision sent"
        CARRIED = "carried", "Disposal carried out"

    class Reason(models.TextChoices):
        ELSEWHERE = "elsewhere", "The records are kept at another place"
        MANY = "many", "A large number of records has to be collected"
        BROAD = "broad", "The request is broad and needs a long search"
        NOT_FOUND = "not_found", "The usual search has not found the records yet"
        BURDEN = "burden", "To answer in time would unduly burden the work of the district"
        CONSULT = "consult", "Another district or public body has to be consulted"
        EMPLOYER = "employer", "The employer cannot meet the date, and can show why"

    class Outcome(models.TextChoices):
        RESOLVED = "resolved", "The challenge is resolved"
        NOT_RESOLVED = "unresolved", "The challenge is not resolved"
        RETAIN = "retain", "The challenged contents stay"
        REMOVE = "remove", "The challenged contents are removed"
        CHANGE = "change", "The challenged contents are changed, clarified or added to"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    matter = models.ForeignKey(RecordsMatter, models.PROTECT, related_name="steps")
    what = models.CharField(max_length=10, choices=What)
    happened_at = models.DateTimeField(help_text="When, as stated; of a day alone its end, or the time of writing if that is earlier.")
    method = models.CharField(max_length=10, choices=Method, blank=True)
    reason = models.CharField(max_length=10, choices=Reason, blank=True, help_text="The lawful reason of an extension.")
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, help_text="Of a conference or a decision.")
    until_on = models.DateField(null=True, blank=True, help_text="The local day that was agreed on for a hearing.")
    person = SealedText(max_length=200, blank=True, help_text="To whom; of a hearing, its officer.")
    text = SealedText(max_length=20_000, blank=True)
    recorded_by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    recorded_name = models.CharField(max_length=150)
    recorded_position = models.CharField(max_length=150, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(what="extended") | ~Q(reason=""), name="records_extended_for_a_reason"),
            models.UniqueConstraint(
                fields=["matter", "what"],
                condition=~Q(what__in=["notice", "postponed"]),
                name="records_step_once",
                violation_error_message="Recorded already.",
            ),
        ]
        indexes = [models.Index(fields=["matter", "recorded_at"], name="records_step_by_time")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def ref(self) -> str:
        """The key under which it proves a duty."""
        return f"records_step:{self.id}"

    def data_key(self) -> vault.Key:
        return self.matter.data_key()
