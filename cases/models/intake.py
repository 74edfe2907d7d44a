"""What was reported, and whether it is imminent."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from cases.models.case import CaseFact
from tat.vault import SealedJSON, SealedText


class IncidentFacts(CaseFact):
    """The incident or nature of concern as one report tells it; corrections are new rows."""

    class Means(models.TextChoices):
        BEHAVIOR = "behavior", "Behavior"
        ORAL = "oral", "Spoken"
        VISUAL = "visual", "Picture or gesture"
        WRITTEN = "written", "Written"
        ELECTRONIC = "electronic", "Electronic"
        OTHER = "other", "Other, or not known"

    class Weapon(models.TextChoices):
        UNKNOWN = "unknown", "Not known yet"
        SEEN = "seen", "Seen or in hand"
        MENTIONED = "mentioned", "Mentioned or shown in a picture"
        NONE = "none", "None known"

    class PlaceKind(models.TextChoices):
        UNKNOWN = "unknown", "Not known yet"
        GROUNDS = "grounds", "On school grounds"
        CONVEYANCE = "conveyance", "On a school bus or in another school vehicle"
        ONLINE = "online", "Online"
        OFF_SITE = "off_site", "Off site"

    class ThreatForm(models.TextChoices):
        UNKNOWN = "unknown", "Not known yet"
        DIRECT = "direct", "Direct"
        INDIRECT = "indirect", "Indirect"
        VAGUE = "vague", "Vague"
        IMPLIED = "implied", "Implied"
        WEAPON = "weapon", "A weapon possessed or mentioned"

    nature = SealedText(max_length=20_000)
    quotation = SealedText(max_length=20_000, blank=True)
    details = SealedText(max_length=20_000, blank=True)
    background = SealedText(max_length=20_000, blank=True)
    artifacts = SealedText(max_length=2000, blank=True, help_text="What exists (a message, a drawing, a recording) and who holds it.")
    location = SealedText(max_length=500, blank=True)
    place_kind = models.CharField(max_length=10, choices=PlaceKind, default=PlaceKind.UNKNOWN)
    observed_by = SealedText(max_length=500, blank=True, help_text="Who received or observed it.")
    weapons_note = SealedText(max_length=2000, blank=True)
    means = ArrayField(models.CharField(max_length=10, choices=Means), default=list, blank=True)
    threat_form = models.CharField(max_length=8, choices=ThreatForm, default=ThreatForm.UNKNOWN)
    weapon = models.CharField(max_length=9, choices=Weapon, default=Weapon.UNKNOWN)
    occurred_at = models.DateTimeField(null=True, blank=True)
    occurred_until = models.DateTimeField(null=True, blank=True)
    end_unknown = models.BooleanField(default=False, help_text="It went on, and nobody knows until when.")

    class Meta:
        verbose_name_plural = "incident facts"

    def means_words(self) -> str:
        """How it was expressed, in words."""
        return ", ".join(self.Means(each).label for each in self.means)


class GateAnswer(CaseFact):
    """One answer to one of the gates, at one of the moments they are asked."""

    class Answer(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "No"
        UNKNOWN = "unknown", "Not known yet"

    gate = models.CharField(max_length=20)
    moment = models.CharField(max_length=14, help_text="intake, triage, classification, update")
    answer = models.CharField(max_length=7, choices=Answer)
    reason = SealedText(max_length=2000, blank=True)
    is_verified = models.BooleanField(default=False, help_text="The incident behind a yes is verified.")
    known_at = models.DateTimeField(
        null=True, blank=True, help_text="When it became known, as stated; the duties of a “yes” count from here."
    )


class ImminenceDetermination(CaseFact):
    """One answer to “does an imminent threat exist?”; append-only, the latest governs (4:190-AP2, Intake)."""

    class Answer(models.TextChoices):
        YES = "yes", "Yes, an imminent threat exists"
        NO = "no", "No, or it is now contained"

    answer = models.CharField(max_length=3, choices=Answer)
    determined_at = models.DateTimeField(help_text="As stated.")
    rationale = SealedText(max_length=20_000, blank=True)
    indicators = SealedJSON(default=dict, blank=True, help_text="Code to observed, not_observed or unknown.")
    indicators_edition = models.CharField(max_length=20, blank=True, help_text="Edition of the list that was read.")
    other_steps = SealedText(max_length=20_000, blank=True)


class Containment(CaseFact):
    """What was done about an imminent threat, filled in after the doing; confirmed by the principal or a triage member."""

    determination = models.OneToOneField(ImminenceDetermination, models.PROTECT, related_name="containment")
    steps = SealedJSON(
        default=dict,
        blank=True,
        help_text="Step code to {at, recorded_at, by, position, note}: police, plan, contain, target, medical, superintendent.",
    )
    seocrp_answer = models.CharField(max_length=10, blank=True, help_text="started, not_needed")
    seocrp_at = models.DateTimeField(null=True, blank=True)
    seocrp_note = SealedText(max_length=2000, blank=True)
    police_at = models.DateTimeField(null=True, blank=True)
    police_agency = SealedText(max_length=200, blank=True)
    police_person = SealedText(max_length=200, blank=True)
    police_method = models.CharField(max_length=10, blank=True, help_text="911, phone, in_person, radio")
    contained_at = models.DateTimeField(null=True, blank=True)
    contained_how = SealedText(max_length=20_000, blank=True)
    contained_by = SealedText(max_length=200, blank=True)
    target_protected = SealedText(max_length=2000, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
