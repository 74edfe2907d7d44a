"""Opens a case: from its first minute everything about the concern hangs on it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction

from cases.actions.codes import new_code
from cases.actions.players import let_play
from cases.actions.stamps import stamp
from cases.models import Case, IncidentFacts
from tat.models import Building, DataKey, User
from tat.workflow import Blocked

NO_TEAM = "No Threat Assessment Team serves this building yet. The principal or the superintendent names one on the team's page first."


@dataclass(frozen=True, kw_only=True)
class Incident:
    """The incident or nature of concern as one report tells it (4:190-AP2, Intake). Times are UTC instants, as stated."""

    nature: str
    quotation: str = ""
    details: str = ""
    background: str = ""
    artifacts: str = ""
    location: str = ""
    place_kind: str = IncidentFacts.PlaceKind.UNKNOWN
    observed_by: str = ""
    weapons_note: str = ""
    means: tuple[str, ...] = field(default=())
    threat_form: str = IncidentFacts.ThreatForm.UNKNOWN
    weapon: str = IncidentFacts.Weapon.UNKNOWN
    occurred_at: datetime | None = None
    occurred_until: datetime | None = None
    end_unknown: bool = False


def open_case(
    *,
    building: Building,
    key: DataKey,
    by: User | None,
    at: datetime,
    reported_at: datetime,
    reviewed_at: datetime | None = None,
    practice: bool = False,
    players: Iterable[User] = (),
) -> Case:
    """A new case at intake, under its own data key and a code that no other has. The calling action writes the log.

    One for practice is restricted, and opens to its `players` and to `by`, who leads it, alone. Raises Blocked where no team serves
    the building.
    """
    if not building.served_by:
        raise Blocked((NO_TEAM,))
    case = Case(
        district=building.district,
        building=building,
        team=building.served_by[0],
        key=key,
        practice=practice,
        restricted=practice,
        opened_by=by,
        opened_at=at,
        reported_at=reported_at,
        reviewed_at=reviewed_at,
    )
    _under_a_new_code(case)
    if practice and by is not None:
        let_play(case, players, by=by, at=at)
    return case


def _under_a_new_code(case: Case) -> None:
    """Save it under a code that no other has."""
    while True:
        case.code = new_code(case.building, case.opened_at)
        try:
            with transaction.atomic():
                case.save(force_insert=True)
        except IntegrityError:
            if not Case.objects.filter(code=case.code).exists():
                raise
        else:
            return


def record_incident(case: Case, incident: Incident, *, by: User | None, at: datetime) -> IncidentFacts:
    """What one report tells, kept as it was stated. The calling action writes the log."""
    return IncidentFacts.objects.create(case=case, **{**vars(incident), "means": list(incident.means)}, **stamp(by, at))
