"""The case: one status field, its milestones, its circle, and who stands in it."""

import uuid
from datetime import datetime

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _l
from guardian.models import UserObjectPermissionBase

from cases.levels import Level
from cases.models.people import Affiliation
from cases.workflow import Circle, Stage
from tat import vault
from tat.models import Obligation, Standing
from tat.models.prepared import Given
from tat.models.written import Written
from tat.vault import SealedText


class CaseQuerySet(models.QuerySet["Case"]):
    """Queries in the words of the handbook. Who may see which case is a function of cases/access.py."""

    def open(self) -> "CaseQuerySet":
        return self.exclude(stage__in=[Stage.CLOSED, Stage.MERGED])


class Case(models.Model):
    """One case from its report on. `stage` is written by `cases.actions.move_case` alone; the dates support it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=16, unique=True)
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="cases")
    building = models.ForeignKey("tat.Building", models.PROTECT, related_name="cases")
    team = models.ForeignKey("tat.Team", models.PROTECT, related_name="cases")
    key = models.ForeignKey("tat.DataKey", models.PROTECT, related_name="+")
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.INTAKE)
    stage_before = models.CharField(max_length=12, choices=Stage, blank=True, help_text="Where a contained case came from.")
    circle = models.CharField(max_length=6, choices=Circle, default=Circle.TRIAGE)
    level = models.CharField(
        max_length=10, choices=Level, blank=True, help_text="Of the classification in force; empty until there is one."
    )
    restricted = models.BooleanField(default=False)
    practice = models.BooleanField(default=False)
    facts_version = models.PositiveIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    edition = models.CharField(max_length=60, default="4:190-AP2, May 20, 2024", help_text="Of the procedure that the case follows.")
    instrument = models.CharField(
        max_length=120, blank=True, help_text="Editions of the factors and key questions when the full team was convened."
    )
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    reported_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True, blank=True)
    determined_at = models.DateTimeField(null=True, blank=True, help_text="The latest answer on imminence.")
    triage_at = models.DateTimeField(null=True, blank=True)
    convened_at = models.DateTimeField(null=True, blank=True)
    classified_at = models.DateTimeField(null=True, blank=True)
    planned_at = models.DateTimeField(null=True, blank=True)
    last_update_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_reason = models.CharField(max_length=40, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        help_text="Where the work goes on; never itself a merged case.",
    )

    disposed_at = models.DateTimeField(
        null=True, blank=True, help_text="When its record was disposed of; what is left is a tombstone (handbook 9.8)."
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(disposed_at=None) | Q(stage__in=["closed", "merged"]), name="case_disposed_when_over"),
            models.CheckConstraint(
                condition=~Q(stage="closed") | Q(closed_at__isnull=False, closed_reason__gt=""), name="case_closed_pair"
            ),
            models.CheckConstraint(condition=~Q(stage="triage") | Q(triage_at__isnull=False), name="case_triage_pair"),
            models.CheckConstraint(condition=~Q(stage="assessment") | Q(circle="tat"), name="case_assessment_circle"),
            models.CheckConstraint(condition=~Q(stage="management") | Q(classified_at__isnull=False), name="case_management_pair"),
            models.CheckConstraint(condition=~Q(stage="containment") | Q(stage_before__gt=""), name="case_containment_pair"),
            models.CheckConstraint(
                condition=Q(stage="merged", merged_into__isnull=False) & ~Q(merged_into=F("id")) | ~Q(stage="merged") & Q(merged_into=None),
                name="case_merged_pair",
            ),
        ]
        indexes = [
            models.Index(fields=["team", "code"], condition=~Q(stage__in=["closed", "merged"]), name="case_open_by_team"),
            models.Index(fields=["building", "code"], condition=~Q(stage__in=["closed", "merged"]), name="case_open_by_building"),
            models.Index(fields=["team", "code"], name="case_by_team"),
            models.Index(fields=["district", "code"], condition=~Q(stage__in=["closed", "merged"]), name="case_open_by_district"),
            models.Index(fields=["district", "code"], name="case_by_district"),
        ]

    def __str__(self) -> str:
        return self.code

    def data_key(self) -> vault.Key:
        return self.key.open()

    @property
    def short_code(self) -> str:
        """The last part of the code, for places where space is short."""
        return self.code.rsplit("-", 1)[-1]

    def is_open(self) -> bool:
        return self.stage not in (Stage.CLOSED, Stage.MERGED)

    def with_merged(self) -> list[uuid.UUID]:
        """The ids of this case and of those merged into it: what is read through, not copied, is read of all of them."""
        return [self.pk, *self.merged.order_by("pk").values_list("pk", flat=True)]


def of_case_and_merged(case: Given | uuid.UUID) -> ArraySubquery:
    """`Case.with_merged` inside a statement, for the lookup `any_of`."""
    return ArraySubquery(Case.objects.filter(Q(pk=case) | Q(merged_into=case)).values("pk"))


def next_due(case: str = "pk") -> Subquery:
    """The soonest due time of a case's open duties: by law where there is one, else the target, as on Home."""
    rows = Obligation.objects.open().filter(about_kind="case", about_id=OuterRef(case)).values("about_id")
    return Subquery(rows.annotate(soonest=Min(Coalesce("legal_due_at", "target_due_at"))).values("soonest"))


class CaseFact(Written, models.Model):
    """What every dated entry of a case shares: the case, who wrote it (name and position frozen), and when (105 ILCS 10/4(d))."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", help_text="Null: the system itself."
    )
    recorded_name = models.CharField(max_length=150)
    recorded_position = models.CharField(max_length=150, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.id)

    def data_key(self) -> vault.Key:
        return self.case.data_key()


class Merging(CaseFact):
    """A case was found to be a duplicate: when, by whom, why, into which. Its rows stay; `case` is the duplicate."""

    into = models.ForeignKey(Case, models.PROTECT, related_name="mergings")
    reason = SealedText(max_length=20_000)
    stage_before = models.CharField(max_length=12, choices=Stage, help_text="Where the duplicate stood.")
    into_stage_before = models.CharField(max_length=12, choices=Stage, help_text="Where the other case stood.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case"], name="merging_once")]


def excluded_people(case: Case, at: datetime) -> set[int]:
    """Ids of the people whom a conflict keeps from this case at `at`."""
    rows = Standing.objects.filter(about_kind="case", about_id=case.id, capacity=Standing.Capacity.EXCLUDED, from_at__lte=at)
    return set(rows.filter(Q(until_at=None) | Q(until_at__gt=at)).values_list("person_id", flat=True))


GRANTED_AS = {
    "consultant": _l("consultant to the team"),
    "personnel": _l("personnel officer"),
    "named": _l("named for this case"),
    "break_glass": _l("opened in an emergency"),
    "emergency": _l("declared the emergency"),
}


class CaseGrant(UserObjectPermissionBase):
    """One named person's access to one case until a date (consultant, personnel officer, break-glass)."""

    content_object = models.ForeignKey(Case, models.CASCADE, related_name="grants")
    until = models.DateTimeField()
    reason = models.CharField(max_length=40, help_text="consultant, personnel, break_glass, named")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()

    class Meta(UserObjectPermissionBase.Meta):
        constraints = [models.UniqueConstraint(fields=["user", "content_object"], name="one_grant_per_person_and_case")]

    @property
    def reason_words(self) -> str:
        """Why the person was let in."""
        return str(GRANTED_AS.get(self.reason, self.reason))


class Party(CaseFact):
    """A person's, group's or place's part in a case: subject, target, witness, recipient or reporting party."""

    class Role(models.TextChoices):
        SUBJECT = "subject", "Subject of concern"
        TARGET = "target", "Target"
        WITNESS = "witness", "Witness"
        RECIPIENT = "recipient", "Received or observed it"
        REPORTING = "reporting_party", "Reporting party"

    class Kind(models.TextChoices):
        PERSON = "person", "A person"
        ROLE = "role", "A person by role"
        GROUP = "group", "A group"
        PLACE = "place", "A place"
        SELF = "self", "The subject too"

    class Known(models.TextChoices):
        UNKNOWN = "unknown", "Not known"
        YES = "yes", "Yes"
        NO = "no", "No"

    class AgeGroup(models.TextChoices):
        UNKNOWN = "unknown", "Not known"
        MINOR = "minor", "Under 18"
        ADULT = "adult", "18 or older"

    class Enrollment(models.TextChoices):
        UNKNOWN = "unknown", "Not known"
        HERE = "here", "In this school"
        DISTRICT = "district", "In another school of the district"
        ELSEWHERE = "elsewhere", "Outside the district"
        NONE = "none", "Not enrolled"

    role = models.CharField(max_length=16, choices=Role)
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.PERSON)
    person = models.ForeignKey("cases.Person", models.PROTECT, null=True, blank=True, related_name="parties")
    label = SealedText(max_length=200, blank=True, help_text="Name of a group, role or place; empty where a person is linked.")
    is_unknown = models.BooleanField(default=False, help_text="Whoever took it in said that nobody knows yet who it is.")
    affiliation = models.CharField(
        max_length=40, choices=Affiliation, blank=True, help_text="As this report states it, where no new person carries it."
    )
    contact = SealedText(max_length=2000, blank=True, help_text="As this report states it, where no new person carries it.")
    relationship = SealedText(max_length=500, blank=True)
    whereabouts = SealedText(max_length=500, blank=True)
    aware = models.CharField(max_length=7, choices=Known, default=Known.UNKNOWN)
    safe_now = models.CharField(max_length=7, choices=Known, default=Known.UNKNOWN)
    age_group = models.CharField(max_length=7, choices=AgeGroup, default=AgeGroup.UNKNOWN)
    enrollment = models.CharField(max_length=9, choices=Enrollment, default=Enrollment.UNKNOWN)

    class Meta:
        verbose_name_plural = "parties"
        indexes = [models.Index(fields=["person", "role"], name="party_by_person")]

    def shown_name(self) -> str:
        """What pages behind the door call it."""
        if self.person:
            return self.person.name
        return self.label or "Not known yet"

    def connection(self) -> Affiliation:
        """How this one is connected with the district, as stated here or on record."""
        return Affiliation(self.affiliation or (self.person.affiliation if self.person else "") or Affiliation.UNKNOWN)

    def shown_contact(self) -> str:
        """How to reach this one, as stated here or on record."""
        return self.contact or (self.person.contact if self.person else "")
