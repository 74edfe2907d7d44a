"""The timeline of a case: everything in order of time, what narrows it, who is told of what, and what it costs."""

import ast
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cases.actions.event_kinds import HELD, KIND_OF, KINDS
from cases.actions.notes import add_note
from cases.models import Case
from tat.audit import ACTIONS, digest_of
from tat.audit import record as log
from tat.models import AccessEntry, LogEntry, Obligation
from tests.cases.managed import planned
from tests.cases.target_plans import offered, two_targets
from tests.cases.test_case_pages import statements
from tests.cast import Cast, a_case, signed_in
from triage.actions.merging import merge_cases

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


def shown(cast: Cast, case: Case, query: str = "", *, by: Any = None) -> list[dict[str, Any]]:
    """The entries of the page, in the order shown."""
    answer = signed_in(by or cast.principal).get(f"/cases/{case.code}/timeline/{query}")
    assert answer.status_code == 200
    return [entry for _day, entries in answer.context["days"] for entry in entries]


@pytest.mark.req("SE-4")
def test_each_act_that_is_written_about_a_case_is_of_a_kind_that_can_be_chosen() -> None:
    written = set()
    for path in (path for floor in ("cases", "triage", "reporting") for path in (ROOT / floor / "actions").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "log_case":
                written |= {call.args[0].value} if isinstance(call.args[0], ast.Constant) else set()
    assert len(written) > 60
    assert written - KIND_OF.keys() == set()
    assert set(KIND_OF) - ACTIONS.keys() == set()
    assert sum(len(kind.acts) for kind in KINDS.values()) == len(KIND_OF)


@pytest.mark.req("SE-4", "PR-1")
def test_everything_stands_in_order_and_the_page_is_one_view_on_record(cast: Cast, at) -> None:
    at("2026-09-14 14:02")
    case = planned(cast)
    entries = shown(cast, case)
    times = [entry["at"] for entry in entries]
    assert times == sorted(times, reverse=True)
    oldest = shown(cast, case, "?order=oldest")
    assert [entry["at"] for entry in oldest] == sorted(times) if len(times) < 50 else oldest[0]["at"] <= oldest[-1]["at"]
    titles = " ".join(entry["title"] for entry in entries + oldest)
    for words in ("Took in a report of concern", "Signed a classification", "Adopted the case plan", "Duty started", "Duty done"):
        assert words in titles
    views = AccessEntry.objects.filter(about_id=case.id, page="case_timeline")
    assert [(view.kind, view.code, bytes(view.digest)) for view in views] == [("case", case.code, digest_of([case.code]))] * 2


@pytest.mark.req("SE-4")
def test_it_narrows_by_kind_person_and_days_and_what_is_typed_by_hand_breaks_nothing(cast: Cast, at) -> None:
    at("2026-09-14 14:02")
    case = planned(cast)
    add_note(case=case, by=cast.counselor, text="Seen at lunch.", is_change=False)
    assert {entry["title"] for entry in shown(cast, case, "?kind=note")} == {"Added a note of the team"}
    mine = shown(cast, case, f"?person={cast.counselor.pk}")
    assert mine and {entry["by"] for entry in mine} == {"Sol Ortiz-Lane, School Counselor"}
    everything = len(shown(cast, case))
    assert shown(cast, case, "?since=2026-09-15") == [] == shown(cast, case, "?until=2026-09-01")
    assert len(shown(cast, case, "?since=2026-09-14&until=2026-09-14")) == everything
    for query in ("kind=%00x", "person=abc", "person=99999999999999999999", "since=2026-02-31", "until=9999-12-31", "after=%00", "order=7"):
        assert len(shown(cast, case, f"?{query}")) == everything, query
    assert "narrows nothing" in signed_in(cast.principal).get(f"/cases/{case.code}/timeline/?since=soon").content.decode()


@pytest.mark.req("SE-4")
def test_a_duty_past_its_due_time_stands_at_that_moment_and_one_done_in_time_does_not(cast: Cast, at) -> None:
    at("2026-09-14 14:02")
    case = a_case(cast, "triage")
    assert shown(cast, case, "?kind=late") == []
    at("2026-09-30 14:02")
    late = shown(cast, case, "?kind=late")
    due = {row.due_at() for row in Obligation.objects.filter(about_id=case.id) if row.is_overdue(row.due_at() + timedelta(days=9))}
    assert late and {entry["at"] for entry in late} <= due
    assert all(entry["title"].startswith("Past its due time: ") for entry in late)


@pytest.mark.req("SE-4", "PR-1", "PR-2")
def test_what_fewer_people_read_is_told_to_them_alone(cast: Cast, at) -> None:
    at("2026-09-14 14:02")
    case = a_case(cast, "assessment", targets=two_targets())
    offered(cast, case)
    for action in ("reporter_opened", "raw_tip_opened"):
        log(action, by=cast.principal, at=LogEntry.objects.latest("seq").at, code=case.code, about=("case", case.id))
    held = ("Opened the name of the reporting party", "Opened the text of a tip as it came in")
    told = {entry["title"] for entry in shown(cast, case, "?kind=report")}
    assert told.issuperset(held)
    assert not {entry["title"] for entry in shown(cast, case, "?kind=report", by=cast.psychologist)} & set(held)
    assert held[0] not in signed_in(cast.psychologist).get(f"/cases/{case.code}/").content.decode()
    assert [entry["title"] for entry in shown(cast, case, "?kind=target")] == ["Offered a target a plan for safety"]
    titles = {entry["title"] for entry in shown(cast, case, "?kind=target", by=cast.officer)}
    assert "Offered a target a plan for safety" not in titles
    assert len(HELD) == 2


@pytest.mark.req("SE-4", "PF-5")
def test_pages_follow_by_key_without_a_gap_and_cost_the_same_at_fifty_and_at_three_hundred(cast: Cast, at) -> None:
    at("2026-09-14 14:02")
    case, client = a_case(cast, "assessment"), signed_in(cast.principal)
    address, counts = f"/cases/{case.code}/timeline/", {}
    for wanted in (50, 300):
        while LogEntry.objects.filter(about_id=case.id).count() < wanted:
            log("note_added", by=cast.counselor, at=LogEntry.objects.latest("seq").at, code=case.code, about=("case", case.id))
        counts[wanted] = statements(client, address)
    assert counts == {50: 7, 300: 7}
    found, query = 0, ""
    while query is not None:
        answer = client.get(address + query)
        found += sum(len(entries) for _day, entries in answer.context["days"])
        query = answer.context["next_url"] or None
    expected = LogEntry.objects.filter(about_id=case.id).count()
    duties = Obligation.objects.filter(about_id=case.id)
    assert found == expected + sum(row.events.filter(kind__in=("started", "met", "superseded")).count() for row in duties)


@pytest.mark.req("SE-4", "TR-5")
def test_what_happened_in_a_case_merged_into_it_is_marked(cast: Cast, at) -> None:
    at("2026-09-14 14:02")
    one, other = a_case(cast, "triage"), a_case(cast, "triage")
    merge_cases(duplicate=other, survivor=one, reason="The same words, heard by two people.", by=cast.principal)
    marked = [entry for entry in shown(cast, one) if f"From the merged case {other.code}." in str(entry["words"])]
    assert marked
    view = AccessEntry.objects.filter(page="case_timeline").latest("at")
    assert bytes(view.digest) == digest_of([one.code, other.code])


@pytest.mark.req("SE-4")
def test_the_whole_timeline_is_a_paper_of_the_case(cast: Cast, at) -> None:
    from reporting.documents.timeline_part import timeline_part

    at("2026-09-14 14:02")
    case = a_case(cast, "triage")
    part = timeline_part(case, LogEntry.objects.latest("seq").at)
    assert [each["row"].happened_at for each in part["events"]] == sorted(each["row"].happened_at for each in part["events"])
    assert "Took in a report of concern" in [each["row"].title for each in part["events"]]
