"""What an agency outside the school needs to know of an incident: facts without names, for those who report it and see no case."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from cases.models.case import CaseFact
from cases.models.intake import GateAnswer
from tat.vault import SealedText


class Grounds(models.TextChoices):
    """Where it was, as the firearm, drug and battery rules tell places apart (105 ILCS 5/10-27.1A, 10-27.1B)."""

    SCHOOL = "school", "In the school"
    PROPERTY = "property", "Elsewhere on property that the school owns or leases"
    CONVEYANCE = "conveyance", "In a school bus or another conveyance"
    PUBLIC_WAY = "public_way", "On a public way within 1,000 feet"
    ELSEWHERE = "elsewhere", "Elsewhere"
    UNKNOWN = "unknown", "Not known yet"


class WeaponKind(models.TextChoices):
    """Kinds of weapon as SIRS is said to ask for them (unverified)."""

    PISTOL = "pistol", "Pistol"
    REVOLVER = "revolver", "Revolver"
    LONG = "long", "Rifle or shotgun"
    FIREARM = "firearm", "Other firearm"
    TOY = "toy", "Toy or fake"
    KNIFE = "knife", "Knife"
    OTHER = "other", "Other"
    UNKNOWN = "unknown", "Unknown"


class DrugKind(models.TextChoices):
    """What the drug rules name (105 ILCS 5/10-27.1B; 105 ILCS 127/2)."""

    CANNABIS = "cannabis", "Cannabis"
    NARCOTIC = "narcotic", "Narcotic drug"
    METH = "meth", "Methamphetamine"
    OTHER = "other", "Other"
    UNKNOWN = "unknown", "Not known yet"


class AttackKind(models.TextChoices):
    """Kinds of attack as SIRS is said to ask for them (unverified)."""

    ASSAULT = "assault", "Assault"
    AGGRAVATED_ASSAULT = "agg_assault", "Aggravated assault"
    BATTERY = "battery", "Battery"
    AGGRAVATED_BATTERY = "agg_battery", "Aggravated battery"
    INTIMIDATION = "intimidation", "Intimidation"
    OTHER = "other", "Other"


class Personnel(models.TextChoices):
    """Which class of school personnel was attacked (105 ILCS 5/10-21.7)."""

    TEACHER = "teacher", "Teacher"
    ADMINISTRATOR = "administrator", "Administrator"
    SUPPORT = "support", "Educational support personnel"


class Doer(models.TextChoices):
    """Who did it, by kind alone."""

    STUDENT = "student", "A student"
    OTHER = "other", "Somebody else"
    UNKNOWN = "unknown", "Not known yet"


class Injury(models.TextChoices):
    """Whether anybody was hurt."""

    NONE = "none", "Nobody was hurt"
    YES = "yes", "Somebody was hurt"
    UNKNOWN = "unknown", "Not known yet"


class Complaint(models.TextChoices):
    """Whether the staff member complained in writing; whether the law still asks for it is unverified."""

    YES = "yes", "Yes, in writing"
    NO = "no", "No"
    UNKNOWN = "unknown", "Not known yet"


class Threatens(models.TextChoices):
    """What threatens the school's safety (105 ILCS 5/10-21.4a)."""

    DRUGS = "drugs", "Illegal drugs"
    ALCOHOL = "alcohol", "Alcohol"
    WEAPONS = "weapons", "Weapons"
    GANG = "gang", "Gang activity"


class GateFacts(CaseFact):
    """The facts of one incident that is reported outside; corrections are new rows, the latest counts. No name stands in them."""

    answer = models.ForeignKey(GateAnswer, models.PROTECT, related_name="facts", help_text="The “yes” that began the incident.")
    happened_at = models.DateTimeField(help_text="As stated.")
    grounds = models.CharField(max_length=10, choices=Grounds)
    place = SealedText(max_length=200, blank=True)
    what = SealedText(max_length=300, help_text="One sentence, without names.")
    weapon = models.CharField(max_length=8, choices=WeaponKind, blank=True)
    drug = models.CharField(max_length=8, choices=DrugKind, blank=True)
    attack = models.CharField(max_length=12, choices=AttackKind, blank=True)
    personnel = models.CharField(max_length=13, choices=Personnel, blank=True)
    done_by = models.CharField(max_length=7, choices=Doer, default=Doer.UNKNOWN)
    injury = models.CharField(max_length=7, choices=Injury, blank=True)
    injury_note = SealedText(max_length=200, blank=True)
    complaint = models.CharField(max_length=7, choices=Complaint, blank=True)
    complaint_at = models.DateTimeField(null=True, blank=True)
    threatens = ArrayField(models.CharField(max_length=7, choices=Threatens), default=list, blank=True)

    class Meta:
        verbose_name_plural = "gate facts"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(complaint_at=None) | models.Q(complaint="yes"), name="complaint_has_a_time_only_where_there_is_one"
            )
        ]

    def threatens_words(self) -> str:
        """What threatens the school's safety, in words."""
        return ", ".join(Threatens(each).label for each in self.threatens)
