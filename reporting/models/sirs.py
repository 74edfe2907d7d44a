"""What is typed into SIRS, the state's incident reporting system, of one incident: the worksheet, then the proof (handbook 8.9)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.models import CaseFact
from cases.models.incidents import AttackKind, Doer, DrugKind, Grounds, Injury, Personnel, WeaponKind
from tat.vault import SealedText


class SirsEntry(CaseFact):
    """The worksheet of one SIRS duty as it is prepared, and the proof that it was entered. Its field list is unverified."""

    class Family(models.TextChoices):
        ATTACK = "attack", "Attack on school personnel"
        DRUG = "drug", "Drug"
        WEAPON = "weapon", "Weapon or firearm"

    obligation = models.OneToOneField("tat.Obligation", models.PROTECT, related_name="sirs_entry")
    version = models.PositiveIntegerField(default=1)
    family = models.CharField(max_length=6, choices=Family)
    school_code = models.CharField(max_length=20, help_text="RCDTS.")
    happened_at = models.DateTimeField(help_text="As stated; the reporting year goes by its local day.")
    grounds = models.CharField(max_length=10, choices=Grounds)
    location = SealedText(max_length=200, blank=True)
    attack = models.CharField(max_length=12, choices=AttackKind, blank=True)
    drug = models.CharField(max_length=8, choices=DrugKind, blank=True)
    weapon = models.CharField(max_length=8, choices=WeaponKind, blank=True)
    done_by = models.CharField(max_length=7, choices=Doer)
    attacked = models.CharField(max_length=13, choices=Personnel, blank=True)
    injury = models.CharField(max_length=7, choices=Injury)
    police_agency = SealedText(max_length=200, blank=True)
    police_at = models.DateTimeField(null=True, blank=True)
    police_report = SealedText(max_length=100, blank=True)
    action_taken = SealedText(max_length=2000, blank=True)
    narrative = SealedText(max_length=4000, help_text="Without names.")
    sirs_id = SealedText(max_length=60, blank=True)
    entered_at = models.DateTimeField(null=True, blank=True, help_text="As stated: when it stood in SIRS.")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name_plural = "sirs entries"
        constraints = [
            models.CheckConstraint(
                condition=Q(entered_at=None, entered_by=None) | Q(entered_at__isnull=False, entered_by__isnull=False),
                name="sirs_entered_pair",
            )
        ]
