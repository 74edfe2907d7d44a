"""The district's directory of outside agencies: whom to call, who takes the filing, and the agreement with the police."""

import uuid
from datetime import date

from django.db import models
from django.db.models import Q

from tat.models.phones import dialed


class Agency(models.Model):
    """An outside office. It is never deleted: what is not used any more has its day of ending, and a filing keeps the name of its day."""

    class Kind(models.TextChoices):
        LAW_ENFORCEMENT = "law_enforcement", "Local law enforcement agency"
        ROE = "roe", "Regional Office of Education or Intermediate Service Center"
        ISBE = "isbe", "State Board of Education"
        DCFS = "dcfs", "Department of Children and Family Services"
        STATE_POLICE = "state_police", "State Police"
        CRISIS = "crisis", "Help in a crisis, or an emergency service"

    RECEIVES_FILING = (Kind.LAW_ENFORCEMENT, Kind.ROE, Kind.ISBE)
    """The kinds that receive the annual filing; the State Board does so of a district in Chicago (105 ILCS 128/45(b))."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="agencies")
    kind = models.CharField(max_length=16, choices=Kind)
    name = models.CharField(max_length=200)
    contact = models.CharField(max_length=300, blank=True, help_text="How it takes the filing: desk, address or e-mail.")
    phone = models.CharField(max_length=30, blank=True, help_text="In office hours, or the non-emergency number.")
    phone_always = models.CharField(max_length=30, blank=True, help_text="Answered day and night.")
    hours = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    buildings = models.ManyToManyField("tat.Building", related_name="+", blank=True, help_text="Police: which it serves; none is all.")
    ended_on = models.DateField(null=True, blank=True, help_text="Not used from this day on.")
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True, help_text="When somebody called the numbers and found them right.")

    class Meta:
        indexes = [models.Index(fields=["district", "kind"], name="agency_by_kind")]
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_by=None, checked_at=None) | Q(checked_by__isnull=False, checked_at__isnull=False),
                name="agency_checked_pair",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def in_use(self, day: date) -> bool:
        """Whether it is called and filed with on that local day."""
        return self.ended_on is None or self.ended_on > day

    @property
    def numbers(self) -> list[str]:
        """The number that is always answered first."""
        return [number for number in (self.phone_always, self.phone) if number]

    @property
    def tel(self) -> str:
        """What dials the office's own number."""
        return dialed(self.phone)

    @property
    def tel_always(self) -> str:
        """What dials the number that is answered day and night."""
        return dialed(self.phone_always)


class ReciprocalAgreement(models.Model):
    """What district and police agreed to tell each other (105 ILCS 5/10-20.14). The latest stands; none is changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="agreements")
    agreed_on = models.DateField()
    renewed_on = models.DateField(null=True, blank=True)
    kept_at = models.CharField(max_length=200, help_text="Where the paper lies.")
    note = models.CharField(max_length=1000, blank=True)
    recorded_by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(renewed_on=None) | Q(renewed_on__gte=models.F("agreed_on")), name="agreement_renewed_after_agreed"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)
