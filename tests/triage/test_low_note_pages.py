"""The pages of low-level notes: the question first, nothing typed lost, the list, one note, and where a report shows them."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Party
from reporting.actions.papers import issue_case_file
from tat import clock
from tat.models import AccessEntry, Draft
from tests.cast import a_case, signed_in
from tests.reporting.printed import stored
from tests.triage.test_low_notes import SAID, kept
from tests.typed import form_of, send
from triage.actions.low_notes import TAKEN_UP, turn_into_report
from triage.models import LowLevelNote, Report

pytestmark = pytest.mark.django_db
NEW, FORM, SAVE, LIST = "/notes/new/", "/notes/new/?harm=no", "/notes/new/save/", "/notes/"
REPORT, REPORT_SAVE = "/reports/new/", "/reports/new/save/"
QUESTION = "Was any harm to self or others said, shown or feared?"
MIDDLEWARE = 2
"""The account and the present instant, before every page."""


def words(answer):
    return unescape(answer.content.decode())


def keep(client, page=FORM, **typed):
    return send(client, page, SAVE, **{"nature": SAID, "subject_name": "Rowan Teller", **typed})


def page_of(note):
    return reverse("low_note_detail", args=[note.pk])


def statements(client, address):
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    assert answer.status_code == 200
    return len([each for each in asked.captured_queries if "SAVEPOINT" not in each["sql"]])


@pytest.mark.req("IN-3")
def test_the_question_stands_alone_and_only_no_opens_the_form(cast):
    client = signed_in(cast.officer)
    asked = words(client.get(NEW))
    assert QUESTION in asked and SAVE not in asked
    assert SAVE in words(client.get(FORM))
    for answer in ("yes", "unsure"):
        assert client.get(NEW, {"harm": answer}).url == REPORT
    for query in ({"go": "on"}, {"harm": "perhaps"}):
        again = words(client.get(NEW, query))
        assert "One thing to mend" in again and SAVE not in again
    assert reverse("low_note_new") in words(client.get(REPORT))


@pytest.mark.req("IN-3")
def test_a_note_is_kept_and_who_wrote_it_is_told_one_word(cast):
    client = signed_in(cast.officer)
    answer = keep(client, location="Cafeteria", who="A tall student")
    note = LowLevelNote.objects.get()
    assert (answer.status_code, answer.url, note.shown_name(), note.location) == (302, page_of(note), "Rowan Teller", "Cafeteria")
    told = words(client.get(answer.url))
    assert "Kept." in told and SAID not in told and "Rowan" not in told
    turn_into_report(note=note, by=cast.counselor)
    told = words(client.get(answer.url))
    assert "Taken up." in told and note.report is None and Report.objects.get().case.code not in told


@pytest.mark.req("IN-3")
@pytest.mark.parametrize("harm", [None, "maybe"])
def test_a_note_sent_without_the_answer_no_is_refused_and_nothing_is_lost(cast, harm):
    client = signed_in(cast.officer)
    fields = {**form_of(client.get(FORM), SAVE), "nature": SAID, "subject_name": "Rowan Teller", "harm": harm or ""}
    if harm is None:
        del fields["harm"]
    answer = client.post(SAVE, fields)
    assert answer.status_code == 200 and form_of(answer, SAVE)["nature"] == [SAID]
    assert not LowLevelNote.objects.exists()


@pytest.mark.req("IN-3", "IN-6")
@pytest.mark.parametrize("harm", ["yes", "unsure"])
def test_with_another_answer_everything_typed_goes_on_into_the_report(cast, harm):
    client = signed_in(cast.principal)
    typed = {"location": "Cafeteria", "subject_affiliation": "student_current", "occurred_at": "2026-09-01T10:00", "who": "In grade 9"}
    answer = keep(client, harm=harm, **typed)
    assert (answer.url, LowLevelNote.objects.exists()) == (REPORT, False)
    page = client.get(REPORT)
    fields = form_of(page, REPORT_SAVE)
    assert "What you wrote stands in the report below." in words(page)
    assert fields["nature"] == [f"{SAID}\n\nWho: In grade 9"]
    names = ("subject_name", "location", "subject_affiliation", "occurred_at")
    assert [fields[name] for name in names] == [["Rowan Teller"], ["Cafeteria"], ["student_current"], ["2026-09-01T10:00"]]


@pytest.mark.req("IN-6")
def test_a_draft_of_a_report_that_was_there_loses_nothing_to_the_note(cast):
    client = signed_in(cast.principal)
    fields = form_of(client.get(REPORT), REPORT_SAVE)
    client.post("/drafts/report/new/", {**fields, "nature": "Half a report.", "subject_name": "Ana Lund"}, headers={"X-Draft": "1"})
    keep(client, harm="yes", location="Cafeteria", nature="a" * 100_000)
    fields = form_of(client.get(REPORT), REPORT_SAVE)
    assert fields["nature"] == [f"Half a report.\n\n{'a' * 100_000}\n\nWho: Rowan Teller"]
    assert (fields["subject_name"], fields["location"]) == (["Ana Lund"], ["Cafeteria"])


@pytest.mark.req("IN-6")
def test_a_draft_of_a_note_is_shown_again_thrown_away_and_gone_once_the_note_is_kept(cast):
    client = signed_in(cast.officer)
    page = client.get(FORM)
    assert 'data-draft="/drafts/low_note/new/"' in words(page)
    client.post("/drafts/low_note/new/", {**form_of(page, SAVE), "nature": "Half a sent"}, headers={"X-Draft": "1"})
    again = client.get(NEW)
    assert form_of(again, SAVE)["nature"] == ["Half a sent"] and "things to mend" not in words(again)
    keep(client, NEW)
    assert not Draft.objects.exists() and QUESTION in words(client.get(NEW))


@pytest.mark.req("IN-1")
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"nature": ""}, "Write at least one sentence about what was seen or heard."),
        ({"nature": " \n "}, "Write at least one sentence about what was seen or heard."),
        ({"nature": "x" * 100_000}, "100000 characters long"),
        ({"nature": "a\x00b"}, "a character in it that cannot be kept"),
        ({"subject_name": ""}, "Say who it is about"),
        ({"subject_name": "n" * 201}, "201 characters long"),
        ({"who": "a\x00b"}, "a character in it that cannot be kept"),
        ({"occurred_at": "2031-01-01T10:00"}, "This time has not come yet."),
        ({"occurred_at": "soon"}, "Write the date and the time like"),
        ({"subject_account": "999999"}, "Choose one of the answers listed here."),
        ({"building": "999999"}, "Choose one of the answers listed here."),
        ({"corrects": "999"}, "The note to correct was not found."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(cast, typed, sentence):
    answer = keep(signed_in(cast.officer), **{"location": "By the window", **typed})
    assert answer.status_code == 200 and sentence in words(answer), words(answer)[:300]
    assert form_of(answer, SAVE)["location"] == ["By the window"] and not LowLevelNote.objects.exists()


@pytest.mark.req("IN-3")
def test_a_person_chosen_from_the_list_needs_no_name(cast):
    keep(signed_in(cast.officer), subject_name="", subject_account=str(cast.teacher.pk))
    assert (LowLevelNote.objects.get().person.account, LowLevelNote.objects.get().shown_name()) == (cast.teacher, cast.teacher.full_name)


@pytest.mark.req("PR-3")
def test_a_correction_is_written_from_the_note_asked_the_question_again_and_cites_it(cast):
    client, note = signed_in(cast.officer), kept(cast, cast.officer)
    link = f"{NEW}?corrects={note.pk}"
    assert link in words(client.get(page_of(note))) and QUESTION in words(client.get(link))
    keep(client, f"{link}&harm=no", nature="She did, not he.")
    later = LowLevelNote.objects.get(corrects=note)
    assert "Corrected." in words(client.get(page_of(note)))
    reader = signed_in(cast.counselor)
    assert page_of(later) in words(reader.get(page_of(note))) and page_of(note) in words(reader.get(page_of(later)))
    assert "Turn it into a report" not in words(reader.get(page_of(note)))
    assert signed_in(cast.psychologist).get(link).status_code == 404
    page = form_of(client.get(f"{NEW}?corrects={later.pk}&harm=no"), SAVE)
    turn_into_report(note=later, by=cast.counselor)
    answer = client.post(SAVE, {**page, "nature": SAID, "subject_name": "Rowan Teller"})
    assert TAKEN_UP in words(answer)


@pytest.mark.req("PR-1")
def test_the_list_and_a_note_are_for_principal_and_triage_team_and_each_look_is_recorded(cast):
    note = kept(cast, cast.officer)
    for person, listed, one in (
        (cast.counselor, 200, 200),
        (cast.principal, 200, 200),
        (cast.outsider, 200, 404),
        (cast.officer, 403, 200),
        (cast.psychologist, 403, 404),
        (cast.superintendent, 403, 404),
        (cast.sysadmin, 403, 403),
    ):
        client = signed_in(person)
        assert (client.get(LIST).status_code, client.get(page_of(note)).status_code) == (listed, one)
    assert "Rowan Teller" in words(signed_in(cast.counselor).get(LIST)) and "Rowan" not in words(signed_in(cast.outsider).get(LIST))
    looks = AccessEntry.objects.filter(user_id=cast.counselor.pk).order_by("at").values_list("kind", "page", "about_id")
    assert list(looks)[:2] == [("list", "low_note_list", None), ("low_note", "low_note_detail", note.pk)]
    assert not AccessEntry.objects.filter(user_id=cast.psychologist.pk).exclude(kind="denied").exists()


MOST = {"list": 5, "note": 8, "report": 12}


@pytest.mark.req("PR-1")
def test_a_list_a_note_and_a_report_take_as_many_statements_at_one_note_as_at_twenty(cast):
    client = signed_in(cast.counselor)
    report, _way = turn_into_report(note=kept(cast, cast.officer), by=cast.counselor)
    client.get(LIST)
    for number in (1, 20):
        *earlier, last = [kept(cast, cast.officer) for _ in range(2 * number)]
        LowLevelNote.objects.filter(pk__in=[note.pk for note in earlier[:number]]).update(report=report, turned_at=clock.now())
        addresses = {"list": LIST, "note": page_of(last), "report": reverse("case_report", args=[report.case.code])}
        assert {name: statements(client, address) - MIDDLEWARE for name, address in addresses.items()} == MOST


def test_the_list_goes_on_where_a_page_ends_and_a_new_note_shifts_nothing(cast, at):
    for number in range(27):
        kept(cast, cast.officer, name=f"Rowan Teller{number:02}")
    client = signed_in(cast.counselor)
    first = words(client.get(LIST))
    kept(cast, cast.officer, name="Ana Lund")
    second = words(client.get(LIST + first.partition('href="?after')[2].partition('"')[0].join(("?after", ""))))
    assert first.count('scope="row"') == 25 and "Teller02" in first and "Teller01" not in first
    assert second.count('scope="row"') == 2 and "Teller01" in second and "Ana Lund" not in second


@pytest.mark.req("IN-3")
def test_a_note_shows_the_others_on_the_same_person_and_becomes_a_report_by_a_press(cast):
    note, other = kept(cast, cast.officer), kept(cast, cast.psychologist, name="Teller Rowan", nature="He gave his bicycle away.")
    kept(cast, cast.psychologist, name="Ana Lund", nature="She slept in class.")
    client = signed_in(cast.counselor)
    page = words(client.get(page_of(note)))
    assert "He gave his bicycle away." in page and page_of(other) in page and "She slept in class." not in page
    assert "District-defined default, not an official list" in page
    address = reverse("low_note_turn", args=[note.pk])
    answer = send(client, page_of(note), address)
    report = Report.objects.get()
    assert answer.url == reverse("case_report", args=[report.case.code])
    shown = words(client.get(answer.url))
    assert "Low-level notes that became this report" in shown and f"Rae Marsh, {cast.officer.position}" in shown
    assert report.case.code in words(client.get(page_of(note))) and report.case.code in words(client.get(LIST))
    assert Party.objects.get(case=report.case, role="subject").shown_name() == "Rowan Teller"


@pytest.mark.req("IN-3")
def test_a_note_that_was_corrected_meanwhile_is_not_turned(cast):
    note, client = kept(cast, cast.officer), signed_in(cast.counselor)
    fields = form_of(client.get(page_of(note)), reverse("low_note_turn", args=[note.pk]))
    kept(cast, cast.officer, corrects=note.pk)
    answer = client.post(reverse("low_note_turn", args=[note.pk]), fields)
    assert answer.url == page_of(note) and not Report.objects.exists()
    assert "This note has been corrected already." in words(client.get(answer.url))


@pytest.mark.req("TM-6")
def test_who_a_note_is_about_is_told_that_there_is_none(cast):
    note = kept(cast, cast.officer, name="Tobin Boyce")
    client = signed_in(cast.teacher)
    assert client.get(page_of(note)).status_code == 404 and "No note is here." in words(client.get(LIST))


@pytest.mark.req("DO-1")
@pytest.mark.slow
def test_the_case_file_prints_the_notes_that_became_a_report_with_their_stamps(cast):
    case = a_case(cast, "assessment")
    for person in (cast.officer, cast.psychologist, cast.report_taker):
        kept(cast, person, occurred_at=clock.now() - timedelta(days=1))
    html = stored(issue_case_file(case=case, by=cast.principal).html).decode()
    assert html.count(SAID) == 3 and html.count("which became this report") == 3
    assert "Ines Castell" in html and "3 people kept low-level notes" in html
