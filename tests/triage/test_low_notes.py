"""Low-level notes: kept after “no” alone, read by few, counted by different people, turned into reports, never changed."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.urls import get_resolver

from cases import access
from cases.models import Affiliation, Case, Party
from tat import clock
from tat.models import Building, DataKey, District, LogEntry, Obligation, Standing, User
from tat.workflow import Blocked
from tests.cast import a_case, a_person, a_seat
from triage.access import own_notes, seen_notes
from triage.actions.low_notes import CORRECTED, TAKEN_UP, NoteGiven, keep_note, turn_into_report
from triage.models import LowLevelNote, Report
from triage.workflow import NOT_A_NOTE, NOTE_AHEAD, NOTE_EMPTY, NOTE_NOBODY, enough_notes, is_whole_name, note_errors

pytestmark = pytest.mark.django_db
SAID = "He sat alone at lunch again and tore up his drawings."


def given(cast, **changes):
    return NoteGiven(**{"harm": "no", "building": cast.building, "nature": SAID, "name": "Rowan Teller", **changes})


def kept(cast, by, **changes):
    return keep_note(by=by, given=given(cast, **changes))


def reads(user, note):
    return seen_notes(access.door(user, clock.now())).filter(pk=note.pk).exists()


def open_duties(case):
    return sorted(Obligation.objects.open().about("case", case.id).values_list("rule", flat=True))


@pytest.mark.req("IN-3")
def test_a_note_is_stamped_and_sealed_under_a_key_of_its_own_with_one_line_in_the_log(cast):
    note = kept(cast, cast.officer, location="Cafeteria")
    assert (note.recorded_name, note.recorded_position, note.harm) == ("Rae Marsh", cast.officer.position, "no")
    again = LowLevelNote.objects.get()
    assert (again.nature, again.location, again.shown_name()) == (SAID, "Cafeteria", "Rowan Teller")
    assert note.key_id not in {note.person.key_id, *Case.objects.values_list("key_id", flat=True)}
    assert [(entry.action, entry.about_id, entry.actor_name) for entry in LogEntry.objects.all()] == [
        ("low_note_kept", note.pk, "Rae Marsh")
    ]
    assert not Report.objects.exists() and not Obligation.objects.exists()


@pytest.mark.req("IN-3")
@pytest.mark.parametrize("harm", ["yes", "unsure", "", "maybe"])
def test_no_answer_but_no_is_a_note_and_the_database_refuses_it_too(cast, harm):
    with pytest.raises(Blocked) as refused:
        kept(cast, cast.officer, harm=harm)
    assert refused.value.problems == (NOT_A_NOTE,)
    note = LowLevelNote(district=cast.district, building=cast.building, key=DataKey.objects.mint(), harm=harm, nature=SAID, who="Somebody")
    note.recorded_by, note.recorded_name, note.recorded_at = cast.officer, "Rae Marsh", clock.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        note.save()
    assert not LowLevelNote.objects.exists()


def test_what_is_wrong_with_a_note_is_said_by_field():
    at = datetime(2026, 9, 14, 14, 2, tzinfo=UTC)
    assert note_errors("no", SAID, ("", "A student in grade 9"), at, at) == {}
    assert note_errors("no", " \n", (" ", ""), at + timedelta(minutes=1), at) == {
        "nature": NOTE_EMPTY,
        "subject_name": NOTE_NOBODY,
        "occurred_at": NOTE_AHEAD,
    }


def test_independent_are_notes_of_different_people_on_a_name_of_two_parts():
    assert (enough_notes("aab", 3), enough_notes("abc", 3), enough_notes("abcd", 3)) == (False, True, True)
    names = ("Rowan", "Rowan rowan", " Rowan  Teller ", "")
    assert [is_whole_name(name) for name in names] == [False, False, True, False]


@pytest.mark.req("PR-1")
def test_principal_and_triage_team_of_the_building_read_a_note_and_who_wrote_it_is_told_one_word(cast):
    note = kept(cast, cast.officer)
    people = (cast.principal, cast.counselor, cast.teacher, cast.officer, cast.psychologist, cast.superintendent, cast.outsider)
    assert [reads(person, note) for person in people] == [True, True, True, False, False, False, False]
    assert [own_notes(access.door(person, clock.now())).exists() for person in (cast.officer, cast.counselor)] == [True, False]
    User.objects.filter(pk=cast.principal.pk).update(is_active=False)
    assert not reads(User.objects.get(pk=cast.principal.pk), note)


@pytest.mark.req("TM-6")
def test_nobody_reads_a_note_about_oneself_or_acts_on_it(cast):
    by_name, by_account = kept(cast, cast.officer, name="tobin  BOYCE"), kept(cast, cast.officer, name="Mr. B", account=cast.teacher)
    for note in (by_name, by_account):
        assert [reads(person, note) for person in (cast.teacher, cast.principal, cast.counselor)] == [False, True, True]
        with pytest.raises(Http404):
            turn_into_report(note=note, by=cast.teacher)


def test_only_people_who_may_log_a_report_of_the_building_keep_a_note(cast):
    for person in (cast.outsider, cast.consultant, cast.sysadmin):
        with pytest.raises(PermissionDenied):
            kept(cast, person)
    for person in (cast.principal, cast.report_taker, cast.superintendent, cast.backup):
        assert kept(cast, person, who="A student in grade 9", name="").building == cast.building
    lone = Building.objects.create(
        district=cast.district, name="Prairie School", code="PRS", rcdts="17-999-0010-26-2003", kind="elementary"
    )
    with pytest.raises(Blocked):
        kept(cast, cast.superintendent, building=lone)


@pytest.mark.req("IN-3")
def test_the_third_independent_note_opens_a_report_by_itself(cast):
    authors = (cast.officer, cast.psychologist, cast.report_taker)
    first, second = (kept(cast, person) for person in authors[:2])
    assert not Report.objects.exists()
    third = kept(cast, authors[2], name="rowan  TELER")
    report = Report.objects.get()
    case = report.case
    assert {note.report for note in LowLevelNote.objects.all()} == {report}
    assert (report.recorded_by, report.received_name, report.channel, report.reviewed_at) == (None, "The system", "other", None)
    assert report.facts.nature.startswith("3 people kept low-level notes on this person within 30 days")
    assert (case.building, case.reviewed_at, case.opened_by, open_duties(case)) == (cast.building, None, None, ["ACT-TAT", "RPT-REV"])
    assert Party.objects.get(case=case, role="subject").person_id == third.person_id
    entry = LogEntry.objects.get(about_id=case.id)
    assert (entry.action, entry.actor_name, entry.code, entry.detail) == (
        "report_from_notes",
        "The system",
        case.code,
        f"report:{report.id}",
    )
    assert {note.turned_by for note in LowLevelNote.objects.all()} == {None}
    assert [reads(cast.counselor, note) for note in (first, second, third)] == [True] * 3


@pytest.mark.req("IN-3")
def test_fewer_people_older_notes_unknown_people_and_other_names_open_nothing(cast, at):
    at("2026-09-01 08:00")
    for person in (cast.officer, cast.officer, cast.officer, cast.psychologist):
        kept(cast, person)
    for person in (cast.officer, cast.psychologist, cast.report_taker, cast.social_worker):
        kept(cast, person, name="", who="A student in grade 9")
        kept(cast, person, name="Rowan")
    kept(cast, cast.report_taker, name="Rowan Abara")
    at("2026-10-01 08:01")
    old = LowLevelNote.objects.earliest("recorded_at")
    kept(cast, cast.report_taker)
    assert not Report.objects.exists() and reads(cast.principal, old)
    kept(cast, cast.social_worker)
    assert not Report.objects.exists()
    kept(cast, cast.officer)
    assert Report.objects.get().notes.count() == 3


@pytest.mark.req("IN-3")
def test_the_last_minute_of_the_window_counts(cast, at):
    at("2026-09-01 08:00")
    kept(cast, cast.officer)
    at("2026-10-01 07:59")
    kept(cast, cast.psychologist)
    kept(cast, cast.report_taker)
    assert Report.objects.count() == 1


@pytest.mark.req("IN-3")
def test_a_district_sets_the_number_and_the_days(cast):
    District.objects.filter(pk=cast.district.pk).update(note_threshold=2, note_window_days=1)
    cast.building.district.refresh_from_db()
    kept(cast, cast.officer)
    kept(cast, cast.psychologist)
    assert Report.objects.get().facts.nature.startswith("2 people kept low-level notes on this person within 1 days")
    for changes in ({"note_threshold": 1}, {"note_window_days": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            District.objects.filter(pk=cast.district.pk).update(**changes)


@pytest.mark.req("IN-3")
def test_notes_in_a_report_do_not_count_again(cast):
    for person in (cast.officer, cast.psychologist, cast.report_taker):
        kept(cast, person)
    kept(cast, cast.social_worker)
    kept(cast, cast.officer)
    assert (Report.objects.count(), LowLevelNote.objects.filter(report=None).count()) == (1, 2)
    kept(cast, cast.psychologist)
    assert (Report.objects.count(), Case.objects.count()) == (2, 1)


@pytest.mark.req("IN-3")
def test_the_report_is_added_to_the_open_case_about_the_same_person_and_asks_triage_again(cast):
    case = a_case(cast, "triage")
    before = case.facts_version
    for person in (cast.officer, cast.psychologist, cast.report_taker):
        kept(cast, person)
    report = Report.objects.exclude(recorded_by=cast.principal).get()
    case.refresh_from_db()
    assert report.case == case and case.facts_version > before and "RPT-REV" in open_duties(case)
    assert Party.objects.filter(case=case, role="subject").count() == 1


@pytest.mark.req("IN-3")
def test_a_closed_case_and_one_of_another_building_take_no_report_of_the_count(cast):
    a_case(cast, "closed")
    keep_note(by=cast.outsider, given=given(cast, building=cast.other_building))
    for person in (cast.officer, cast.psychologist):
        kept(cast, person)
    assert Report.objects.count() == 1
    kept(cast, cast.report_taker)
    opened = Case.objects.get(stage="intake")
    assert (opened.building, LowLevelNote.objects.filter(report__case=opened).count()) == (cast.building, 3)


@pytest.mark.req("TM-6")
def test_a_report_by_count_about_a_member_of_staff_is_walled_off(cast):
    for person in (cast.officer, cast.psychologist, cast.report_taker):
        kept(cast, person, name="Tobin Boyce", affiliation=Affiliation.EMPLOYEE_CURRENT)
    case = Report.objects.get().case
    assert case.restricted and Standing.objects.filter(about_id=case.id, person=cast.teacher, capacity="excluded").exists()
    note = LowLevelNote.objects.first()
    assert [reads(person, note) for person in (cast.teacher, cast.principal, cast.counselor)] == [False, True, True]
    late = a_person(cast.district, "late", "Ilse Morrow", "Dean")
    a_seat(cast.team, late, "", "EXP-ADM", triage=True)
    assert not reads(late, note)


@pytest.mark.req("TM-6")
def test_the_subject_of_a_report_by_count_is_the_person_as_the_note_has_it_that_says_most(cast):
    kept(cast, cast.officer, name="Mr. Tobin B.", account=cast.teacher)
    kept(cast, cast.psychologist, name="Tobin B.", affiliation=Affiliation.EMPLOYEE_CURRENT)
    kept(cast, cast.report_taker, name="Tobin B.")
    case = Report.objects.get().case
    assert Party.objects.get(case=case, role="subject").person.account == cast.teacher and case.restricted


@pytest.mark.req("IN-3", "IN-4")
def test_a_triage_member_turns_a_note_into_a_report_and_the_note_stays(cast):
    note = kept(cast, cast.officer, occurred_at=clock.now() - timedelta(hours=3), location="Cafeteria")
    report, _way = turn_into_report(note=note, by=cast.counselor)
    kept_still = LowLevelNote.objects.get()
    assert (kept_still.report, kept_still.turned_by, kept_still.nature) == (report, cast.counselor, SAID)
    assert (report.facts.nature, report.facts.location, report.received_by) == (SAID, "Cafeteria", cast.officer)
    assert (report.received_name, report.reported_at) == (f"Rae Marsh, {cast.officer.position}", note.recorded_at)
    assert (open_duties(report.case), report.reviewed_by) == (["ACT-TAT", "IMM-DET"], cast.counselor)
    assert [entry.action for entry in LogEntry.objects.filter(about_id=report.case_id)] == ["low_note_turned"]
    assert turn_into_report(note=note, by=cast.principal)[0] == report and Report.objects.count() == 1
    for person in (cast.officer, cast.outsider, cast.superintendent):
        with pytest.raises(Http404):
            turn_into_report(note=note, by=person)


@pytest.mark.req("IN-3")
def test_a_turned_note_goes_to_the_open_case_and_one_without_a_name_opens_a_case_about_somebody_not_named(cast):
    case = a_case(cast)
    assert turn_into_report(note=kept(cast, cast.officer), by=cast.counselor)[0].case == case
    report, _way = turn_into_report(note=kept(cast, cast.officer, name="", who="A student in grade 9"), by=cast.counselor)
    subject = Party.objects.get(case=report.case, role="subject")
    assert report.case != case and (subject.person, subject.shown_name()) == (None, "A student in grade 9")


@pytest.mark.req("PR-3")
def test_a_correction_is_a_new_note_of_the_same_person_that_cites_the_old(cast):
    first = kept(cast, cast.officer)
    later = kept(cast, cast.officer, corrects=first.pk, nature="She did, not he.")
    assert later.corrects == first and LowLevelNote.objects.get(pk=first.pk).nature == SAID
    with pytest.raises(Blocked) as refused:
        kept(cast, cast.officer, corrects=first.pk)
    assert refused.value.problems == (CORRECTED,)
    with pytest.raises(Blocked):
        turn_into_report(note=first, by=cast.counselor)
    for person, note_id in ((cast.psychologist, later.pk), (cast.officer, uuid.uuid4())):
        with pytest.raises(Http404):
            kept(cast, person, corrects=note_id)
    kept(cast, cast.psychologist)
    assert not Report.objects.exists()
    kept(cast, cast.report_taker)
    assert set(Report.objects.get().notes.values_list("recorded_by__full_name", flat=True)) == {"Rae Marsh", "Ines Castell", "Alba Quill"}
    with pytest.raises(Blocked) as refused:
        kept(cast, cast.officer, corrects=later.pk)
    assert refused.value.problems == (TAKEN_UP,)


@pytest.mark.req("PR-4")
def test_no_address_changes_or_removes_a_note(cast):
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str) and name.startswith("low_note")}
    assert names == {"low_note_list", "low_note_new", "low_note_save", "low_note_detail", "low_note_turn"}
    assert {field.remote_field.on_delete.__name__ for field in LowLevelNote._meta.concrete_fields if field.remote_field} == {"PROTECT"}
