"""The facts of each kind of matter, one row beside it: who asks and in which right, which court, which schedule."""

import uuid

from django.db import models
from django.db.models import Q

from reporting.models.records import RecordsMatter
from tat import vault
from tat.vault import SealedText


class MatterFacts(models.Model):
    """What the rows of all kinds share: the matter, whose key seals them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    matter: models.OneToOneField[RecordsMatter, RecordsMatter]

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.id)

    def data_key(self) -> vault.Key:
        return self.matter.data_key()


class AccessRequest(MatterFacts):
    """Somebody asks to see or copy a student's record (105 ILCS 10/5). Whom an order bars is shown to nobody but who keeps records."""

    class Capacity(models.TextChoices):
        PARENT = "parent", "Parent or guardian"
        ELIGIBLE = "eligible", "The student, to whom the rights have passed"
        STUDENT = "student", "The student, under 18"
        OTHER = "other", "Somebody else, with a consent or another basis"

    class Record(models.TextChoices):
        TEMPORARY = "temporary", "Temporary record"
        PERMANENT = "permanent", "Permanent record"
        BOTH = "both", "Both"

    class Why(models.TextChoices):
        EIGHTEEN = "eighteen", "18 years old"
        GRADUATED = "graduated", "Graduated"
        MARRIED = "married", "Married"
        MILITARY = "military", "In military service"

    class Professional(models.TextChoices):
        REQUESTER = "requester", "Who asks wants one present"
        SCHOOL = "school", "The school requires one: parts of the record need explaining"

    matter = models.OneToOneField(RecordsMatter, models.PROTECT, related_name="access")
    capacity = models.CharField(max_length=8, choices=Capacity)
    record = models.CharField(max_length=9, choices=Record)
    student = SealedText(max_length=200)
    person = SealedText(max_length=200)
    basis = SealedText(max_length=500, blank=True, help_text="Of somebody else: the consent or other basis, and where it is kept.")
    passed_on = models.DateField(null=True, blank=True, help_text="The local day on which the rights passed to the student.")
    passed_why = models.CharField(max_length=9, choices=Why, blank=True)
    professional = models.CharField(
        max_length=9,
        choices=Professional,
        blank=True,
        help_text="Who wants a qualified professional present (105 ILCS 10/5(b)); empty: nobody.",
    )
    barred = models.BooleanField(help_text="An order of protection bars who asks from this student’s record.")
    order = SealedText(max_length=500, blank=True, help_text="Which court and paper, from when until when.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(passed_on=None, passed_why="") | (Q(passed_on__isnull=False) & ~Q(passed_why="")), name="access_passed_pair"
            ),
        ]


class PersonnelRequest(MatterFacts):
    """An employee, or who left within the year, asks for the own personnel record (820 ILCS 40)."""

    matter = models.OneToOneField(RecordsMatter, models.PROTECT, related_name="personnel")
    employee = SealedText(max_length=200)
    left_on = models.DateField(null=True, blank=True, help_text="The last day of work of who has left.")


class CourtOrder(MatterFacts):
    """A paper from a court. Only one that a judge has signed is an order (105 ILCS 10/6(a)(5))."""

    class Signer(models.TextChoices):
        JUDGE = "judge", "A judge"
        CLERK = "clerk", "A clerk of the court"
        ATTORNEY = "attorney", "An attorney"
        UNSIGNED = "unsigned", "Nobody, or it cannot be read"

    matter = models.OneToOneField(RecordsMatter, models.PROTECT, related_name="order")
    signer = models.CharField(max_length=8, choices=Signer)
    court = SealedText(max_length=300)
    docket = SealedText(max_length=100)
    student = SealedText(max_length=200)


class HearingRequest(MatterFacts):
    """Parents, or the student, ask in writing for a hearing on an entry (105 ILCS 10/7; 23 IAC 375.90)."""

    class Basis(models.TextChoices):
        ACCURACY = "accuracy", "Accuracy"
        RELEVANCE = "relevance", "Relevance"
        PROPRIETY = "propriety", "Propriety"

    matter = models.OneToOneField(RecordsMatter, models.PROTECT, related_name="hearing")
    student = SealedText(max_length=200)
    person = SealedText(max_length=200, help_text="The parent who challenges, or the student.")
    ground = models.CharField(max_length=9, choices=Basis)


class Challenge(MatterFacts):
    """The school’s decision on a parent’s challenge was sent; the time for an appeal runs (105 ILCS 10/7; 23 IAC 375.90)."""

    matter = models.OneToOneField(RecordsMatter, models.PROTECT, related_name="challenge")
    student = SealedText(max_length=200)
    person = SealedText(max_length=200, help_text="The parent who challenged, or the student.")
    decision = SealedText(max_length=20_000)


class Disposal(MatterFacts):
    """Records are proposed for disposal. This row deletes nothing; without the approved certificate nothing may be (handbook 9.8)."""

    class RecordClass(models.TextChoices):
        STUDENT_TEMP = "student_temp", "Student temporary records"
        STUDENT_PERM = "student_perm", "Student permanent records"
        PERSONNEL = "personnel", "Personnel records"
        ADULT_OTHER = "adult_other", "Records about other adults"
        OFFICE = "office", "Filings, rosters, training, logs"

    matter = models.OneToOneField(RecordsMatter, models.PROTECT, related_name="disposal")
    planned_on = models.DateField(help_text="The local day on which the disposal is planned.")
    record_class = models.CharField(max_length=12, choices=RecordClass)
    schedule = SealedText(max_length=100, help_text="Number of the approved schedule.")
    count = models.PositiveIntegerField()


FACTS: dict[str, type[MatterFacts]] = {
    RecordsMatter.Kind.ACCESS: AccessRequest,
    RecordsMatter.Kind.PERSONNEL: PersonnelRequest,
    RecordsMatter.Kind.ORDER: CourtOrder,
    RecordsMatter.Kind.HEARING: HearingRequest,
    RecordsMatter.Kind.CHALLENGE: Challenge,
    RecordsMatter.Kind.DISPOSAL: Disposal,
}
"""The row of each kind; its name on the matter is the kind’s."""
