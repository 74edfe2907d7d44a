"""The count of low-level notes: enough independent ones on one person within the district's days open a report by themselves."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from cases.access import locked_for_system
from cases.actions.conflicts import wall_off
from cases.actions.moves import touch_facts
from cases.actions.opening import Incident, open_case, record_incident
from cases.actions.parties import PartyGiven, add_parties
from cases.actions.people import people_named
from cases.actions.stamps import SYSTEM
from cases.models import Affiliation, Case, Party, Person
from cases.workflow import Stage
from tat.models import Building, DataKey, User
from triage.actions.awaited import REVIEW, Waits, await_all, to_the_team
from triage.actions.given import ReportGiven
from triage.actions.outcome import settle
from triage.actions.reports import parties_of, unread_report
from triage.models import LowLevelNote, Report
from triage.workflow import enough_notes, is_whole_name

OPENED = (
    "{people} people kept low-level notes on this person within {days} days: {notes} notes in all. The system opened this report because"
    " of their number; the notes stand beside it."
)


def locked_building(building_id: int) -> Building:
    """The building, its row locked against other acts on its notes; cases of the building are opened and saved meanwhile."""
    return Building.objects.select_for_update(of=("self",), no_key=True).select_related("district").get(pk=building_id)


def people_alike(person: Person) -> set[UUID]:
    """Ids of the people of the district who are this one as far as anybody can tell: the same account, or a name that agrees in two parts.

    A name of one part agrees with nobody.
    """
    alike = set(people_named(person.name, district_id=person.district_id)) if is_whole_name(person.name) else set()
    if person.account_id:
        alike |= set(Person.objects.filter(district_id=person.district_id, account_id=person.account_id).values_list("pk", flat=True))
    return alike


def open_case_about(note: LowLevelNote, cases: Any) -> UUID | None:
    """Of these cases the open one of the note's building whose subject is the same person; of several the latest."""
    if note.person is None:
        return None
    subjects = Party.objects.filter(role=Party.Role.SUBJECT, person_id__in=people_alike(note.person))
    rows = cases.filter(pk__in=subjects.values("case_id"), building_id=note.building_id, practice=False).open()
    found: UUID | None = rows.order_by("-opened_at", "-pk").values_list("pk", flat=True).first()
    return found


def link(notes: Iterable[LowLevelNote], report: Report, *, by: User | None, at: datetime) -> None:
    """The notes point at the report that they became; what they say stays as it was. The calling action writes the log."""
    ids = [note.pk for note in notes]
    LowLevelNote.objects.filter(pk__in=ids).update(report=report, turned_by=by, turned_at=at)


def open_by_count(note: LowLevelNote, *, at: datetime) -> Report | None:
    """The report that opens because this note is the last of enough, or None. Its building is locked; the calling action writes the log."""
    notes = _counted(note, at)
    if not enough_notes((each.recorded_by_id for each in notes), note.district.note_threshold):
        return None
    case = _open_case(note)
    given = _given(note, notes, case, at)
    report = _land(given, case, at)
    link(notes, report, by=None, at=at)
    return report


def _counted(note: LowLevelNote, at: datetime) -> list[LowLevelNote]:
    """Notes of the building on the same person, entered within the district's days: neither corrected ones nor those in a report."""
    if note.person is None:
        return []
    since = at - timedelta(days=note.district.note_window_days)
    rows = LowLevelNote.objects.filter(building_id=note.building_id, person_id__in=people_alike(note.person), recorded_at__gte=since)
    return list(rows.filter(report=None, correction=None).select_related("person__key", "person__account").order_by("-recorded_at"))


def _open_case(note: LowLevelNote) -> Case | None:
    """The open case about the person, locked; None where there is none, or where it was closed while its lock was waited for."""
    found = open_case_about(note, Case.objects.all())
    case = locked_for_system(found) if found else None
    return case if case and case.is_open() else None


def _given(note: LowLevelNote, notes: list[LowLevelNote], case: Case | None, at: datetime) -> ReportGiven:
    people = len({each.recorded_by_id for each in notes})
    words = OPENED.format(people=people, notes=len(notes), days=note.district.note_window_days)
    return ReportGiven(
        building=note.building,
        incident=Incident(nature=words),
        reported_at=at,
        received_name=SYSTEM,
        channel=Report.Channel.OTHER,
        subject=PartyGiven(role=Party.Role.SUBJECT, person=_best_known(notes)),
        into=case.pk if case else None,
    )


def _best_known(notes: list[LowLevelNote]) -> Person:
    """The person as the note has it that says most, the latest first: the account before the affiliation, since both raise the wall."""
    people = [note.person for note in notes if note.person]
    return min(people, key=lambda person: (person.account_id is None, person.affiliation == Affiliation.UNKNOWN))


def _land(given: ReportGiven, case: Case | None, at: datetime) -> Report:
    """The system's own report in the locked case or a new one; the principal and the Triage Team are asked to open it (RPT-REV)."""
    is_new = case is None
    if case is None:
        case = open_case(building=given.building, key=DataKey.objects.mint(), by=None, at=at, reported_at=at)
    else:
        touch_facts(case)
    facts = record_incident(case, given.incident, by=None, at=at)
    wall_off(case, add_parties(case, parties_of(given), [], by=None, at=at), by=None, at=at)
    report = unread_report(case, facts, given, by=None, at=at)
    report.save(force_insert=True)
    await_all(case, report, [*([to_the_team(report, at)] if is_new else []), Waits(REVIEW, at)], by=None, at=at)
    if case.stage == Stage.TRIAGE:
        settle(case, by=None, at=at)
    return report
