"""Whether somebody may be told in a student's place: nobody whom an order bars, and the student alone once the rights have passed."""

from collections.abc import Sequence

from cases.actions.families import Family

BARRED = (
    "An order about this student bars this. Tell another person and write that name in full, or record “not told” with the reason"
    " (105 ILCS 10/5)."
)
CONFIRM = "An order about this student is in force. Confirm that this is not the person named in the order."
TO_STUDENT = (
    "The rights have passed to the student, who is told in the place of the parents. Write the student’s name, or record a parent under"
    " “Somebody else” (105 ILCS 10/2(g))."
)
Wrong = tuple[str, str, bool]


def misaddressed(students: Sequence[Family], name: str, *, confirmed: bool, field: str = "person") -> tuple[Wrong, ...]:
    """For `locks.refuse`: what is wrong with telling this person in the place of these students' parents.

    A student recorded as 18 at intake is asked for by the words of the page alone: that is no rule that anybody put on record.
    """
    passed = [each for each in students if each.rights and each.name]
    return (
        (field, BARRED, any(each.bars(name) for each in students)),
        (field, TO_STUDENT, bool(passed and name.strip()) and not any(each.is_the_student(name) for each in passed)),
        ("not_barred", CONFIRM, any(each.orders for each in students) and not confirmed),
    )


def may_be_barred(families: Sequence[Family], name: str, *, confirmed: bool) -> Wrong:
    """The same of somebody else who is told: a name like that of a barred person asks for the confirmation."""
    return ("not_barred", CONFIRM, any(each.bars(name) for each in families) and not confirmed)
