"""Interviews and records: each done, or not done with a reason; each a new fact."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from cases.actions import interviews
from cases.actions.interviews import Conversation, interview_not_held, record_interview
from cases.actions.parties import PartyGiven
from cases.actions.records import CHOOSE, FOUND, REASON, review_records
from cases.levels import Level
from cases.models import Case, Interview, InterviewTopic, Party, RecordsReview
from cases.step import Interviewee
from cases.workflow import CaseFacts, Stage, unmet
from reporting.actions.papers import issue_case_file
from tat import clock, files
from tat.models import AccessEntry, LogEntry
from tat.workflow import Blocked
from tests.cast import a_case, a_report, signed_in
from tests.typed import flat, form_of, send
from triage.actions.reports import receive_report

pytestmark = pytest.mark.django_db


def talk(**changes):
    now = clock.now()
    return Conversation(**{"interviewee": "witness", "started_at": now - timedelta(minutes=20), "statement": "“He was joking.”", **changes})


@pytest.mark.req("TR-1")
def test_an_interview_is_a_new_fact_with_its_two_times(cast):
    case = a_case(cast, "triage")
    before = case.facts_version
    kept = record_interview(case=case, by=cast.counselor, given=talk(ended_at=clock.now()))
    assert (kept.statement, kept.held, kept.recorded_name, kept.started_at < kept.recorded_at) == (
        "“He was joking.”",
        True,
        "Sol Ortiz-Lane",
        True,
    )
    assert Case.objects.get(pk=case.pk).facts_version == before + 1
    entry = LogEntry.objects.get(about_id=case.id, action="interview_recorded")
    assert entry.occurred_at == kept.started_at and "joking" not in str(vars(entry))


@pytest.mark.req("TR-1")
def test_an_interview_not_held_needs_its_reason(cast):
    case = a_case(cast, "triage")
    with pytest.raises(Blocked) as refused:
        interview_not_held(case=case, by=cast.teacher, interviewee="subject", reason=" ")
    assert refused.value.problems == (interviews.REASON,)
    interview_not_held(case=case, by=cast.teacher, interviewee="subject", reason="The police asked us to wait.")
    assert Interview.objects.get().not_held_reason == "The police asked us to wait."


def states(page):
    """The ledger of the page: who is expected, and how far it is."""
    return {str(line.who.label): line.state for line in page.context["ledger"]}


def test_wrong_interviews_are_refused_with_their_sentences(cast):
    case, closed = a_case(cast, "triage"), a_case(cast, "closed", subject_name="Lee Moss")
    now = clock.now()
    wrong = [
        (case, talk(interviewee="nobody"), interviews.WHO),
        (case, talk(statement=" "), interviews.STATEMENT),
        (case, talk(police_present="perhaps"), interviews.POLICE),
        (case, talk(police_present="yes"), interviews.CRIMINAL_ACT),
        (case, talk(statement="x" * 250_001), interviews.TOO_LONG),
        (case, talk(ended_at=now - timedelta(hours=1)), interviews.ORDER),
        (case, talk(started_at=now + timedelta(hours=1)), interviews.NOT_YET),
        (closed, talk(), interviews.CLOSED),
    ]
    for about, given, sentence in wrong:
        with pytest.raises(Blocked) as refused:
            record_interview(case=about, by=cast.principal, given=given)
        assert refused.value.problems == (sentence,)
    assert not Interview.objects.exists()


@pytest.mark.req("TR-1")
def test_each_source_is_seen_empty_or_not_looked_into_with_a_reason(cast):
    case = a_case(cast, "triage")
    for result, sentence in (("seen", FOUND), ("not_available", REASON), ("lost", CHOOSE)):
        with pytest.raises(Blocked) as refused:
            review_records(case=case, by=cast.teacher, source="discipline", result=result)
        assert refused.value.problems == (sentence,)
    review_records(case=case, by=cast.teacher, source="discipline", result="none_found")
    review_records(case=case, by=cast.teacher, source="attendance", result="seen", note="Four late arrivals since September 28.")
    assert RecordsReview.objects.filter(case=case).count() == 2
    assert Case.objects.get(pk=case.pk).facts_version == case.facts_version + 2


def test_nobody_outside_the_circle_adds_anything(cast):
    case = a_case(cast, "triage")
    for person in (cast.officer, cast.outsider, cast.superintendent):
        with pytest.raises(Http404):
            record_interview(case=case, by=person, given=talk())
    taken = receive_report(by=cast.report_taker, given=a_report(cast)).case
    with pytest.raises(PermissionDenied):
        review_records(case=taken, by=cast.report_taker, source="discipline", result="none_found")


@pytest.mark.req("TR-1")
def test_the_pages_record_what_was_done_and_what_was_not(cast, at):
    at("2026-10-14 09:30")
    case, client = a_case(cast, "triage"), signed_in(cast.teacher)
    page, held, not_held = (reverse(name, args=[case.code]) for name in ("case_interviews", "interview_record", "interview_not_held"))
    assert states(client.get(page)) == {"Reporting party": "waiting", "Subject of concern": "waiting"}
    when = {"started_at": "2026-10-14T09:00", "police_present": "no"}
    wrong = send(client, page, held, interviewee="witness", ended_at="2026-10-14T08:00", statement="Kept.", **when)
    assert "The interview ends before it starts." in wrong.content.decode() and form_of(wrong, held)["statement"] == ["Kept."]
    assert send(client, page, held, interviewee="reporter", statement="“He laughed.”", **when).status_code == 302
    empty = send(client, page, not_held, **{"not_held-interviewee": "subject"})
    assert "Write why this interview was not held." in empty.content.decode()
    send(client, page, not_held, **{"not_held-interviewee": "subject", "not_held-reason": "Absent today."})
    shown = client.get(page)
    assert "“He laughed.”" in shown.content.decode() and "Absent today." in shown.content.decode()
    assert states(shown) == {"Reporting party": "held", "Subject of concern": "not_held"}


@pytest.mark.req("TR-1", "IN-6")
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"interviewee": ""}, "Choose who was heard."),
        ({"interviewee": "oracle"}, "Choose one of the answers listed here."),
        ({"party": "999999"}, "Choose one of the answers listed here."),
        ({"parent_told": "perhaps"}, "Choose one of the answers listed here."),
        ({"parent_present": "perhaps"}, "Choose one of the answers listed here."),
        ({"police_present": ""}, "Say whether a law enforcement officer or school security took part"),
        ({"police_present": "yes"}, "Say whether this is a student under 18 suspected of a criminal act"),
        ({"police_present": "yes", "criminal_act": "perhaps"}, "Choose one of the answers listed here."),
        ({"interpreter": "x" * 201}, "201 characters long"),
        ({"interviewer": "a\x00b"}, "a character in it that cannot be kept"),
        ({"started_at": ""}, "Write when it started."),
        ({"started_at": "2031-01-01T10:00"}, "This time has not come yet."),
        ({"started_at": "2026-03-08T02:30"}, "does not exist, because the clocks go forward"),
        ({"started_at": "2025-11-02T01:30"}, "This time happens twice"),
        ({"language": "a" * 61}, "61 characters long"),
        ({"place": "a\x00b"}, "a character in it that cannot be kept"),
        ({"second_adult": "x" * 200_000}, "200000 characters long"),
    ],
)
def test_a_wrong_interview_is_said_and_nothing_typed_is_lost(cast, at, typed, sentence):
    at("2026-10-14 09:30")
    case, client = a_case(cast, "triage"), signed_in(cast.teacher)
    page, held = reverse("case_interviews", args=[case.code]), reverse("interview_record", args=[case.code])
    kept = {"interviewee": "witness", "police_present": "no", "statement": "“Words” \u202eback\u202c 🙂 <b>"}
    answer = send(client, page, held, **(kept | typed))
    assert answer.status_code == 200 and sentence in answer.content.decode()
    assert form_of(answer, held)["statement"] == ["“Words” \u202eback\u202c 🙂 <b>"] and not Interview.objects.exists()


def transcript(characters=150_000):
    """Some fifty pages, pasted: each line another."""
    lines = (f"Q{n}. And then? “I went to the gym, number {n}.”\n" for n in range(10_000))
    return "".join(lines)[: characters - 9] + "THE END."


@pytest.mark.req("AS-2")
def test_a_pasted_transcript_is_kept_whole_begins_on_the_list_and_is_read_on_its_own_page(cast, at):
    at("2026-10-14 09:30")
    case, client, text = a_case(cast, "triage"), signed_in(cast.teacher), transcript()
    page, held = reverse("case_interviews", args=[case.code]), reverse("interview_record", args=[case.code])
    assert send(client, page, held, interviewee="witness", police_present="no", statement=text).status_code == 302
    kept = Interview.objects.get()
    assert kept.statement == text and len(text) == 149_999
    listed, whole = client.get(page).content.decode(), reverse("case_talk", args=[case.code, kept.pk])
    assert "And then? “I went to the gym, number 9.”" in listed and "number 40." not in listed and f'href="{whole}"' in listed
    assert text in client.get(whole).content.decode().replace("&#x27;", "'")
    assert AccessEntry.objects.filter(page="case_talk", about_id=case.pk, user_id=cast.teacher.pk).count() == 1
    assert "One interview" in client.get(reverse("case_log", args=[case.code])).content.decode()


@pytest.mark.req("AS-2", "IN-6")
def test_more_than_fits_is_said_beside_the_field_and_all_of_it_is_kept(cast, at):
    at("2026-10-14 09:30")
    case, client, text = a_case(cast, "triage"), signed_in(cast.teacher), transcript(250_002)
    page, held = reverse("case_interviews", args=[case.code]), reverse("interview_record", args=[case.code])
    typed = {"interviewee": "witness", "police_present": "no", "interpreter": "Ada Lund", "statement": text}
    wrong = send(client, page, held, **typed)
    assert "This is 250001 characters long, and 250000 are the most that fit here." in wrong.content.decode()
    again = form_of(wrong, held)
    assert {name: again[name] for name in typed} == {name: [words] for name, words in typed.items()}
    assert send(client, page, held, **{**typed, "statement": text[:250_000]}).status_code == 302
    assert Interview.objects.get().statement == text[:250_000]


@pytest.mark.req("AS-2", "IN-6")
def test_a_draft_of_an_interview_comes_back_with_every_answer(cast, at):
    at("2026-10-14 09:30")
    case, client = a_case(cast, "triage"), signed_in(cast.teacher)
    page, held = reverse("case_interviews", args=[case.code]), reverse("interview_record", args=[case.code])
    typed = {
        "interviewee": "witness",
        "interviewer": "Ines Castell",
        "interpreter": "Ada Lund",
        "parent_present": "no",
        "police_present": "yes",
        "criminal_act": "unknown",
        "purpose_told": "on",
        "statement": transcript(),
    }
    assert client.post(f"/cases/{case.code}/drafts/interview/", typed, headers={"X-Draft": "1"}).status_code == 200
    left = form_of(client.get(page), held)
    assert {name: left[name] for name in typed} == {name: [words] for name, words in typed.items()}
    assert form_of(signed_in(cast.counselor).get(page), held)["statement"] == [""]
    client.post(held, left | {"started_at": "2026-10-14T09:00"})
    assert Interview.objects.get().interviewer == "Ines Castell" and form_of(client.get(page), held)["statement"] == [""]


@pytest.mark.req("AS-2")
def test_who_was_there_is_shown_on_the_page_and_on_the_talks_own(cast):
    case = a_case(cast, "triage")
    given = {
        "interviewer": "Ines Castell",
        "second_adult": "Mika Feld",
        "language": "Spanish",
        "interpreter": "Ada Lund",
        "place": "Office",
    }
    others = {"parent_told": "yes", "parent_present": "unknown", "police_present": "no"}
    kept = record_interview(case=case, by=cast.counselor, given=talk(**given, **others, ended_at=clock.now()))
    client = signed_in(cast.teacher)
    listed = flat(client.get(reverse("case_interviews", args=[case.code])).content.decode())
    shown = flat(client.get(reverse("case_talk", args=[case.code, kept.pk])).content.decode())
    assert all(f": {words} ·" in listed and f"<dd>{words}</dd>" in shown for words in given.values())
    assert "Parent told: yes · Parent present: not known · Officer or school security took part: no" in listed
    assert "<dt>Parent told</dt><dd>yes</dd><dt>Parent present</dt><dd>not known</dd>" in shown
    assert "<dt>Officer or school security took part</dt><dd>no</dd>" in shown and "suspected of a criminal act</dt>" not in shown
    assert signed_in(cast.teacher).get(reverse("case_talk", args=[a_case(cast, "triage").code, kept.pk])).status_code == 404


@pytest.mark.req("AS-2")
def test_the_page_stays_light_and_asks_as_often_for_twelve_talks_as_for_one(cast):
    case, client = a_case(cast, "triage"), signed_in(cast.counselor)
    page, counts, sizes = reverse("case_interviews", args=[case.code]), [], []
    for more in (1, 11):
        for _ in range(more):
            record_interview(case=case, by=cast.counselor, given=talk(statement=transcript()))
        client.get(page)
        with CaptureQueriesContext(connection) as asked:
            sizes.append(len(client.get(page).content))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 24
    assert sizes[1] - sizes[0] < 11 * 3_000 and sizes[1] < 80_000


@pytest.mark.req("AS-2")
def test_the_ledger_has_a_line_and_one_button_for_each_who_is_to_be_heard(cast, at):
    at("2026-10-14 09:30")
    case = a_case(cast, "assessment", targets=(PartyGiven(role=Party.Role.TARGET, name="Ada Lund"),))
    client, page = signed_in(cast.teacher), reverse("case_interviews", args=[case.code])
    assert states(client.get(page)) == dict.fromkeys(("Reporting party", "Target or recipient", "Subject of concern"), "waiting")
    interview_not_held(case=case, by=cast.teacher, interviewee="target", reason="Asked to wait until Monday.")
    interview_not_held(case=case, by=cast.teacher, interviewee="subject", reason="Absent today.")
    record_interview(case=case, by=cast.counselor, given=talk(interviewee="subject"))
    record_interview(case=case, by=cast.counselor, given=talk(interviewee="parent"))
    shown = client.get(page)
    assert states(shown) == {"Reporting party": "waiting", "Target or recipient": "not_held", "Subject of concern": "held"}
    table = shown.content.decode().partition("<tbody")[2].partition("</tbody>")[0]
    assert re.findall(r'<a class="btn" href="([^"]*)"', table) == ["?who=reporter#rec"]
    assert "Asked to wait until Monday." in table and "Sol Ortiz-Lane" in table and "Absent today." not in table
    chosen = client.get(f"{page}?who=reporter")
    held, not_held = reverse("interview_record", args=[case.code]), reverse("interview_not_held", args=[case.code])
    assert form_of(chosen, held)["interviewee"] == form_of(chosen, not_held)["not_held-interviewee"] == ["reporter"]
    assert "interviewee" not in form_of(client.get(f"{page}?who=oracle"), held)


@pytest.mark.req("AS-2")
@pytest.mark.parametrize("level", ["routine", "low", "moderate", "high", "imminent"])
def test_no_level_is_classified_while_one_who_is_to_be_heard_is_neither_heard_nor_explained(level):
    expected = frozenset({"reporter", "target", "witness", "subject"})
    facts = CaseFacts(stage=Stage.ASSESSMENT, level=Level(level), expected_interviews=expected, interviews_held=frozenset({"subject"}))
    for missing in sorted(expected - {"subject"}):
        explained = replace(facts, interviews_not_held=expected - {"subject", missing})
        said = [each.missing for each in unmet("classify", explained) if each.mend == "case_interviews"]
        assert said == [
            f"No interview is recorded with: {Interviewee(missing).label.lower()}. Record each one, or “not held” with the reason."
        ]
    assert not [each for each in unmet("classify", replace(facts, interviews_not_held=expected)) if each.mend == "case_interviews"]
    unheard = [each.missing for each in unmet("classify", replace(facts, interviews_held=frozenset())) if each.mend == "case_interviews"]
    assert unheard[0].startswith("The subject has not been heard.")


@pytest.mark.req("AS-2")
def test_all_six_sets_of_topics_show_and_that_of_the_chosen_one_stands_below_the_choice(cast):
    case = a_case(cast, "triage")
    page = signed_in(cast.principal).get(reverse("case_interviews", args=[case.code])).content.decode()
    form = page.partition('action="/cases/')[2].partition("</form>")[0]
    margin = page.partition('<aside class="margin"')[2]
    for who in Interviewee:
        assert f'data-reveals="topics-{who.value}"' in form and f'<div class="reveal-topics-{who.value}">' in form
        topics = InterviewTopic.objects.filter(interviewee=who)
        for part in (form, margin):
            assert topics.count() == SETS[who] and all(escape(topic.label) in part for topic in topics)
    assert "heard in that capacity goes to protected material, not here." in form


SETS = {"reporter": 8, "target": 9, "witness": 6, "subject": 11, "parent": 7, "collateral": 5}


@pytest.mark.req("AS-2", "DO-1")
def test_the_case_file_prints_a_long_talk_whole_with_who_was_there(cast):
    case, text = a_case(cast, "triage"), transcript()
    record_interview(case=case, by=cast.counselor, given=talk(statement=text, interpreter="Ada Lund"))
    record_interview(
        case=case, by=cast.counselor, given=talk(interviewee="reporter", interpreter="Told who it was", statement="“It was me.”")
    )
    paper = issue_case_file(case=case, by=cast.principal)
    html = b"".join(files.open_chunks(paper.html)).decode()
    assert text in html.replace("&#x27;", "'") and "<dd>Ada Lund</dd>" in html
    assert "Told who it was" not in html and "It was me" not in html


@pytest.mark.req("IN-6")
def test_an_interview_a_reason_and_a_look_sent_twice_are_kept_once(cast):
    case, client = a_case(cast, "triage"), signed_in(cast.teacher)
    sent = [
        ("case_interviews", "interview_record", {"interviewee": "witness", "statement": "He laughed.", "police_present": "no"}),
        ("case_interviews", "interview_not_held", {"not_held-interviewee": "subject", "not_held-reason": "Absent today."}),
        ("case_records", "records_record", {"source": "discipline", "result": "none_found"}),
    ]
    for page, name, typed in sent:
        action = reverse(name, args=[case.code])
        body = {**form_of(client.get(reverse(page, args=[case.code])), action), **typed}
        assert [client.post(action, body).status_code for _ in range(2)] == [302, 302]
    assert (Interview.objects.count(), RecordsReview.objects.count()) == (2, 1)


@pytest.mark.req("TR-1", "IN-6")
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"result": "seen"}, "Choose the source."),
        ({"source": "tea leaves", "result": "seen"}, "Choose one of the answers listed here."),
        ({"source": "discipline", "result": "not_available", "note": " "}, REASON),
        ({"source": "discipline", "result": "seen", "note": "a\x00b"}, "a character in it that cannot be kept"),
        ({"source": "discipline", "result": "seen", "note": "x" * 200_000}, "200000 characters long"),
    ],
)
def test_a_wrong_look_into_records_is_said_and_kept(cast, typed, sentence):
    case, client = a_case(cast, "triage"), signed_in(cast.counselor)
    page, save = reverse("case_records", args=[case.code]), reverse("records_record", args=[case.code])
    answer = send(client, page, save, **typed)
    assert answer.status_code == 200 and sentence in answer.content.decode() and not RecordsReview.objects.exists()
    assert form_of(answer, save)["note"] == [typed.get("note", "").replace("\x00", "\ufffd")]


@pytest.mark.req("TR-1")
def test_the_page_of_records_asks_what_was_seen(cast):
    case, client = a_case(cast, "triage"), signed_in(cast.counselor)
    page, save = reverse("case_records", args=[case.code]), reverse("records_record", args=[case.code])
    assert FOUND in send(client, page, save, source="discipline", result="seen").content.decode()
    assert send(client, page, save, source="discipline", result="none_found").status_code == 302
    assert "Looked, none found" in client.get(page).content.decode()
    assert LogEntry.objects.filter(action="records_reviewed").count() == 1
