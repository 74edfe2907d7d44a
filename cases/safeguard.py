"""The separation safeguard: eight questions to answer before a suspension, expulsion or termination is active."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

EMERGENCY_ANSWERED_WITHIN = timedelta(hours=24)
EXHIBIT = "4:190-AP2-E5, Disciplinary measures"

WHY = (
    "Sending someone away can bring on the violence it is meant to prevent, unless containment and support go with it. "
    "The step becomes active when all eight are answered; each answer keeps your name and the date."
)


@dataclass(frozen=True)
class SafeguardQuestion:
    """One question; `from_exhibit` says that the procedure's exhibit asks it, the others are the product's."""

    code: str
    question: str
    from_exhibit: bool


SAFEGUARD: tuple[SafeguardQuestion, ...] = (
    SafeguardQuestion("SEP-1", "How is the subject moved away from thoughts, plans and capacity for violence or disruption?", True),
    SafeguardQuestion("SEP-2", "How is the subject connected to resources, when needed?", True),
    SafeguardQuestion("SEP-3", "Which factors at school or in the organization are lessened meanwhile?", True),
    SafeguardQuestion("SEP-4", "Who monitors, and how, once the subject is no longer connected to the district?", True),
    SafeguardQuestion("SEP-5", "Who supervises during school hours?", True),
    SafeguardQuestion("SEP-6", "If the subject feels there is nothing left to lose: what could follow, and what is ready?", True),
    SafeguardQuestion("SEP-7", "At the moment of notice: how is it contained, when is the target told, was weapon access asked?", False),
    SafeguardQuestion("SEP-8", "Return, appeal and end date; were IEP or 504 discipline rules checked?", False),
)

CODES: tuple[str, ...] = tuple(question.code for question in SAFEGUARD)


def missing(answered: Iterable[str]) -> tuple[str, ...]:
    """Codes of the questions without an answer, in the safeguard's order."""
    given = set(answered)
    return tuple(code for code in CODES if code not in given)


def answers_due(emergency_at: datetime) -> datetime:
    """Until when the eight answers may follow an emergency removal: 24 elapsed hours after it (product rule)."""
    return emergency_at + EMERGENCY_ANSWERED_WITHIN


def is_running(emergency_at: datetime | None, at: datetime) -> bool:
    """Whether an emergency removal still has time for its answers at `at`."""
    return emergency_at is not None and at <= answers_due(emergency_at)
