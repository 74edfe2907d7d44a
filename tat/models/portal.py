"""The State Police's portal: the district's user agreement, who has a login, and the test of each before a school year."""

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q


class PortalAgreement(models.Model):
    """The district's user agreement for the portal. The latest stands; none is changed. No login name and no password is kept anywhere."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="portal_agreements")
    number = models.PositiveIntegerField(help_text="1, 2, 3 ... within the district.")
    agreed_on = models.DateField()
    signed_by = models.CharField(max_length=150, help_text="Who signed for the district, with the office.")
    terms = models.CharField(max_length=1000, blank=True)
    keeps_copies = models.BooleanField(default=False, help_text="Copies of the portal's report may be kept.")
    recorded_by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "number"], name="portal_agreement_number")]

    def __str__(self) -> str:
        return str(self.id)


class PortalLogin(models.Model):
    """That a member of staff has a login, from when until when; neither its name nor its password."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="portal_logins")
    person = models.ForeignKey("tat.User", models.PROTECT, related_name="portal_logins")
    since_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="Last day, included.")
    recorded_by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_on=None) | Q(until_on__gte=F("since_on")), name="portal_login_ends_after_start"),
            models.UniqueConstraint(fields=["district", "person"], condition=Q(until_on=None), name="portal_login_once"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def in_use(self, day: date) -> bool:
        """Whether the person has it on that local day."""
        return self.since_on <= day and (self.until_on is None or self.until_on >= day)


class PortalYear(models.Model):
    """The school year before which every login is tested once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school_year = models.OneToOneField("tat.SchoolYear", models.PROTECT, related_name="portal_year")
    opened_on = models.DateField(help_text="Local day from which a test counts for it.")

    def __str__(self) -> str:
        return str(self.id)


class PortalTest(models.Model):
    """One login was tried on one day, and whether it worked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    login = models.ForeignKey(PortalLogin, models.PROTECT, related_name="tests")
    tested_on = models.DateField()
    worked = models.BooleanField()
    note = models.CharField(max_length=300, blank=True)
    recorded_by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["login", "-tested_on", "-recorded_at"], name="portal_test_latest")]

    def __str__(self) -> str:
        return str(self.id)
