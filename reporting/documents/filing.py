"""The papers of the annual filing: packet, supplement, a letter to each recipient, and the notice to the Board (105 ILCS 128/45(b))."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reporting.documents.rosters import editions_in_force, in_order, rosters
from reporting.models import Filing, FilingRecipient, FilingSupplement, IssuedDocument, ProcedureEdition
from reporting.workflow import SeatLine, TeamRoster, from_json, seats_held
from tat.models import Agency, District, Seat, StoredFile
from tat.statutes import POLICE, SEATS, local_date

PACKET, SUPPLEMENT, COVER_LETTER, BOARD_NOTICE = "filing", "filing_supplement", "filing_letter", "filing_board"


@dataclass(frozen=True)
class CoverLetter:
    """The letter that goes with the filing, or with a supplement, to one recipient; `agency` as it stands in the directory that day."""

    filing: Filing
    agency: Agency
    supplement: FilingSupplement | None = None

    @property
    def district(self) -> District:
        return self.filing.district


@dataclass(frozen=True)
class Supplement:
    """A supplement as it is printed."""

    row: FilingSupplement

    @property
    def district(self) -> District:
        return self.row.filing.district


def filing_packet(filing: Filing, at: datetime) -> dict[str, Any]:
    """What the template prints: the frozen rosters, or today's where nothing is frozen yet."""
    listed, editions = as_filed(filing, at)
    return {
        "filing": filing,
        "year": filing.school_year,
        "district": filing.district,
        "editions": numbered(editions),
        "teams": [{"roster": roster, "rows": seat_rows(roster)} for roster in listed],
        "recipients": [each.name for each in filing.filed_with()],
    }


def as_filed(filing: Filing, at: datetime) -> tuple[tuple[TeamRoster, ...], list[ProcedureEdition]]:
    """The rosters and the editions as they were frozen, or as they stand at that time where nothing is frozen yet."""
    if filing.frozen_at is not None:
        return from_json(filing.roster), in_order(filing.editions.select_related("team"))
    today = local_date(at)
    return rosters(filing.district, today), editions_in_force(filing.district, today)


def filing_supplement(about: Supplement, at: datetime) -> dict[str, Any]:
    """What changed, the editions that were not filed before, and the members of every team on that day."""
    row = about.row
    return {
        "supplement": row,
        "year": row.filing.school_year,
        "district": about.district,
        "editions": numbered(new_editions(row)),
        "teams": [{"roster": roster, "rows": seat_rows(roster)} for roster in from_json(row.roster)],
        "recipients": [each.name for each in row.recipients.order_by("agency__kind", "name")],
    }


def cover_letter(letter: CoverLetter, at: datetime) -> dict[str, Any]:
    """To whom, what is enclosed, and where the receipt is signed."""
    if letter.supplement:
        listed, editions = from_json(letter.supplement.roster), new_editions(letter.supplement)
    else:
        listed, editions = as_filed(letter.filing, at)
    return {
        "letter": letter,
        "year": letter.filing.school_year,
        "district": letter.district,
        "at": at,
        "lines": [line for line in (letter.agency.contact, letter.agency.address, letter.agency.email) if line],
        "editions": editions,
        "teams": len(listed),
        "recipients": [letter.agency.name],
    }


def board_notice(filing: Filing, at: datetime) -> dict[str, Any]:
    """What was filed, with whom and when; no name of a person stands in it (4:190-AP2)."""
    listed, editions = as_filed(filing, at)
    return {
        "filing": filing,
        "year": filing.school_year,
        "district": filing.district,
        "at": at,
        "editions": editions,
        "teams": [{"roster": roster, "held": seats_held(roster)} for roster in listed],
        "seats": len(SEATS),
        "rows": [{"row": each, "late": is_late(filing, each)} for each in filing.filed_with()],
    }


def is_late(filing: Filing, recipient: FilingRecipient) -> bool:
    """Whether a recipient got the filing on the first student day or after; a supplement has no due day."""
    return (
        recipient.supplement_id is None
        and recipient.filed_at is not None
        and local_date(recipient.filed_at) >= filing.school_year.starts_on
    )


def new_editions(supplement: FilingSupplement) -> list[ProcedureEdition]:
    """The editions of a supplement that the recipients do not have yet."""
    earlier = supplement.filing.supplements.filter(number__lt=supplement.number)
    known = {*supplement.filing.editions.values_list("pk", flat=True), *earlier.values_list("editions", flat=True)}
    return [edition for edition in in_order(supplement.editions.select_related("team")) if edition.pk not in known]


def numbered(editions: Iterable[ProcedureEdition]) -> list[dict[str, Any]]:
    """Each edition, those that stand at the end of the packet with the number of their annex."""
    listed = list(editions)
    annexes = [edition for edition in listed if edition.annex_id]
    return [{"edition": edition, "annex": annexes.index(edition) + 1 if edition.annex_id else None} for edition in listed]


def annexed_procedures(paper: IssuedDocument) -> list[tuple[str, StoredFile]]:
    """The district's own PDFs that are joined to a packet, with what each is called; none to any other paper."""
    if filing := Filing.objects.filter(packet=paper).first():
        editions = in_order(filing.editions.select_related("team", "annex__key"))
    elif supplement := FilingSupplement.objects.filter(packet=paper).select_related("filing").first():
        editions = new_editions(supplement)
    else:
        return []
    return [(f"Annex {each['annex']}: {each['edition'].title}", each["edition"].annex) for each in numbered(editions) if each["annex"]]


def seat_rows(roster: TeamRoster) -> list[dict[str, str]]:
    """The six seats of the statute in their order, then other members: seat, member, back-up, Triage Team, as they are printed."""
    rows = [_row(roster, str(Seat.Statutory(code).label), line) for code in SEATS for line in _of(roster, code)]
    return rows + [_row(roster, "Member", line) for line in _of(roster, "") if line.name]


def _of(roster: TeamRoster, code: str) -> list[SeatLine]:
    """The core lines of one seat; one empty line where there is none, but for a regional team, which is not asked for the six."""
    found = [line for line in roster.lines if line.statutory == code and not line.is_backup]
    return found or ([SeatLine(statutory=code)] if code and not roster.regional else [])


def _row(roster: TeamRoster, seat: str, line: SeatLine) -> dict[str, str]:
    backups = [_person(each) for each in roster.lines if each.is_backup and each.name and line.name and each.backup_for == line.name]
    return {
        "seat": seat,
        "member": _person(line) if line.name else _empty(line),
        "backup": "; ".join(backups) or "None named",
        "triage": "Yes" if line.triage else "No",
    }


def _person(line: SeatLine) -> str:
    return f"{line.name}, {line.position}" if line.position else line.name


def _empty(line: SeatLine) -> str:
    if line.reason:
        return f"None available to serve: {line.reason}"
    return "Nobody" if line.statutory == POLICE else "Nobody yet"
