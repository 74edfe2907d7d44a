"""The moves of a report of concern."""

from dataclasses import replace

import pytest

from tat.roles import Permission
from triage.workflow import MOVES, ReportFacts, ReportStatus

TIP = ReportFacts()
OPENED = replace(TIP, status=ReportStatus.REVIEWED, opened=True, reviewed_by="first")


@pytest.mark.req("IN-2")
def test_the_table_of_moves_of_a_report():
    assert {name: (set(move.sources), move.target) for name, move in MOVES.items()} == {
        "review_report": ({"received"}, "reviewed"),
        "add_report": ({"received", "reviewed", "set_aside"}, "in_case"),
        "set_aside_report": ({"reviewed"}, "set_aside"),
    }
    assert {move.permission for move in MOVES.values()} <= {permission.value for permission in Permission}


@pytest.mark.req("IN-2")
def test_nothing_stands_between_a_tip_and_its_review():
    assert MOVES["review_report"].problems(TIP) == ()


@pytest.mark.req("IN-2")
def test_an_unread_tip_enters_no_case_and_a_staff_report_does_at_once():
    (unread,) = MOVES["add_report"].problems(replace(TIP, case_chosen=True))
    assert unread.startswith("Nobody has opened this tip yet.")
    assert MOVES["add_report"].problems(replace(TIP, from_staff=True, case_chosen=True)) == ()
    assert MOVES["add_report"].problems(replace(OPENED, case_chosen=True)) == ()


@pytest.mark.req("IN-2")
def test_a_report_enters_a_case_that_somebody_chose():
    (nowhere,) = MOVES["add_report"].problems(OPENED)
    assert nowhere.startswith("No case is chosen.")


@pytest.mark.req("IN-2")
def test_setting_aside_needs_a_reason_and_a_second_member():
    move = MOVES["set_aside_report"]
    assert len(move.problems(OPENED)) == 2
    alone = replace(OPENED, set_aside_reason=True, agreed_by="first")
    (second,) = move.problems(alone)
    assert "second member" in second
    assert move.problems(replace(alone, agreed_by="second")) == ()


@pytest.mark.req("IN-2")
def test_a_report_set_aside_can_still_enter_a_case_and_one_in_a_case_stays():
    assert MOVES["add_report"].starts_from("set_aside")
    assert not any(move.starts_from("in_case") for move in MOVES.values())
