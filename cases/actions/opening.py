"""Opens a case: from its first minute everything about the concern hangs on it."""

from dataclasses import dataclass, field
from datetime import datetime

from cases.actions.codes import new_code
from cases.actions.stamps import stamp
from cases.models import Case, IncidentFacts
from tat.models import Building, DataKey, Team, User
from tat.workflow import Blocked

NO_TEAM = "No Threat Assessment Team serves this building yet. The principal or the superintendent names one on the team's page first."


@dataclass(frozen=True, kw_only=True)
class Incident:
    """The incident or nature of concern as one report tells it (4:190-AP2, Intake). Times are UTC instants, as stated."""

    nature: str
    quotation: str = ""
    background: str = ""
    location: str = ""
    observed_by: str = ""
    weapons_note: str = ""
    means: tuple[str, ...] = field(default=())
    weapon: str = IncidentFacts.Weapon.UNKNOWN
    occurred_at: datetime | None = None
    occurred_until: datetime | None = None


def team_of(building: Building) -> Team:
    """The team that serves the building. Raises Blocked where none does."""
    team = building.teams.order_by("id").first()
    if team is None:
        raise Blocked((NO_TEAM,))
    return team


def open_case(*, building: Building, by: User | None, at: datetime, reported_at: datetime, practice: bool = False) -> Case:
    """A new case at intake, with its own data key and code. The calling action writes the log."""
    return Case.objects.create(
        code=new_code(building, at),
        district=building.district,
        building=building,
        team=team_of(building),
        key=DataKey.objects.mint(),
        practice=practice,
        opened_by=by,
        opened_at=at,
        reported_at=reported_at,
    )


def record_incident(case: Case, incident: Incident, *, by: User | None, at: datetime) -> IncidentFacts:
    """What one report tells, kept as it was stated. The calling action writes the log."""
    return IncidentFacts.objects.create(case=case, **{**vars(incident), "means": list(incident.means)}, **stamp(by, at))
