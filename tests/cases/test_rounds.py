"""Rounds of the assessment: what stands stays, what is new is marked, and every earlier round can be read as it ended."""

import uuid
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.actions.findings import add_finding
from cases.actions.gaps import GapGiven, add_gap, close_gap
from cases.actions.interviews import Conversation, interview_not_held, record_interview
from cases.actions.pathway import set_pathway
from cases.actions.questions import AnswerGiven, answer_question
from cases.actions.reopening import reopen
from cases.actions.rounds import BY_REPORT, STARTED, TOO_EARLY, WHY, start_round
from cases.models import AssessmentRound, Case, Finding, InformationGap, KeyAnswer
from tat import clock
from tat.models import LogEntry, Notice
from tat.workflow import Blocked
from tests.cases.assessed import a_finding, assessed
from tests.cases.managed import closed, planned, signed, updated
from tests.cast import Cast, a_case, signed_in
from tests.typed import flat, form_of, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("AS-1")]
REASON = "The mother called: he asked about the game again."
NEW = "A classmate showed a new message with the same name."


@pytest.fixture(autouse=True)
def monday(at: Any) -> Any:
    return at("2026-09-14 14:02")


def page_of(client: Client, case: Case, place: str = "assessment/") -> str:
    answer = client.get(f"/cases/{case.code}/{place}")
    assert answer.status_code == 200
    return flat(unescape(answer.content.decode()))


def start(client: Client, case: Case, why: str = REASON) -> Any:
    path = f"/cases/{case.code}/"
    return send(client, f"{path}assessment/?again=1", f"{path}rounds/start/", **{"round-why": why})


def a_gap(cast: Cast, case: Case, what: str) -> InformationGap:
    return add_gap(case=case, by=cast.teacher, given=GapGiven(what=what, owner=cast.teacher, due_on=clock.now().date()))


def answered(cast: Cast, case: Case, code: str, **changes: Any) -> KeyAnswer:
    last = case.keyanswer_set.filter(question=code).order_by("-recorded_at").first()
    given = AnswerGiven(**{"question": code, "reading": "raises", "text": "He named a day.", **changes})
    return answer_question(case=case, by=cast.counselor, given=given, seen=last.pk if last else None)


def test_a_round_starts_with_its_reason_is_told_to_the_team_and_counts_as_a_new_fact(cast: Cast) -> None:
    case = assessed(cast)
    version = case.facts_version
    assert start(signed_in(cast.counselor), case).status_code == 302
    row, now = AssessmentRound.objects.get(case=case), Case.objects.get(pk=case.pk)
    assert (row.number, row.why, row.recorded_name, now.facts_version) == (2, REASON, "Sol Ortiz-Lane", version + 1)
    entry = LogEntry.objects.get(about_id=case.id, action="round_started")
    assert entry.detail == f"round:{row.id}" and "mother" not in str(vars(entry))
    told = Notice.objects.filter(template="change", dedup__startswith=f"change:round:{row.id}:")
    assert {notice.recipient for notice in told.select_related("recipient")} == {
        *(cast.principal, cast.teacher, cast.officer, cast.psychologist, cast.social_worker),
    }


def test_the_notice_of_a_round_waits_on_home_until_the_step_page_is_opened(cast: Cast) -> None:
    case = assessed(cast)
    start_round(case=case, by=cast.counselor, why=REASON)
    client = signed_in(cast.teacher)
    home = client.get("/").content.decode()
    assert f'href="/cases/{case.code}/assessment/"' in home and "Open a change in a case" in home
    client.get(f"/cases/{case.code}/")
    assert Notice.objects.filter(recipient=cast.teacher, template="change", opened_at=None).exists()
    client.get(f"/cases/{case.code}/assessment/")
    assert not Notice.objects.filter(recipient=cast.teacher, template="change", opened_at=None).exists()


def test_a_round_without_a_reason_too_early_or_by_a_reader_is_refused(cast: Cast) -> None:
    early, case = a_case(cast, "triage"), assessed(cast, subject_name="Lee Moss")
    for where, why, sentence in ((case, " ", WHY), (early, REASON, TOO_EARLY)):
        with pytest.raises(Blocked) as refused:
            start_round(case=where, by=cast.principal, why=why)
        assert refused.value.problems == (sentence,)
    with pytest.raises((PermissionDenied, Http404)):
        start_round(case=case, by=cast.outsider, why=REASON)
    client = signed_in(cast.counselor)
    empty = start(client, case, "")
    assert empty.status_code == 200 and WHY in unescape(empty.content.decode())
    long = start(client, case, "x" * 2001)
    assert 'class="error"' in long.content.decode() and "x" * 2001 in long.content.decode()
    assert not AssessmentRound.objects.exists()
    assert "Start a new round" not in page_of(signed_in(cast.principal), early)


def test_two_who_start_a_round_see_each_others_reason_and_a_double_press_starts_one(cast: Cast) -> None:
    case = assessed(cast)
    path, client = f"/cases/{case.code}/", signed_in(cast.counselor)
    stale = form_of(client.get(f"{path}assessment/?again=1"), f"{path}rounds/start/")
    start_round(case=case, by=cast.teacher, why=NEW)
    late = client.post(f"{path}rounds/start/", stale | {"round-why": REASON})
    page = unescape(late.content.decode())
    assert late.status_code == 409 and NEW in page and REASON in page and AssessmentRound.objects.count() == 1
    again = form_of(late, f"{path}rounds/start/")
    assert [client.post(f"{path}rounds/start/", again).status_code for _ in range(2)] == [302, 302]
    assert list(AssessmentRound.objects.order_by("number").values_list("number", flat=True)) == [2, 3]
    with pytest.raises(Blocked) as refused:
        start_round(case=case, by=cast.teacher, why=NEW, seen=2)
    assert refused.value.problems == (STARTED,)


def test_everything_stays_in_force_and_what_is_new_is_marked(cast: Cast, at: Any) -> None:
    case = planned(cast)
    level = case.level
    at("2026-10-12 09:00")
    start_round(case=case, by=cast.counselor, why=REASON)
    client = signed_in(cast.psychologist)
    before = page_of(client, case)
    assert "Round 2 since October 12, 2026" in before and REASON in before and "Nothing yet." in before
    assert "new in this round" not in before and "Seen twice this week." in before and Case.objects.get(pk=case.pk).level == level

    at("2026-10-13 10:00")
    old = Finding.objects.filter(case=case, domain="S").get()
    add_finding(case=case, by=cast.teacher, given=a_finding(text="Named a day.", domain="T", factor="T-01"))
    given = a_finding(text="Seen daily now.", status="observed", factor="", kind="WS")
    add_finding(case=case, by=cast.teacher, given=given, replaces=old.pk)
    answered(cast, case, "KQ04")
    set_pathway(case=case, by=cast.teacher, stage="planning", direction="forward", basis="A day was named.", grievance="yes")
    gap = a_gap(cast, case, "Access to a weapon")
    record_interview(case=case, by=cast.counselor, given=Conversation(interviewee="parent", started_at=clock.now(), statement="Said."))
    interview_not_held(case=case, by=cast.counselor, interviewee="collateral", reason="The bus driver is away.")
    close_gap(case=case, by=cast.officer, gap_id=gap.pk, how="The uncle keeps it locked.")

    page = page_of(signed_in(cast.psychologist), case)
    assert "<strong>new in this round</strong>" in page and "<strong>corrected in this round</strong>" in page
    assert "<strong>answer changed</strong>" in page
    for words in (
        *("<strong>Added.</strong>", "<strong>Corrected.</strong>", "Target, risk factor, observed: Named a day."),
        *("Subject, warning sign, observed: Seen twice this week.", "Subject, warning sign, observed: Seen daily now."),
        *("Neither: Two teachers agree.", "Raises concern: He named a day."),
        *("Planning, direction: forward, grievance: yes. A day was named.", "The uncle keeps it locked."),
        *("Subject's parent or guardian, October 13, 2026", "Staff or other collateral: The bus driver is away."),
    ):
        assert words in page, words


def test_an_earlier_round_is_read_as_it_ended_whatever_was_written_later(cast: Cast, at: Any) -> None:
    case = planned(cast)
    set_pathway(case=case, by=cast.teacher, stage="idea", direction="stalled", basis="Words only.", grievance="unknown")
    gap = a_gap(cast, case, "Access to a weapon")
    at("2026-10-12 08:59")
    ended = page_of(signed_in(cast.psychologist), case, "rounds/1/")
    at("2026-10-12 09:00")
    start_round(case=case, by=cast.counselor, why=REASON)
    at("2026-10-13 10:00")
    old, case = Finding.objects.filter(case=case, domain="S").get(), Case.objects.get(pk=case.pk)
    add_finding(case=case, by=cast.teacher, given=a_finding(text="Seen daily now."), replaces=old.pk)
    answered(cast, case, "KQ04")
    stood = case.pathwaystage_set.get()
    set_pathway(case=case, by=cast.teacher, stage="planning", direction="forward", basis="Later.", grievance="yes", seen=stood.pk)
    close_gap(case=case, by=cast.officer, gap_id=gap.pk, how="Locked away.")
    record_interview(case=case, by=cast.counselor, given=Conversation(interviewee="parent", started_at=clock.now(), statement="Said."))
    signed(cast, case, "high")
    client = signed_in(cast.psychologist)
    later = page_of(client, case, "rounds/1/")
    assert body(later) == body(ended)
    assert "Seen twice this week." in later and "Words only." in later and "Gap 1, open" in later and "Moderate Level" in later
    for word in ("Seen daily now.", "He named a day.", "Later.", "Locked away.", "parent or guardian", "High Level"):
        assert word not in later, word
    second = page_of(client, case, "rounds/2/")
    assert "This round goes on." in second and REASON in second and "High Level" in second and "Dana Whitlow, Building Principal" in second
    assert "Ines Castell, School Psychologist: concurs" in second and "Gap 1, closed" in second
    at("2026-11-02 09:00")
    start_round(case=case, by=cast.counselor, why=NEW)
    at("2026-11-03 09:00")
    answered(cast, case, "KQ05", text="Much later.")
    client = signed_in(cast.psychologist)
    assert "Much later." not in page_of(client, case, "rounds/2/") and "He named a day." in page_of(client, case, "rounds/2/")
    assert client.get(f"/cases/{case.code}/rounds/4/").status_code == client.get(f"/cases/{case.code}/rounds/0/").status_code == 404


def body(page: str) -> str:
    """What a round's page says of the assessment itself."""
    return page.partition("Levels signed in this round")[2].partition("<aside")[0]


def test_reopening_starts_a_round_with_its_reason_and_a_report_says_so_itself(cast: Cast, at: Any) -> None:
    case = planned(cast)
    updated(cast, case)
    closed(cast, case)
    at("2026-12-03 10:00")
    reopen(case=case, by=cast.principal, reason=NEW)
    row = AssessmentRound.objects.get(case=case)
    assert (row.number, row.why, row.recorded_by) == (2, NEW, cast.principal)
    assert not LogEntry.objects.filter(action="round_started").exists()  # one act, one line: that it was opened again
    told = set(Notice.objects.filter(dedup__startswith="change:round:").values_list("recipient_id", flat=True))
    assert cast.teacher.pk in told and cast.principal.pk not in told
    page = page_of(signed_in(cast.counselor), case)
    assert "Round 2 since December 3, 2026" in page and NEW in page and "Seen twice this week." in page
    assert BY_REPORT.endswith("the closed case.")


@pytest.mark.req("AS-1", "DO-1")
def test_the_rounds_cost_the_same_with_many_findings(cast: Cast, at: Any) -> None:
    case = assessed(cast)
    at("2026-10-12 09:00")
    start_round(case=case, by=cast.counselor, why=REASON)
    places = [f"/cases/{case.code}/{each}" for each in ("assessment/", "rounds/1/", "rounds/2/")]
    at("2026-10-13 09:00")
    add_finding(case=case, by=cast.teacher, given=a_finding(text="First of many."))
    client = signed_in(cast.psychologist)
    few = [asked(client, place) for place in places]
    for n in range(30):
        add_finding(case=case, by=cast.teacher, given=a_finding(text=f"Words {n}.", domain="T", factor="T-01"))
    assert [asked(client, place) for place in places] == few == [18, 15, 15]


def asked(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)


def test_a_round_is_a_page_of_the_case_for_those_who_see_it_alone(cast: Cast) -> None:
    case = assessed(cast)
    outside = signed_in(cast.outsider)
    assert outside.get(f"/cases/{case.code}/rounds/1/").status_code == 404
    posted = outside.post(f"/cases/{case.code}/rounds/start/", {"idempotency_key": uuid.uuid4(), "round-why": REASON})
    assert posted.status_code == 404
