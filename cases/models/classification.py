"""The level a team gives, each seat's position on it, and the danger determination beside it."""

from django.db import models
from django.db.models import Q

from cases.levels import Level
from cases.models.case import CaseFact
from tat.vault import SealedJSON, SealedText


class Classification(CaseFact):
    """One signed act: level and rationale. A new one never overwrites; a lower level takes effect with every position in."""

    class Kind(models.TextChoices):
        CLASSIFY = "classify", "Classified"
        RAISE = "raise", "Raised"

    kind = models.CharField(max_length=8, choices=Kind, default=Kind.CLASSIFY)
    level = models.CharField(max_length=10, choices=Level)
    previous_level = models.CharField(max_length=10, choices=Level, blank=True)
    rationale = SealedText(max_length=20_000)
    fort_notes = SealedJSON(default=dict, blank=True, help_text="Letter to the one-line statement.")
    fort_override = SealedText(max_length=2000, blank=True)
    gaps_reason = SealedText(max_length=2000, blank=True, help_text="Why decide now, with open gaps.")
    open_gaps = models.PositiveSmallIntegerField(default=0)
    further_intervention = models.BooleanField(null=True, help_text="Does the threat require further intervention (4:190-AP2)?")
    further_intervention_reason = SealedText(max_length=2000, blank=True)
    police_considered = models.CharField(max_length=3, blank=True, help_text="yes or no, at Moderate")
    police_considered_reason = SealedText(max_length=2000, blank=True)
    measures = models.BooleanField(default=False, help_text="Low with interventions or monitoring.")
    signed_hash = models.BinaryField(max_length=32, help_text="Over the canonical text of what is signed.")
    facts_version = models.PositiveIntegerField()
    in_force_at = models.DateTimeField(null=True, blank=True)
    complete_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)


class Position(CaseFact):
    """A seat's position on a classification: concurs, dissents with a reason, or absent with a back-up."""

    class Stance(models.TextChoices):
        CONCUR = "concur", "I concur"
        DISSENT = "dissent", "I dissent, and say why"
        ABSENT = "absent", "Absent; the back-up signs"

    classification = models.ForeignKey(Classification, models.PROTECT, related_name="positions")
    seat = models.ForeignKey("tat.Seat", models.PROTECT, related_name="+")
    stance = models.CharField(max_length=7, choices=Stance)
    reason = SealedText(max_length=20_000, blank=True)
    covers_hash = models.BinaryField(max_length=32)
    void_at = models.DateTimeField(null=True, blank=True, help_text="A change of what was signed voids later positions.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["classification", "seat"], condition=Q(void_at=None), name="one_position_per_seat")]


class DangerDetermination(CaseFact):
    """One answer to “clear and present danger?”: a signed act, apart from every level (430 ILCS 66/105)."""

    class Answer(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "No"

    class Capacity(models.TextChoices):
        ADMINISTRATOR = "administrator", "School administrator"
        CLINICIAN = "clinician", "Physician, clinical psychologist or qualified examiner, acting as such"
        POLICE = "police", "Law enforcement official"

    answer = models.CharField(max_length=3, choices=Answer)
    capacity = models.CharField(max_length=13, choices=Capacity)
    determined_by_name = SealedText(max_length=200, blank=True)
    determined_at = models.DateTimeField(help_text="As stated; the 24 hours run from here.")
    facts = SealedText(max_length=20_000, blank=True)
    reason = SealedText(max_length=20_000, blank=True)
    subject_is_student = models.BooleanField()
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")


class NotificationEntry(CaseFact):
    """Who was told what, when, how and by whom; or tried; or not told and why."""

    class Outcome(models.TextChoices):
        REACHED = "reached", "Reached"
        ATTEMPTED = "attempted", "Tried, not reached"
        NOT_TOLD = "not_told", "Not told, for a reason"

    recipient = models.CharField(max_length=8, help_text="Code of the recipient, such as NTF-LE.")
    party = models.ForeignKey("cases.Party", models.PROTECT, null=True, blank=True, related_name="+")
    person = SealedText(max_length=200, blank=True)
    capacity = SealedText(max_length=200, blank=True)
    agency = SealedText(max_length=200, blank=True)
    reference = SealedText(max_length=100, blank=True, help_text="The agency's report or reference number.")
    outcome = models.CharField(max_length=9, choices=Outcome)
    told_at = models.DateTimeField()
    method = models.CharField(max_length=20, blank=True)
    interpreter = SealedText(max_length=200, blank=True, help_text="Who interpreted, or the language that was spoken.")
    content = SealedText(max_length=20_000, blank=True)
    reason = SealedText(max_length=2000, blank=True)
    discloses_student = models.CharField(max_length=3, blank=True, help_text="yes or no: does it disclose the identity of a student?")
    legal_basis = models.CharField(max_length=30, blank=True)
    release_threat = SealedText(max_length=2000, blank=True, help_text="Nature of the articulable and significant threat.")


class LevelMeasure(CaseFact):
    """Proof of what High and Imminent bring: containment, the plan offered to a target, crisis protocols."""

    rule = models.CharField(max_length=12, help_text="LVL-CON, LVL-TGT or LVL-CRI.")
    party = models.ForeignKey("cases.Party", models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.CharField(max_length=12, help_text="done, accepted, declined, activated, not_needed")
    done_at = models.DateTimeField()
    by_whom = SealedText(max_length=200, blank=True)
    note = SealedText(max_length=20_000, blank=True)
