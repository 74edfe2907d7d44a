"""Findings across cases and directions, made by the acts of the people themselves."""

from datetime import date, timedelta
from typing import Any

from cases.models import Case
from reporting.actions.directions import DirectionGiven, give_direction
from reporting.actions.system import DecisionGiven, SystemGiven, decide, hand_over
from reporting.models import Direction, EnvironmentalFinding, SystemDecision
from tat import clock
from tat.models import User
from tat.roles import Role
from tests.cast import Cast, a_person, appoint

PATTERN = "Between lessons the stairs at the gym have no adult, and younger students are pushed there."
PROPOSAL = "Put an adult at the stairs in every break."


def prevention(cast: Cast) -> User:
    """A member of the district prevention team."""
    helper = a_person(cast.district, "prevention", "Remy Tennant", "District Safety Coordinator")
    appoint(helper, Role.SVP_TEAM)
    return helper


def a_pattern(**changes: Any) -> SystemGiven:
    """A pattern as a member types it."""
    given: dict[str, Any] = {
        "category": "ENV-2",
        "from_month": date(2026, 8, 1),
        "until_month": date(2026, 9, 1),
        "pattern": PATTERN,
        "proposal": PROPOSAL,
        "owner": "Office of student services",
    }
    return SystemGiven(**(given | changes))


def handed_over(cast: Cast, case: Case, by: User | None = None, **changes: Any) -> EnvironmentalFinding:
    return hand_over(case=case, by=by or cast.counselor, given=a_pattern(**changes))


def with_cases(finding: EnvironmentalFinding, number: int) -> EnvironmentalFinding:
    """The finding as so many cases would have made it."""
    finding.cases = number
    finding.save(update_fields=["cases"])
    return finding


def decided(finding: EnvironmentalFinding, by: User, decision: str = "taken_up", **changes: Any) -> SystemDecision:
    given = {"decision": decision, "reason": "The staff plan is made anew in October.", "owner": "Student services", "seen": None}
    return decide(finding_id=finding.pk, by=by, given=DecisionGiven(**(given | changes)))


def directed(cast: Cast, by: User, **changes: Any) -> Direction:
    """A direction to both teams, to be acknowledged within a week."""
    given: dict[str, Any] = {
        "title": "Adults on the stairs",
        "text": "Look at your stairs and say who stands there in the breaks.",
        "teams": [cast.team.pk, cast.other_team.pk],
        "due_on": clock.now().astimezone(clock.CENTRAL).date() + timedelta(days=7),
    }
    return give_direction(by=by, given=DirectionGiven(**(given | changes)))
