"""Help that was offered to somebody in a case, and each answer and outcome as it came."""

from datetime import date

from django.db import models
from django.db.models import Q

from cases.models.case import CaseFact, Party
from tat.vault import SealedText


class ReferralAnswer(CaseFact):
    """How one offer of help stands from this row on; the rows before it stay (handbook 7.7: responses to referrals)."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        WAITING = "waiting", "No answer yet"
        WITHDRAWN = "withdrawn", "Taken back, or recorded by mistake"

    class Outcome(models.TextChoices):
        HELPED = "helped", "It helped"
        ENDED = "ended", "It has ended"
        NOT_BEGUN = "not_begun", "It did not begin"
        UNKNOWN = "unknown", "Not known"

    TELLING = (Outcome.HELPED, Outcome.ENDED, Outcome.NOT_BEGUN)
    """Outcomes that say whether it worked."""

    referral = models.ForeignKey("cases.Referral", models.PROTECT, related_name="answers")
    number = models.PositiveSmallIntegerField()
    answer = models.CharField(max_length=9, choices=Answer)
    answered_on = models.DateField(null=True, blank=True)
    consent = SealedText(max_length=500, blank=True, help_text="Where the consent is kept, where a student's record leaves.")
    appointment_on = models.DateField(null=True, blank=True, help_text="The first appointment, which may lie ahead.")
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)
    words = SealedText(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["referral", "number"], name="referral_answer_once"),
            models.CheckConstraint(condition=Q(outcome="") | Q(answer="accepted"), name="outcome_of_an_accepted_offer"),
            models.CheckConstraint(
                condition=Q(answer__in=["waiting", "withdrawn"]) | Q(answered_on__isnull=False), name="referral_answered_pair"
            ),
        ]


Answer, Outcome = ReferralAnswer.Answer, ReferralAnswer.Outcome


class Referral(CaseFact):
    """Help offered once to one person: a subject or target of the case, or somebody affected by it, by name or role (4:190-AP2).

    It carries nothing that a therapist was told (740 ILCS 110). How it stands is said by its last answer.
    """

    party = models.ForeignKey("cases.Party", models.PROTECT, null=True, blank=True, related_name="+")
    person = SealedText(max_length=200, blank=True, help_text="Somebody else affected by it: the name, or the part played.")
    service = models.ForeignKey("cases.Service", models.PROTECT, null=True, blank=True, related_name="+")
    service_name = SealedText(max_length=200, help_text="As the directory named it then, or in the team's own words.")
    why = SealedText(max_length=500, help_text="In one sentence.")
    offered_on = models.DateField()
    offered_by = SealedText(max_length=200)
    strategy = models.ForeignKey("cases.PlanStrategy", models.PROTECT, null=True, blank=True, related_name="+")

    answer_now: str | None
    outcome_now: str | None
    appointment_now: date | None
    """Of its last answer, where referrals were read by `cases.actions.referrals`."""

    class Meta:
        indexes = [models.Index(fields=["case", "recorded_at", "id"], name="referral_by_case")]

    @property
    def whom(self) -> str:
        """For whom, as pages behind the door call it."""
        return self.party.shown_name() if self.party else self.person

    @property
    def role_words(self) -> str:
        """The part that the person has in the case."""
        return str(Party.Role(self.party.role).label) if self.party else "Affected by it"

    @property
    def is_accepted(self) -> bool:
        return self.answer_now == Answer.ACCEPTED

    @property
    def is_open(self) -> bool:
        """Whether something is still to come: an answer, or what came of it."""
        return (self.answer_now or Answer.WAITING) == Answer.WAITING or (self.is_accepted and not self.outcome_now)

    @property
    def is_withdrawn(self) -> bool:
        return self.answer_now == Answer.WITHDRAWN
