"""The packet of the annual filing: each edition of the procedure in force, and the members of every team (105 ILCS 128/45(b))."""

from datetime import datetime
from typing import Any

from reporting.documents.rosters import editions_in_force, rosters
from reporting.models import Filing
from reporting.workflow import SeatLine, TeamRoster, from_json
from tat.models import Seat
from tat.statutes import POLICE, SEATS, local_date


def filing_packet(filing: Filing, at: datetime) -> dict[str, Any]:
    """What the template prints: the frozen rosters, or today's where nothing is frozen yet."""
    frozen = filing.frozen_at is not None
    today = local_date(at)
    listed = from_json(filing.roster) if frozen else rosters(filing.district, today)
    return {
        "filing": filing,
        "year": filing.school_year,
        "district": filing.district,
        "editions": list(filing.editions.select_related("team")) if frozen else editions_in_force(filing.district, today),
        "teams": [{"roster": roster, "rows": seat_rows(roster)} for roster in listed],
        "recipients": [each.name for each in filing.recipients.order_by("agency__kind", "name")],
    }


def seat_rows(roster: TeamRoster) -> list[dict[str, str]]:
    """The six seats of the statute in their order, then other members: seat, member, back-up, as they are printed."""
    rows = [_row(roster, str(Seat.Statutory(code).label), line) for code in SEATS for line in _of(roster, code)]
    return rows + [_row(roster, "Member", line) for line in _of(roster, "") if line.name]


def _of(roster: TeamRoster, code: str) -> list[SeatLine]:
    """The core lines of one seat; one empty line where there is none, but for a regional team, which is not asked for the six."""
    found = [line for line in roster.lines if line.statutory == code and not line.is_backup]
    return found or ([SeatLine(statutory=code)] if code and not roster.regional else [])


def _row(roster: TeamRoster, seat: str, line: SeatLine) -> dict[str, str]:
    backups = [_person(each) for each in roster.lines if each.is_backup and each.name and line.name and each.backup_for == line.name]
    return {"seat": seat, "member": _person(line) if line.name else _empty(line), "backup": "; ".join(backups) or "None named"}


def _person(line: SeatLine) -> str:
    return f"{line.name}, {line.position}" if line.position else line.name


def _empty(line: SeatLine) -> str:
    if line.reason:
        return f"None available to serve: {line.reason}"
    return "Nobody" if line.statutory == POLICE else "Nobody yet"
