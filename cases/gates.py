"""The gates asked at intake, triage, classification and each update, and the duties each "yes" may start."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import TextChoices

Key = TypeVar("Key")


class Moment(TextChoices):
    """When the gates are asked."""

    INTAKE = "intake", "At intake"
    TRIAGE = "triage", "At triage"
    CLASSIFICATION = "classification", "At classification"
    UPDATE = "update", "At an update"


@dataclass(frozen=True)
class Gate:
    """One gate. `obligations` are the duties that a "yes" may start; each still depends on its own trigger."""

    number: int
    code: str
    question: str
    if_yes: str
    obligations: tuple[str, ...] = ()
    no_needs_reason: bool = False
    unverified: bool = False


_TABLE: tuple[Gate, ...] = (
    Gate(1, "imminent", "Imminent threat?", "Containment opens: crisis plan, 911, contain, protect.", no_needs_reason=True),
    Gate(
        2,
        "firearm",
        "Anyone seen with, or known to have, a firearm on school grounds?",
        "The principal's office and law enforcement are told at once.",
        ("OFF-FIR", "FIR-LE", "FIR-PG", "FIR-LE2", "FIR-SIRS"),
    ),
    Gate(
        3,
        "gun_violence",
        "Any threat of gun violence on school grounds?",
        "The principal's office and law enforcement are told at once; the student's parents as soon as possible.",
        ("OFF-FIR", "FIR-LE", "GUN-PG"),
    ),
    Gate(
        4,
        "drugs",
        "Drugs in school, on property, in a conveyance?",
        "The drug notices and their SIRS entry start.",
        ("DRG-LE2", "DRG-48", "DRG-SIRS"),
    ),
    Gate(5, "battery", "Battery on school personnel?", "The battery notice and its SIRS entry start.", ("BAT-LE", "BAT-SIRS")),
    Gate(
        6,
        "danger",
        "Has a qualified person determined a clear and present danger?",
        "The report to the State Police starts from the determination.",
        ("CPD-ISP",),
        no_needs_reason=True,
    ),
    Gate(
        7,
        "identity",
        "Does any notice or sharing disclose a student's identity outside the school-official circle?",
        "The release needs its basis; an emergency release tells the parents.",
        ("EMR-PG", "EMR-REC"),
    ),
    Gate(8, "safe2help", "Tip from Safe2Help Illinois?", "The tip is kept apart and stays out of every copy of the file."),
    Gate(
        9,
        "order",
        "Subject or target under an order of protection or no-contact order?",
        "The case is flagged for access, and the plan takes the order up.",
    ),
    Gate(
        10,
        "questioning",
        "Student under 18 to be questioned with police or school security about a crime?",
        "The parents are told, or an attempt is recorded, before the questioning.",
        ("Q-STU",),
    ),
    Gate(
        11,
        "abuse",
        "Is abuse or neglect suspected? Call DCFS now",
        "The person who suspects it calls DCFS now; telling a supervisor does not replace the call.",
        ("OTH-DCFS",),
        unverified=True,
    ),
    Gate(
        12,
        "safety",
        "Is the school's safety threatened by illegal drugs or alcohol, weapons, or gang activity?",
        "The local law enforcement agency is told (105 ILCS 5/10-21.4a).",
        ("SAFE-LE",),
    ),
)

VERIFIABLE = ("firearm", "drugs")
"""The gates whose incident may be verified or not yet: a verified one is the superintendent's to report, and stands in SIRS."""

REPORTED = ("firearm", "drugs", "battery", "safety")
"""The gates whose incident is reported outside the school, so that its facts are asked."""

GATES: dict[str, Gate] = {gate.code: gate for gate in _TABLE}

CHOICES: tuple[tuple[str, str], ...] = tuple((gate.code, gate.question) for gate in _TABLE)

YES, NO = "yes", "no"


def incident_of(answers: Sequence[tuple[Key, str, str]], asked: Key) -> Key:
    """The answer that began the incident behind the answer `asked`: (key, moment, answer) of one gate, in the order of recording.

    A report brings its own incident; a “yes” that only stood again, perhaps verified by then, is still about the first.
    """
    keys = [key for key, _moment, _answer in answers]
    place = keys.index(asked)
    while place and answers[place][1] != Moment.INTAKE and answers[place - 1][2] == YES:
        place -= 1
    return keys[place]


@dataclass(frozen=True)
class GateReply:
    """One answer as given; the empty answer and "unknown" leave the gate open. `is_verified`: the incident behind a "yes" is."""

    answer: str = ""
    reason: str = ""
    is_verified: bool = False


def problems(replies: Mapping[str, GateReply], asked: Iterable[str] = tuple(GATES)) -> tuple[str, ...]:
    """One sentence for each "no" that needs a reason and has none; "unknown" and no answer stop nobody."""
    return tuple(
        f"“{GATES[code].question}” is answered “no” without a reason. Say how that is known (product rule; asked again at each stage)."
        for code in asked
        if GATES[code].no_needs_reason and code in replies and replies[code].answer == NO and not replies[code].reason.strip()
    )


def unanswered(replies: Mapping[str, GateReply]) -> tuple[Gate, ...]:
    """The gates without a "yes" or "no", in their order; a page lists them until they are answered."""
    return tuple(gate for gate in _TABLE if replies.get(gate.code, GateReply()).answer not in {YES, NO})


def may_start(replies: Mapping[str, GateReply]) -> tuple[str, ...]:
    """Codes of the duties that the "yes" answers may start, each once, in the gates' order."""
    yes = (gate for gate in _TABLE if gate.code in replies and replies[gate.code].answer == YES)
    return tuple(dict.fromkeys(code for gate in yes for code in gate.obligations))
