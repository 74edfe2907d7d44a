"""The moves of a report: received, reviewed, then in a case or set aside as "not about safety"."""

from dataclasses import dataclass

from django.db.models import TextChoices

from tat.workflow import Move


class ReportStatus(TextChoices):
    """Where a report stands; a case has its own stage."""

    RECEIVED = "received", "Received"
    REVIEWED = "reviewed", "Reviewed"
    IN_CASE = "in_case", "In a case"
    SET_ASIDE = "set_aside", "Set aside: not about safety"


@dataclass(frozen=True)
class ReportFacts:
    """What a move of a report is judged by. `reviewers_agree` needs two different people."""

    status: ReportStatus = ReportStatus.RECEIVED
    from_staff: bool = False
    opened: bool = False
    case_chosen: bool = False
    set_aside_reason: bool = False
    reviewed_by: object = None
    agreed_by: object = None


def case_chosen(facts: ReportFacts) -> str:
    """A report enters a case that somebody chose or opened."""
    if facts.case_chosen:
        return ""
    return "No case is chosen. Add the report to the open case about the same subject, or open a new one (4:190-AP2, Intake)."


def reviewed_before_a_case(facts: ReportFacts) -> str:
    """A public tip waits until the principal or a triage member has read it; a staff report lands at once."""
    if facts.from_staff or facts.opened:
        return ""
    return (
        "Nobody has opened this tip yet. The principal or a member of the Triage Team reads it first;"
        " then add it to a case or open one (4:190-AP2, Intake)."
    )


def set_aside_reasoned(facts: ReportFacts) -> str:
    """Setting aside needs a reason."""
    if facts.set_aside_reason:
        return ""
    return "It is not written why this report is not about safety. Write the reason; the report is kept (product rule on setting aside)."


def second_member_agrees(facts: ReportFacts) -> str:
    """Setting aside needs a second triage member, another person than the first."""
    if facts.agreed_by is not None and facts.agreed_by != facts.reviewed_by:
        return ""
    return "A second member of the Triage Team has to agree that this report is not about safety. Ask one to look at it."


R = ReportStatus

_TABLE: tuple[Move[ReportFacts], ...] = (
    Move("review_report", frozenset({R.RECEIVED.value}), R.REVIEWED.value, "review_report"),
    Move(
        "add_report",
        frozenset({R.RECEIVED.value, R.REVIEWED.value, R.SET_ASIDE.value}),
        R.IN_CASE.value,
        "log_report",
        (reviewed_before_a_case, case_chosen),
    ),
    Move("set_aside_report", frozenset({R.REVIEWED.value}), R.SET_ASIDE.value, "review_report", (set_aside_reasoned, second_member_agrees)),
)

MOVES: dict[str, Move[ReportFacts]] = {move.name: move for move in _TABLE}
