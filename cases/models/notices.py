"""Who may be written to about whom, and what left the school: rules of a family, and the record of releases."""

from datetime import date

from django.db import models
from django.db.models import Q

from cases.models.case import CaseFact
from cases.models.classification import NotificationEntry
from tat.vault import SealedText


class FamilyRule(CaseFact):
    """Something that decides who is told in a student's place: rights that have passed, an order of protection, a no-contact order.

    An order names the person whom it bars from this student's record (105 ILCS 10/5); it is never shown to that person or to others.
    """

    class Kind(models.TextChoices):
        RIGHTS = "rights", "Rights have passed to the student"
        ORDER = "order", "Order of protection"
        NO_CONTACT = "no_contact", "No-contact order"

    class Why(models.TextChoices):
        EIGHTEEN = "eighteen", "18 years old"
        GRADUATED = "graduated", "Graduated"
        MARRIED = "married", "Married"
        MILITARY = "military", "In military service"

    party = models.ForeignKey("cases.Party", models.PROTECT, related_name="family_rules")
    kind = models.CharField(max_length=10, choices=Kind)
    why = models.CharField(max_length=9, choices=Why, blank=True)
    person = SealedText(max_length=200, blank=True, help_text="Whom an order bars.")
    source = SealedText(max_length=500, blank=True, help_text="Which court and paper, or how it is known.")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("tat.User", models.PROTECT, null=True, blank=True, related_name="+")
    ended_why = SealedText(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(kind="rights") | ~Q(why=""), name="rights_pass_for_a_reason"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False), name="rule_ended_pair"
            ),
        ]

    @property
    def is_order(self) -> bool:
        """Whether it bars a person; otherwise it says that the rights have passed."""
        return self.kind != self.Kind.RIGHTS

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on this local day: begun, not run out, and not ended by anybody since."""
        return self.ended_at is None and self.from_on <= day and (self.until_on is None or day <= self.until_on)


class Disclosure(CaseFact):
    """One line of the record of release: what left the school, to whom, why, on which basis (105 ILCS 10/6(c))."""

    notice = models.OneToOneField(NotificationEntry, models.PROTECT, null=True, blank=True, related_name="disclosure")
    released_at = models.DateTimeField()
    what = SealedText(max_length=20_000, help_text="What was released, and of which nature.")
    whose = models.ForeignKey("cases.Party", models.PROTECT, null=True, blank=True, related_name="+", help_text="The student named.")
    person = SealedText(max_length=200)
    capacity = SealedText(max_length=200, blank=True)
    purpose = SealedText(max_length=2000)
    basis = models.CharField(max_length=30)
    threat = SealedText(max_length=2000, blank=True, help_text="Of an emergency release: the articulable and significant threat.")
    consent = SealedText(max_length=500, blank=True, help_text="Where the consent or the order is kept.")
    with_statement = models.BooleanField(default=False, help_text="A statement on file about the record went along (105 ILCS 10/7).")
