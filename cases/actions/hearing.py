"""Whom the procedure has the team hear, out of the parts that people have in a case (4:190-AP2, Triage)."""

from collections.abc import Iterable

from cases.models import Party
from cases.step import Interviewee

HEARD_AS = {
    Party.Role.REPORTING: Interviewee.REPORTER,
    Party.Role.TARGET: Interviewee.TARGET,
    Party.Role.RECIPIENT: Interviewee.TARGET,
    Party.Role.WITNESS: Interviewee.WITNESS,
}


def whom_to_hear(roles: Iterable[str]) -> list[Interviewee]:
    """Each kind of person once, in the order of the parties' roles, and the subject."""
    return [*dict.fromkeys(HEARD_AS[Party.Role(role)] for role in roles if role in HEARD_AS), Interviewee.SUBJECT]
