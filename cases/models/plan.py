"""The case plan, its strategies and safeguard, and the updates at least every thirty days."""

from django.db import models
from django.db.models import F, Q

from cases.models.case import CaseFact
from cases.step import StepDomain
from cases.workflow import ClosingReason, contacts
from tat.models import Standing
from tat.statutes.limits import LONGEST_CONTACT_DAYS
from tat.vault import SealedJSON, SealedText

CARRIERS = {
    "case_manager": Standing.Capacity.CASE_MANAGER,
    "engager": Standing.Capacity.ENGAGER,
    "second_engager": Standing.Capacity.ENGAGER,
}
"""The plan's fields of who carries it, each with what its person is to the case while the plan is in force (4:190-AP2)."""


class Plan(CaseFact):
    """One version of the plan; the adopted one is in force, earlier ones stay readable."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        ADOPTED = "adopted", "Adopted"
        REPLACED = "replaced", "Replaced"

    Monitoring = contacts.Monitoring

    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    facts_relied_on = SealedText(max_length=20_000, blank=True)
    goals = SealedText(max_length=20_000, blank=True)
    least_intrusive = SealedText(max_length=20_000, blank=True)
    lower_rungs = SealedText(max_length=20_000, blank=True, help_text="Why lower rungs are not enough.")
    monitoring = models.CharField(max_length=15, choices=Monitoring, default=Monitoring.ACTIVE)
    contact_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Calendar days between two checks, where the monitoring is periodic active."
    )
    contact_plan = SealedText(max_length=2000, blank=True, help_text="Contact person and rhythm, or why not.")
    fort_notes = SealedJSON(default=dict, blank=True, help_text="Letter to the sentence that the adopting lead wrote for it.")
    case_manager = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    engager = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    second_engager = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    adopted_at = models.DateTimeField(null=True, blank=True)
    adopted_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="plan_number_once"),
            models.UniqueConstraint(fields=["case"], condition=Q(state="adopted"), name="one_adopted_plan"),
            models.UniqueConstraint(fields=["case"], condition=Q(state="draft"), name="one_draft_plan"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(adopted_at__isnull=False, adopted_by__isnull=False), name="plan_adopted_pair"
            ),
            models.CheckConstraint(
                condition=Q(contact_days=None) | Q(contact_days__gte=1, contact_days__lte=LONGEST_CONTACT_DAYS), name="plan_contact_days"
            ),
            models.CheckConstraint(condition=~Q(second_engager=F("engager")), name="plan_engagers_apart"),
        ]

    @property
    def token(self) -> str:
        """What a form carries of the version that it was written on."""
        return f"{self.number}.{self.version}"

    @property
    def rhythm(self) -> contacts.Rhythm | None:
        """How often the plan wants a contact; None where it plans none."""
        return contacts.rhythm_of(self.monitoring, self.contact_days)


class PlanStrategy(CaseFact):
    """One chosen strategy: who does it, from when to when, how it stands. Label and rung are copied from the catalogue."""

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        ACTIVE = "active", "Active"
        DONE = "done", "Done"
        DROPPED = "dropped", "Dropped"

    class Purpose(models.TextChoices):
        CRISIS = "crisis", "Get through the short-term crisis"
        PREVENTION = "prevention", "Longer-term prevention"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="strategies")
    strategy = models.CharField(max_length=12, blank=True, help_text="Catalogue code; empty for a free strategy.")
    domain = models.CharField(max_length=1, choices=StepDomain)
    label = SealedText(max_length=300)
    rung = models.PositiveSmallIntegerField()
    is_separation = models.BooleanField(default=False)
    is_distancing = models.BooleanField(default=False, help_text="The safeguard is offered, not required.")
    owner = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    starts_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=7, choices=Status, default=Status.PLANNED)
    rhythm = SealedText(max_length=500, blank=True)
    purpose = models.CharField(max_length=10, choices=Purpose, blank=True)
    lower_why = SealedText(max_length=2000, blank=True, help_text="Lower rungs weighed, and why they are not enough.")
    reentry_on = models.DateField(null=True, blank=True, help_text="The re-entry meeting of a separation.")
    reentry_note = SealedText(max_length=500, blank=True, help_text="Who is at the re-entry meeting, and where.")
    outcome = SealedText(max_length=2000, blank=True)
    emergency_at = models.DateTimeField(null=True, blank=True, help_text="Emergency removal: active at once, answered within 24 hours.")
    version = models.PositiveIntegerField(default=1)

    answered: list[str]
    """Codes of the safeguard's questions with an answer, where the strategies of a plan were read together."""
    is_followed: bool
    """Whether help that was offered for it was declined, or something came of it; where they were read so."""

    class Meta:
        verbose_name_plural = "plan strategies"
        constraints = [models.CheckConstraint(condition=Q(rung__gte=1, rung__lte=5), name="rung_1_to_5")]

    @property
    def offers_safeguard(self) -> bool:
        return self.is_separation or self.is_distancing


class SafeguardAnswer(CaseFact):
    """One answer, by name and date, to one of SEP-1 to SEP-8 for one separation strategy (4:190-AP2-E5)."""

    strategy = models.ForeignKey(PlanStrategy, models.PROTECT, related_name="safeguards")
    question = models.CharField(max_length=6)
    answer = SealedText(max_length=20_000)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["strategy", "question"], name="safeguard_answer_once")]


class PlanPosition(CaseFact):
    """Where one seat stands on an adopted plan; the last one of a seat counts, earlier ones stay."""

    class Stance(models.TextChoices):
        CONCUR = "concur", "I concur"
        DISSENT = "dissent", "I dissent, and say why"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="positions")
    seat = models.ForeignKey("tat.Seat", models.PROTECT, related_name="+")
    stance = models.CharField(max_length=7, choices=Stance)
    reason = SealedText(max_length=20_000, blank=True)


class Handover(CaseFact):
    """Who carries the plan changed while it was in force: from whom, to whom, why."""

    class Capacity(models.TextChoices):  # its values are the names in CARRIERS
        CASE_MANAGER = "case_manager", "Case manager"
        ENGAGER = "engager", "Keeps in touch with the subject"
        SECOND_ENGAGER = "second_engager", "Also keeps in touch with the subject"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="handovers")
    capacity = models.CharField(max_length=14, choices=Capacity)
    before = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    reason = SealedText(max_length=2000)


class CaseUpdate(CaseFact):
    """One dated update of a managed case (4:190-AP2: at least every 30 days)."""

    class LevelFits(models.TextChoices):
        YES = "yes", "Yes, the level still fits"
        NO = "no", "No, classify again"

    status_of_subject = SealedText(max_length=20_000)
    responses = SealedText(max_length=20_000, blank=True, help_text="Responses to interventions and referrals.")
    new_information = SealedText(max_length=20_000, blank=True)
    target_contact = SealedText(max_length=20_000, blank=True)
    coming_up = SealedText(max_length=20_000, blank=True)
    level_fits = models.CharField(max_length=3, choices=LevelFits)
    is_change = models.BooleanField(default=False)
    no_longer_poses_threat = models.BooleanField(default=False)


class Closing(CaseFact):
    """A closing or a reopening, with its basis; the case's own stage says which of them holds."""

    class Kind(models.TextChoices):
        CLOSED = "closed", "Closed"
        REOPENED = "reopened", "Reopened"

    kind = models.CharField(max_length=8, choices=Kind)
    reason = models.CharField(max_length=40, choices=ClosingReason, blank=True)
    basis = SealedText(max_length=20_000, blank=True)
    target_told = SealedText(max_length=2000, blank=True)
    fort_notes = SealedJSON(default=dict, blank=True, help_text="Letter to the sentence written for it at closing.")
    follow_up_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    follow_up_on = models.DateField(null=True, blank=True)
