"""When a case may be handed to another building: what runs at this moment is finished where it began (handbook 7.9)."""

from cases.concurrence import SMALLEST_PANEL
from cases.workflow.facts import Stage

CONTAIN_FIRST = (
    "A threat is imminent in this case. The people who contain it finish that first; once containment is confirmed, the case can be handed"
    " over."
)
DECIDE_FIRST = (
    "The Triage Team is deciding, and only the members of its frozen panel give the opinions. Once they have decided, the case can be"
    " handed over."
)
REOPEN_FIRST = "This case is closed. A case that goes on elsewhere is opened again first, with the reason; then it can be handed over."
MERGED = "This case was merged into another, where the work goes on. Hand that one over."
HELD: dict[Stage, str] = {
    Stage.CONTAINMENT: CONTAIN_FIRST,
    Stage.TRIAGE: DECIDE_FIRST,
    Stage.CLOSED: REOPEN_FIRST,
    Stage.MERGED: MERGED,
}
READ_FIRST = "A report in this case has not been opened yet. Read it first; then the case can be handed over."


def held_here(stage: str, *, unread: bool) -> str:
    """Why a case at this stage stays where it is for now; "" where it may be handed over. `unread`: one of its reports was not opened."""
    return HELD.get(Stage(stage), READ_FIRST if unread else "")


def lacking(building: str, *, has_team: bool, has_principal: bool, triage_seats: int) -> str:
    """What a building lacks to take a case, in one sentence that names it all; "" where nothing."""
    if not has_team:
        return f"No Threat Assessment Team serves {building} yet. The superintendent names one on the team’s page first."
    found = [] if has_principal else ["a principal in office"]
    if triage_seats < SMALLEST_PANEL:
        found.append(f"{SMALLEST_PANEL} members designated for triage (it has {triage_seats})")
    if not found:
        return ""
    return f"{building} cannot take a case yet. It lacks {' and '.join(found)}. The superintendent puts that right first (4:190-AP2)."
