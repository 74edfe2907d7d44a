"""Search before create: names and texts that are alike, within what the person may see, and how often a hint is given."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.access import door
from cases.actions.circle import record_conflict
from tat import clock
from tat.audit import digest_of
from tat.models import AccessEntry, LogEntry
from tests.cast import NATURE, a_case, a_report, signed_in
from tests.typed import form_of, send
from triage.actions.likeness import spelled_alike, told_alike, words_of
from triage.actions.merging import merge_cases
from triage.actions.reports import receive_report
from triage.actions.search import earlier_records
from triage.models import Report

pytestmark = [pytest.mark.django_db, pytest.mark.req("IN-3")]
NEW, SAVE = "/reports/new/", "/reports/new/save/"
ELSE = "On Monday a drawing of a locker on fire was found under the bleachers."
RETOLD = "Two classmates heard a ninth grader say in the hall, “one day they'll all be sorry”, and told their teacher."


def found(cast, name="", text=ELSE, by=None, building=None):
    person = by or cast.principal
    place = building or cast.building
    return earlier_records(name, text, building=place, by=person, way=door(person, clock.now()), page="report_new")


def reasons(earlier):
    return [(hit.code, [str(why) for why in hit.why]) for hit in (*earlier.open_cases, *earlier.closed_cases)]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Rowan Teller", "Same name"),
        ("teller, ROWAN", "Same name"),
        ("Rowen Teler", "The name sounds alike"),
        ("Roawn Tleler", "The name is spelled alike"),
        ("Rowann Tellers", "The name is spelled alike"),
        ("Rwan Tellar", "The name sounds alike"),
    ],
)
def test_each_row_says_why_it_was_found(cast, name, why):
    case = a_case(cast)
    assert reasons(found(cast, name)) == [(case.code, [why])]


@pytest.mark.parametrize(("typed", "known"), [("Jonh Smtih", "John Smith"), ("Ana Lnud", "Ana Lund"), ("José Muñoz", "Jose Munos")])
def test_one_letter_off_in_each_part_is_found(typed, known):
    assert spelled_alike(typed, known) and spelled_alike(known, typed)


@pytest.mark.parametrize(
    ("typed", "known"), [("Jo Li", "Jo Lu"), ("John Smith", "Mark Smith"), ("Kim Park", "Ana Lund"), ("Kim", "Kim Park")]
)
def test_another_name_is_not_found(typed, known):
    assert not spelled_alike(typed, known)


def test_a_text_that_tells_the_same_in_other_words_is_found_and_an_unlike_one_is_not(cast):
    case = a_case(cast)
    assert reasons(found(cast, text=RETOLD)) == [(case.code, ["Similar text"])]
    assert reasons(found(cast, "Rowan Teller", NATURE)) == [(case.code, ["Same name", "Similar text"])]
    assert not found(cast, text=ELSE) and not found(cast, text="One day in the hall.")
    assert not told_alike(words_of(ELSE), words_of(NATURE))


def test_a_line_end_parts_words_like_a_space_and_the_order_of_words_tells_nothing():
    lines = "A drawing of a burning locker\r\nlay under the bleachers;\ntwo classmates laughed."
    assert words_of(lines) == words_of(" ".join(lines.split())) >= {"locker", "bleachers", "classmates"}
    assert told_alike(words_of(lines), words_of(" ".join(reversed(lines.split()))))


def test_only_recent_texts_of_open_cases_of_the_building_are_compared(cast, at):
    at("2026-09-14 09:00")
    old = a_case(cast)
    a_case(cast, "closed", subject_name="Kim Park")
    elsewhere = a_report(cast, building=cast.other_building, received_by=cast.outsider)
    receive_report(by=cast.outsider, given=elsewhere)
    assert reasons(found(cast, text=NATURE)) == [(old.code, ["Similar text"])]
    assert not found(cast, text=NATURE, building=cast.other_building)
    at("2026-12-14 09:00")
    assert not found(cast, text=NATURE)


def test_nothing_is_found_that_the_person_may_not_see(cast):
    case = a_case(cast)
    for person in (cast.officer, cast.report_taker, cast.superintendent):
        assert not found(cast, "Roawn Tleler", NATURE, by=person) and not found(cast, "Rowan Teller", NATURE, by=person)
    record_conflict(case=case, by=cast.principal, person=cast.counselor)
    assert not found(cast, "Rowan Teller", NATURE, by=cast.counselor)
    assert found(cast, "Rowan Teller", NATURE, by=cast.teacher)


def test_of_a_merged_case_the_one_that_goes_on_is_found(cast):
    ends, goes_on = a_case(cast), a_case(cast)
    merge_cases(duplicate=ends, survivor=goes_on, by=cast.principal, reason="The same words.")
    assert [code for code, _why in reasons(found(cast, "Rowan Teller"))] == [goes_on.code]


def test_a_search_asks_the_same_statements_for_one_record_and_for_ten(cast):
    counts = []
    for _ in range(2):
        for _ in range(len(counts) * 9 + 1):
            a_case(cast)
        way = door(cast.principal, clock.now())
        with CaptureQueriesContext(connection) as asked:
            earlier_records("Rowan Teller", NATURE, building=cast.building, by=cast.principal, way=way, page="report_new")
        counts.append(len(asked.captured_queries))
    assert counts == [2, 2]


def test_similar_text_is_asked_about_before_saving_and_nothing_is_lost(cast):
    case = a_case(cast)
    client = signed_in(cast.counselor)
    page = send(client, NEW, SAVE, nature=RETOLD, background="Kept.")
    shown = page.content.decode()
    assert page.status_code == 200 and f"Add it to the open case {case.code}" in shown and "Similar text" in shown
    assert "about the same person" not in shown
    fields = form_of(page, SAVE)
    assert (fields["nature"], fields["background"]) == ([RETOLD], ["Kept."])
    assert client.post(SAVE, {**fields, "into": f"case:{case.pk}"}).status_code == 302 and case.reports.count() == 2


def test_a_finding_that_is_new_is_shown_again(cast):
    a_case(cast)
    client = signed_in(cast.principal)
    page = send(client, NEW, SAVE, nature=ELSE, subject_name="Rowan Teller")
    a_case(cast)
    again = client.post(SAVE, {**form_of(page, SAVE), "into": "new"})
    assert again.status_code == 200 and Report.objects.count() == 2


def hint(cast, by=None):
    return found(cast, "Rowan Teller", by=by or cast.outsider, building=cast.other_building)


@pytest.mark.req("PR-1")
def test_a_hint_is_marked_as_one_in_the_record_of_looks(cast):
    a_case(cast)
    assert hint(cast).leads == ("D. Whitlow",)
    assert not hint(cast, by=cast.report_taker)
    entries = list(AccessEntry.objects.filter(kind="search").order_by("at").values_list("user_id", "page", "digest"))
    assert [(user, page) for user, page, _digest in entries] == [
        (cast.outsider.pk, "record_exists"),
        (cast.report_taker.pk, "report_new"),
    ]
    assert bytes(entries[0][2]) == digest_of(["D. Whitlow"])


@pytest.mark.req("PR-1")
def test_after_so_many_hints_a_day_nothing_is_said_whether_there_is_a_record_or_not(cast, at, settings):
    settings.RECORD_HINTS_A_DAY = 3
    now = at("2026-09-14 09:00")
    a_case(cast)
    for _ in range(3):
        assert hint(cast).leads
    assert LogEntry.objects.filter(action="hints_used_up", actor_id=cast.outsider.pk).count() == 1
    spent = hint(cast)
    nobody = found(cast, "Nobody Atall", by=cast.outsider, building=cast.other_building)
    assert (spent.leads, spent.withheld, nobody.leads, nobody.withheld, spent.mark) == ((), True, (), True, nobody.mark)
    assert LogEntry.objects.filter(action="hints_used_up").count() == 1
    page = send(signed_in(cast.outsider), NEW, SAVE, nature=ELSE, subject_name="Nobody Atall")
    assert "ask the superintendent or the lead of the team" in page.content.decode()
    assert signed_in(cast.outsider).post(SAVE, form_of(page, SAVE)).status_code == 302
    at(f"{now + timedelta(hours=20):%Y-%m-%d %H:%M}")
    assert hint(cast).leads


@pytest.mark.req("PR-1")
def test_saving_after_a_hint_is_no_second_hint(cast):
    a_case(cast)
    client = signed_in(cast.outsider)
    page = send(client, NEW, SAVE, nature=ELSE, subject_name="Rowan Teller")
    assert client.post(SAVE, form_of(page, SAVE)).status_code == 302
    assert AccessEntry.objects.filter(page="record_exists").count() == 1
