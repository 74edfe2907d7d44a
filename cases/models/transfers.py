"""A case is handed to another building, and the subject leaves the district."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q, QuerySet, Value

from cases.models.case import CaseFact
from cases.workflow import Circle
from tat.models.prepared import Given
from tat.vault import SealedText

LINE = 300


class Transfer(CaseFact):
    """One request to hand a case to another building, and its answer. Until it is accepted everything stays where it is.

    Its stamp is that of who asked. `duties` are the codes and due times of the duties that were open at that moment.
    """

    class State(models.TextChoices):
        ASKED = "asked", "Waits for its answer"
        ACCEPTED = "accepted", "Accepted"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Withdrawn"

    from_building = models.ForeignKey("tat.Building", models.PROTECT, related_name="+")
    from_team = models.ForeignKey("tat.Team", models.PROTECT, related_name="+")
    to_building = models.ForeignKey("tat.Building", models.PROTECT, related_name="+")
    to_team = models.ForeignKey("tat.Team", models.PROTECT, related_name="+")
    reason = SealedText(max_length=2000)
    concern = SealedText(max_length=LINE, help_text="First line for who receives it: what it is about.")
    in_place = SealedText(max_length=LINE, help_text="Second line: what keeps people safe now.")
    coming_up = SealedText(max_length=LINE, help_text="Third line: what comes next, and by when.")
    duties = models.JSONField(default=list, help_text="Rule and due time of each duty that was open when it was asked.")
    state = models.CharField(max_length=9, choices=State, default=State.ASKED)
    acting_lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", help_text="Answers in the principal's place."
    )
    acting_named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    acting_named_at = models.DateTimeField(null=True, blank=True)
    acting_reason = SealedText(max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", help_text="Null: the system itself."
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_reason = SealedText(max_length=2000, blank=True, help_text="Why it was refused.")
    reads_until = models.DateTimeField(null=True, blank=True, help_text="How long at most who handed it over still reads the case.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="asked"), name="transfer_open_once"),
            models.CheckConstraint(
                condition=Q(state="asked", answered_at=None) | ~Q(state="asked") & Q(answered_at__isnull=False),
                name="transfer_answered_pair",
            ),
            models.CheckConstraint(condition=Q(reads_until=None) | Q(state="accepted"), name="transfer_reads_after_acceptance"),
            models.CheckConstraint(condition=~Q(from_building=F("to_building")), name="transfer_goes_elsewhere"),
            models.CheckConstraint(
                condition=Q(acting_lead=None, acting_named_by=None, acting_named_at=None)
                | Q(acting_lead__isnull=False, acting_named_by__isnull=False, acting_named_at__isnull=False),
                name="transfer_acting_lead_named",
            ),
        ]
        indexes = [models.Index(fields=["case", "recorded_at"], name="transfer_of_case")]


def still_read() -> QuerySet[Transfer]:
    """The accepted transfers whose cases who handed them over may still read at `at`: until the first update by who received the case."""
    running = Transfer.objects.filter(state=Transfer.State.ACCEPTED, reads_until__gt=Given("at"))
    return running.filter(Q(case__last_update_at=None) | Q(case__last_update_at__lte=F("answered_at")))


def read_by_the_handing() -> QuerySet[Transfer]:
    """Those of them that a person reads; of a restricted case only who asked. Whose team and building that is, by dated seats and
    offices, the door's own lists decide.
    """
    named = Q(case__restricted=False) | Q(recorded_by_id=Given("user"))
    theirs = Q(from_building_id__any_of=Given("principal_of")) | Q(from_team_id__any_of=Given("triage_of"))
    theirs |= Q(from_team_id__any_of=Given("member_of"), case__circle=Circle.TAT)
    return still_read().filter(named, theirs)


def granted_by_transfer(reason: str) -> QuerySet[Transfer, tuple[object, ...]]:
    """Their cases with `reason`, in the shape of the grants that a door reads."""
    return read_by_the_handing().values_list("case_id", Value(reason))


class Departure(CaseFact):
    """The subject has left: since when, whether monitoring goes on and on which lawful source, and the notice before records follow.

    The latest row governs; a correction is a new row that names the one it replaces (handbook 7.6, 7.9; 23 IAC 375.70).
    """

    class Monitoring(models.TextChoices):
        GOES_ON = "goes_on", "Monitoring goes on"
        ENDED = "ended", "Monitoring has ended"

    class Source(models.TextChoices):
        CONSENT = "consent", "Consent of the parents or of the eligible student"
        CONTACT = "contact", "Contact that the subject or the family wants"
        PUBLIC = "public", "What anybody can read or see"
        POLICE = "police", "What law enforcement tells on its own authority"
        COURT = "court", "Court order"
        OTHER = "other", "Other, as the attorney advised"

    class Records(models.TextChoices):
        FOLLOW = "follow", "Records are to follow"
        NOT_ASKED = "not_asked", "Nobody has asked for records"
        NONE = "none", "No records follow"

    class Method(models.TextChoices):
        LETTER = "letter", "Letter by mail"
        HAND = "hand", "Letter handed over"
        EMAIL = "email", "E-mail"

    left_on = models.DateField()
    where_to = SealedText(max_length=500, blank=True, help_text="School and place, as far as known.")
    monitoring = models.CharField(max_length=7, choices=Monitoring)
    monitor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    source = models.CharField(max_length=7, choices=Source, blank=True)
    source_note = SealedText(max_length=2000, blank=True, help_text="Who consented and when, which order, what is looked at.")
    ended_why = SealedText(max_length=2000, blank=True)
    records = models.CharField(max_length=9, choices=Records)
    release_on = models.DateField(null=True, blank=True, help_text="First local day on which records may follow.")
    notice_on = models.DateField(null=True, blank=True, help_text="Local day of the written notice before it.")
    notice_method = models.CharField(max_length=6, choices=Method, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(monitoring="goes_on") | Q(monitor__isnull=False) & ~Q(source=""), name="departure_monitored"
            ),
            models.CheckConstraint(condition=~Q(records="follow") | Q(release_on__isnull=False), name="departure_release_dated"),
            models.CheckConstraint(condition=Q(notice_on=None) | ~Q(notice_method=""), name="departure_notice_method"),
            models.CheckConstraint(
                condition=Q(notice_on=None) | Q(release_on=None) | Q(notice_on__lte=F("release_on")), name="departure_notice_before"
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(replaces=None), name="departure_first_once"),
        ]
        indexes = [models.Index(fields=["case", "recorded_at"], name="departure_of_case")]

    @property
    def waits_for_notice(self) -> bool:
        """Whether records are to follow and the parents have no written notice yet (23 IAC 375.70)."""
        return self.records == self.Records.FOLLOW and self.notice_on is None
