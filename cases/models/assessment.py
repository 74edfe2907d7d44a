"""STEP findings, interviews, records, key questions, gaps and the pathway."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from cases.models.case import CaseFact
from cases.step import Interviewee, StepDomain
from tat.vault import SealedText

TRANSCRIPT = 250_000
"""Characters of what was said in one talk: a pasted transcript of some eighty pages."""


class AssessmentRound(CaseFact):
    """An assessment begins again from what stands: from here on new findings, answers and gaps belong to this round.

    A case has its first round without a row of its own; every fact belongs to the round in which it was recorded.
    """

    number = models.PositiveSmallIntegerField()
    why = SealedText(max_length=2000)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="assessment_round_once")]


class RecordsReview(CaseFact):
    """One source looked into, or not, with the reason."""

    class Source(models.TextChoices):
        PRIOR_CASES = "prior_cases", "Earlier cases of this team"
        DISCIPLINE = "discipline", "Discipline records"
        ATTENDANCE = "attendance", "Attendance and grades"
        SUPPORT_PLANS = "support_plans", "Support plans"
        LAW_ENFORCEMENT = "law_enforcement", "Law enforcement information"
        ONLINE = "online", "Public online material"

    class Result(models.TextChoices):
        SEEN = "seen", "Seen"
        NONE_FOUND = "none_found", "Looked, none found"
        NOT_AVAILABLE = "not_available", "Not available, or not needed"

    source = models.CharField(max_length=16, choices=Source)
    result = models.CharField(max_length=14, choices=Result)
    note = SealedText(max_length=20_000, blank=True)


class Interview(CaseFact):
    """An interview held, or an expected one not held and why."""

    interviewee = models.CharField(max_length=10, choices=Interviewee)
    party = models.ForeignKey("cases.Party", models.PROTECT, null=True, blank=True, related_name="interviews")
    held = models.BooleanField()
    not_held_reason = SealedText(max_length=2000, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    place = SealedText(max_length=200, blank=True)
    interviewer = SealedText(max_length=200, blank=True, help_text="Who asked, where it was not the writer.")
    second_adult = SealedText(max_length=200, blank=True)
    language = SealedText(max_length=60, blank=True)
    interpreter = SealedText(max_length=200, blank=True)
    parent_told = models.CharField(max_length=7, blank=True, help_text="yes, no, unknown")
    parent_present = models.CharField(max_length=7, blank=True, help_text="yes, no, unknown")
    police_present = models.CharField(max_length=3, blank=True, help_text="yes or no: an officer or school security took part")
    criminal_act = models.CharField(
        max_length=7,
        blank=True,
        help_text="yes, no, unknown: a student under 18 suspected of a criminal act; asked where an officer took part",
    )
    purpose_told = models.BooleanField(default=False)
    statement = SealedText(max_length=TRANSCRIPT, blank=True)


class Finding(CaseFact):
    """One factor observed, not observed or unknown, with its source and date; or “looked, nothing found” for a letter."""

    class Status(models.TextChoices):
        OBSERVED = "observed", "Observed"
        NOT_OBSERVED = "not_observed", "Not observed"
        UNKNOWN = "unknown", "Unknown"

    class Kind(models.TextChoices):
        WARNING_SIGN = "WS", "Warning sign"
        RISK_FACTOR = "RF", "Risk factor"
        PROTECTIVE_FACTOR = "PF", "Protective factor"
        PRECIPITANT = "PE", "Precipitating event"
        NOTHING = "none", "Looked, nothing found"

    class Source(models.TextChoices):
        INTERVIEW = "interview", "An interview"
        RECORD = "record", "A record"
        ARTIFACT = "artifact", "A message, picture or object"
        OBSERVED = "observed", "Seen or heard by the writer"

    class Basis(models.TextChoices):
        FACT = "fact", "Fact"
        OPINION = "opinion", "Opinion"

    class Confidence(models.TextChoices):
        SINGLE = "single", "One source"
        CORROBORATED = "corroborated", "Confirmed by another source"
        DISPUTED = "disputed", "Disputed"

    domain = models.CharField(max_length=1, choices=StepDomain)
    factor = models.CharField(max_length=12, blank=True, help_text="Catalogue code; empty for a free finding.")
    kind = models.CharField(max_length=4, choices=Kind)
    status = models.CharField(max_length=12, choices=Status, default=Status.UNKNOWN)
    source = models.CharField(max_length=9, choices=Source, blank=True)
    source_note = SealedText(max_length=500, blank=True)
    basis = models.CharField(max_length=7, choices=Basis, default=Basis.FACT)
    confidence = models.CharField(max_length=12, choices=Confidence, default=Confidence.SINGLE)
    second_hand = models.BooleanField(default=False)
    is_quote = models.BooleanField(default=False)
    observed_on = models.DateField(null=True, blank=True)
    text = SealedText(max_length=20_000, blank=True)
    interview = models.ForeignKey(Interview, models.PROTECT, null=True, blank=True, related_name="+")
    record = models.ForeignKey(RecordsReview, models.PROTECT, null=True, blank=True, related_name="+")
    attachment = models.ForeignKey("cases.Attachment", models.PROTECT, null=True, blank=True, related_name="+")
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")


class KeyAnswer(CaseFact):
    """An answer to one of the eleven key questions; the latest governs, earlier ones stay."""

    class Reading(models.TextChoices):
        RAISES = "raises", "Raises concern"
        LOWERS = "lowers", "Lowers concern"
        NEUTRAL = "neutral", "Neither"
        UNKNOWN = "unknown", "Not known yet"

    question = models.CharField(max_length=6)
    reading = models.CharField(max_length=7, choices=Reading)
    text = SealedText(max_length=20_000, blank=True)
    support = ArrayField(models.UUIDField(), default=list, blank=True, help_text="Findings, interviews and files that it rests on.")


class InformationGap(CaseFact):
    """What is not known, who finds out, and by when."""

    what = SealedText(max_length=2000)
    why = SealedText(max_length=2000, blank=True)
    domain = models.CharField(max_length=1, choices=StepDomain, blank=True)
    question = models.CharField(max_length=6, blank=True)
    owner = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    closed_how = SealedText(max_length=2000, blank=True)


class PathwayStage(CaseFact):
    """Where on the Pathway to Violence, which way, and on what basis; every change is kept."""

    class Stage(models.TextChoices):
        NONE = "none", "No movement seen"
        IDEA = "idea", "Idea"
        PLANNING = "planning", "Planning"
        PREPARATION = "preparation", "Preparation"
        VIOLENCE = "violence", "Violence"

    class Direction(models.TextChoices):
        FORWARD = "forward", "Forward"
        STALLED = "stalled", "Stalled"
        BACK = "back", "Back"
        UNKNOWN = "unknown", "Not known"

    stage = models.CharField(max_length=11, choices=Stage)
    direction = models.CharField(max_length=7, choices=Direction)
    grievance = models.CharField(max_length=7, blank=True, help_text="yes, no, unknown: is there a grievance? Apart from every stage.")
    basis = SealedText(max_length=20_000)
