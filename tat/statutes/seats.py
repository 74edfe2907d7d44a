"""The six statutory seats and AP2's six areas of expertise: two different lists, and a team is checked against both."""

from dataclasses import dataclass

EMPLOYED = 'employed by the district or a serving special education cooperative, "available to serve"'
NO_QUALIFIER = 'none in the statute; AP2 says "if available" of all six'


@dataclass(frozen=True)
class StatutorySeat:
    """A member the statute asks for (105 ILCS 128/45(a))."""

    code: str
    member: str
    qualifier: str


@dataclass(frozen=True)
class Expertise:
    """An area of expertise AP2 asks for, with its example."""

    code: str
    label: str
    example: str


SEATS: dict[str, StatutorySeat] = {
    seat.code: seat
    for seat in (
        StatutorySeat("ADM", "administrator", EMPLOYED),
        StatutorySeat("TCH", "teacher", EMPLOYED),
        StatutorySeat("CNS", "school counselor", EMPLOYED),
        StatutorySeat("PSY", "school psychologist", EMPLOYED),
        StatutorySeat("SWK", "school social worker", EMPLOYED),
        StatutorySeat("LEO", "at least one law enforcement official", NO_QUALIFIER),
    )
}

THERAPISTS = ("CNS", "PSY", "SWK")
"""Seats whose holders may be therapists within the law; they hold what a recipient said to one (740 ILCS 110; handbook 9.5)."""
POLICE = "LEO"
"""The seat of the law enforcement official."""

EXPERTISE: dict[str, Expertise] = {
    area.code: area
    for area in (
        Expertise("EXP-ADM", "School administration", "principal, senior administrator"),
        Expertise("EXP-INS", "Instruction", "teacher, administrator with instructional experience"),
        Expertise("EXP-CNS", "Counseling", "counselor, psychologist or social worker"),
        Expertise("EXP-LE", "Law enforcement", "e.g. SRO"),
        Expertise("EXP-BLD", "Staff member in the building", "safety, HR, special education, nurse"),
        Expertise("EXP-COM", "Other community resource persons, members or consultants", ""),
    )
}
