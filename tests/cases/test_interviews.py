"""Interviews and records: each done, or not done with a reason; each a new fact."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from cases.actions import interviews
from cases.actions.interviews import Conversation, interview_not_held, record_interview
from cases.actions.records import CHOOSE, FOUND, REASON, review_records
from cases.models import Case, Interview, RecordsReview
from tat import clock
from tat.models import LogEntry
from tat.workflow import Blocked
from tests.cast import a_case, a_report, signed_in
from tests.typed import form_of, send
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
    answer = send(client, page, held, **{"interviewee": "witness", "police_present": "no", "statement": "“Words” \u202eback\u202c 🙂 <b>", **typed})
    assert answer.status_code == 200 and sentence in answer.content.decode()
    assert form_of(answer, held)["statement"] == ["“Words” \u202eback\u202c 🙂 <b>"] and not Interview.objects.exists()


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
