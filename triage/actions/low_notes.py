"""Low-level notes: kept after “no” to the question about harm, corrected by a later one, turned into a report."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from cases import access
from cases.access import Door
from cases.actions.logs import log_case
from cases.actions.opening import NO_TEAM, Incident
from cases.actions.parties import PartyGiven
from cases.actions.people import PersonGiven, record_people, staff_named
from cases.actions.stamps import stamp
from cases.models import Affiliation, Party, Person
from tat import audit, clock
from tat.models import Building, DataKey, User
from tat.workflow import Blocked
from triage.access import own_notes, seen_notes
from triage.actions.counted import link, locked_building, open_by_count, open_case_about
from triage.actions.given import ReportGiven
from triage.actions.reports import land, may_log
from triage.models import LowLevelNote, Report
from triage.workflow import note_errors

TAKEN_UP = "This note has become a report meanwhile. Log a report with what has to be corrected; it is read together with it."
CORRECTED = "This note has been corrected already. Go on with the later one."


@dataclass(frozen=True, kw_only=True)
class NoteGiven:
    """One low-level note as it is typed; times are UTC instants, as stated. `harm` is the answer that was sent with it.

    `corrects` is the id of the earlier note of the same person that it puts right. A name is a person; `who` is somebody without one.
    """

    harm: str
    building: Building
    nature: str
    name: str = ""
    who: str = ""
    affiliation: str = Affiliation.UNKNOWN
    account: User | None = None
    location: str = ""
    occurred_at: datetime | None = None
    corrects: UUID | None = None


@transaction.atomic
def keep_note(*, by: User, given: NoteGiven) -> LowLevelNote:
    """Keep one note; where it is the last of enough independent ones, a report opens with it, as an act of the system's own.

    Notes of one building line up behind its row, so that two at once open one report. Raises Blocked with what is wrong, Http404 for a
    note to correct that is not one's own, PermissionDenied outside the person's buildings.
    """
    at = clock.now()
    if errors := note_errors(given.harm, given.nature, (given.name, given.who), given.occurred_at, at):
        raise Blocked(tuple(errors.values()))
    way = access.door(by, at)
    if given.building.district_id != by.district_id or not may_log(way.scope, given.building):
        raise PermissionDenied
    if not given.building.served_by:
        raise Blocked((NO_TEAM,))
    locked_building(given.building.pk)
    note = _note(given, _cited(given, way), by, at)
    report = open_by_count(note, at=at)
    audit.record("low_note_kept", by=by, at=at, about=("low_note", note.id), district_id=note.district_id, occurred_at=given.occurred_at)
    if report and report.case:
        log_case("report_from_notes", report.case, by=None, at=at, detail=f"report:{report.id}")
    return note


def _cited(given: NoteGiven, way: Door) -> LowLevelNote | None:
    """The note that is put right: one's own of this building, still a note, and the latest."""
    if given.corrects is None:
        return None
    cited: LowLevelNote | None = own_notes(way).filter(pk=given.corrects, building=given.building).first()
    if cited is None:
        raise Http404
    _must_be_open(cited)
    return cited


def _must_be_open(note: LowLevelNote) -> None:
    if note.report_id:
        raise Blocked((TAKEN_UP,))
    if LowLevelNote.objects.filter(corrects=note).exists():
        raise Blocked((CORRECTED,))


def _note(given: NoteGiven, cited: LowLevelNote | None, by: User, at: datetime) -> LowLevelNote:
    named = bool(given.name.strip())
    key, *others = DataKey.objects.mint_all(1 + named)
    note = LowLevelNote(
        district=given.building.district,
        building=given.building,
        key=key,
        harm=given.harm,
        person=_person(given, others) if named else None,
        who="" if named else given.who.strip(),
        nature=given.nature.strip(),
        location=given.location.strip(),
        occurred_at=given.occurred_at,
        corrects=cited,
        **stamp(by, at),
    )
    note.save(force_insert=True)
    return note


def _person(given: NoteGiven, keys: list[DataKey]) -> Person:
    """Whom it is about, matched with the staff, so that nobody reads a note about oneself."""
    name, district = given.name.strip(), given.building.district
    account = given.account or staff_named([name], district_id=district.pk).get(name)
    person = PersonGiven(name=name, affiliation=given.affiliation, account=account)
    return record_people(district, [person], keys)[0]


@transaction.atomic
def turn_into_report(*, note: LowLevelNote, by: User) -> tuple[Report, Door]:
    """A report with everything that a report starts, out of one note, which stays and points at it; twice is harmless.

    It is added to the open case about the same person that `by` sees, or opens one. Gives the report and the door after it.
    Raises Http404 for a note that is not theirs to read, Blocked for one that was corrected.
    """
    at = clock.now()
    building = locked_building(note.building_id)
    way = access.door(by, at)
    found: LowLevelNote | None = seen_notes(way).filter(pk=note.pk).first()
    if found is None:
        raise Http404
    if found.report:
        return found.report, way
    _must_be_open(found)
    about = open_case_about(found, access.visible_through(way))
    report, case, way = land(by=by, given=_told(found, building, about), way=way, at=at, made=[])
    link([found], report, by=by, at=at)
    log_case("low_note_turned", case, by=by, at=at, occurred_at=found.recorded_at, detail=f"report:{report.id}")
    return report, way


def _told(note: LowLevelNote, building: Building, into: UUID | None) -> ReportGiven:
    """The report as the note tells it; who wrote the note is who received it."""
    kind = Party.Kind.PERSON if note.person else Party.Kind.ROLE
    return ReportGiven(
        building=building,
        incident=Incident(nature=note.nature, location=note.location, occurred_at=note.occurred_at),
        reported_at=note.recorded_at,
        received_by=note.recorded_by,
        received_name=f"{note.recorded_name}, {note.recorded_position}",
        channel=Report.Channel.OTHER,
        subject=PartyGiven(role=Party.Role.SUBJECT, kind=kind, name=note.who, person=note.person),
        into=into,
    )
