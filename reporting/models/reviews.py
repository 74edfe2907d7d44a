"""The annual review of safety plans: its days, invitations, minutes and one-page report (105 ILCS 128/25)."""

import uuid

from django.db import models
from django.db.models import Q

from tat.models.written import Written

LONGEST_OFFICE, LONGEST_WHY, LONGEST_MINUTES = 200, 300, 500


class ReviewMeeting(models.Model):
    """One school year's review meeting. Its day stands in the latest ReviewDay; `held_on` is when it was held, as stated first."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="+")
    school_year = models.OneToOneField("tat.SchoolYear", models.PROTECT, related_name="review_meeting")
    opened_at = models.DateTimeField()
    held_on = models.DateField(null=True, blank=True)
    minutes = models.CharField(max_length=LONGEST_MINUTES, blank=True, help_text="Where the minutes lie. No case and no student.")
    held_recorded_at = models.DateTimeField(null=True, blank=True)
    held_recorded_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(held_on=None, held_recorded_at=None, held_recorded_by=None, minutes="")
                | Q(held_on__isnull=False, held_recorded_at__isnull=False, held_recorded_by__isnull=False, minutes__gt=""),
                name="review_held_with_minutes",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def ref(self) -> str:
        """The key under which its duties are started."""
        return f"review:{self.id}"


class ReviewFact(Written, models.Model):
    """What is recorded of a meeting, by name and time; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recorded_by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")
    recorded_name = models.CharField(max_length=150)
    recorded_position = models.CharField(max_length=150, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.id)


class ReviewDay(ReviewFact):
    """The day for which the meeting is planned; a move is a new row with its reason."""

    meeting = models.ForeignKey(ReviewMeeting, models.PROTECT, related_name="days")
    planned_on = models.DateField()
    why = models.CharField(max_length=LONGEST_WHY, blank=True, help_text="Why it was moved; empty for the first day.")


class ReviewInvitation(ReviewFact):
    """One invitation that was sent, or why there is nobody of that kind to invite."""

    class Kind(models.TextChoices):
        PRINCIPAL = "principal", "Building principal or designee"
        POLICE = "police", "Law enforcement"
        FIRE = "fire", "Fire department"
        EMS = "ems", "Emergency medical service"
        EDUCATION = "education", "Other education body"

    meeting = models.ForeignKey(ReviewMeeting, models.PROTECT, related_name="invitations")
    kind = models.CharField(max_length=9, choices=Kind)
    building = models.ForeignKey("tat.Building", models.PROTECT, null=True, blank=True, related_name="+")
    office = models.CharField(max_length=LONGEST_OFFICE, blank=True, help_text="The office that was invited.")
    sent_on = models.DateField(null=True, blank=True)
    none_because = models.CharField(max_length=LONGEST_WHY, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "building"], name="review_building_invited_once"),
            models.CheckConstraint(
                condition=Q(kind="principal", building__isnull=False, office="") | Q(~Q(kind="principal"), building=None),
                name="review_invitation_building",
            ),
            models.CheckConstraint(
                condition=Q(sent_on=None, office="", kind__in=["ems", "education"], none_because__gt="")
                | Q(Q(kind="principal") | Q(office__gt=""), sent_on__isnull=False, none_because=""),
                name="review_invitation_sent_or_none",
            ),
        ]


class ReviewCorrection(ReviewFact):
    """The day on which the meeting was held, where it was recorded wrongly. The latest stands; what was recorded before stays in view."""

    meeting = models.ForeignKey(ReviewMeeting, models.PROTECT, related_name="corrections")
    held_on = models.DateField()
    why = models.CharField(max_length=LONGEST_WHY)


class ReviewReport(ReviewFact):
    """The one-page report sent to one side."""

    class Side(models.TextChoices):
        PARTICIPANTS = "participants", "The participants"
        REGIONAL = "regional", "The regional superintendent"

    meeting = models.ForeignKey(ReviewMeeting, models.PROTECT, related_name="reports")
    side = models.CharField(max_length=12, choices=Side)
    sent_on = models.DateField()
    signed_by = models.CharField(max_length=LONGEST_OFFICE, help_text="The office or person who signed the page.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "side"], name="review_report_once")]
