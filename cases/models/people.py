"""People in cases: names sealed, found again by keyed tokens."""

import uuid

from django.db import models

from tat import vault
from tat.vault import SealedText


class Affiliation(models.TextChoices):
    """How a person is connected with the district (4:190-AP2, Intake)."""

    STUDENT_CURRENT = "student_current", "Student, current"
    STUDENT_FORMER = "student_former", "Student, former"
    STUDENT_PROSPECTIVE = "student_prospective", "Student, prospective"
    EMPLOYEE_CURRENT = "employee_current", "Employee, current"
    EMPLOYEE_FORMER = "employee_former", "Employee, former"
    EMPLOYEE_PROSPECTIVE = "employee_prospective", "Employee, prospective"
    FAMILY = "parent_guardian_family", "Parent, guardian or family"
    RELATIONSHIP = "relationship_with_staff_or_student", "In a relationship with staff or a student, now or before"
    VISITOR = "contractor_vendor_visitor", "Contractor, vendor or visitor"
    UNAFFILIATED = "unaffiliated", "Not connected with the district"
    UNKNOWN = "unknown", "Not known yet"

    @property
    def is_student(self) -> bool:
        return self.value.startswith("student_")

    @property
    def may_be_student(self) -> bool:
        """Whether it is a student, or not known yet: of whom it is not known counts as a student."""
        return self.is_student or self == Affiliation.UNKNOWN


class Person(models.Model):
    """A person in one case or several, staff included; sealed under a data key of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="+")
    key = models.ForeignKey("tat.DataKey", models.PROTECT, related_name="+")
    name = SealedText(max_length=200)
    contact = SealedText(max_length=2000, blank=True)
    affiliation = models.CharField(max_length=40, choices=Affiliation, default=Affiliation.UNKNOWN)
    account = models.ForeignKey(
        "tat.User", models.PROTECT, null=True, blank=True, related_name="+", help_text="The account of a person who works here."
    )

    def __str__(self) -> str:
        return str(self.id)

    def data_key(self) -> vault.Key:
        return self.key.open()

    def is_student(self) -> bool:
        return Affiliation(self.affiliation).is_student


class NameToken(models.Model):
    """A keyed token of a person's name: equality can be searched, the name cannot be read."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="tokens")
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="+")
    token = models.BinaryField(max_length=16)

    class Meta:
        indexes = [models.Index(fields=["district", "token"], include=["person"], name="name_token")]
        constraints = [models.UniqueConstraint(fields=["person", "token"], name="name_token_once")]

    def __str__(self) -> str:
        return str(self.pk)
