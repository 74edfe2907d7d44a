"""The gates and the separation safeguard's eight questions."""

import pytest

from cases.gates import CHOICES, GATES, GateReply, incident_of, may_start, problems, unanswered
from cases.safeguard import CODES, SAFEGUARD, missing
from tat.statutes import RULES


@pytest.mark.req("IN-5")
def test_the_gates_are_asked_in_order():
    assert [gate.number for gate in GATES.values()] == list(range(1, 13))
    assert all(code == gate.code and gate.question and gate.if_yes for code, gate in GATES.items())
    assert [code for code, _ in CHOICES] == list(GATES)


@pytest.mark.req("IN-5")
def test_the_duties_that_a_gate_names_are_in_the_law():
    assert {code for gate in GATES.values() for code in gate.obligations} <= set(RULES)


@pytest.mark.req("IN-5")
def test_a_starred_no_needs_a_reason_and_the_others_do_not():
    assert [code for code, gate in GATES.items() if gate.no_needs_reason] == ["imminent", "danger"]
    bare = problems({code: GateReply("no") for code in GATES})
    assert [sentence.split("”")[0] for sentence in bare] == [
        "“Imminent threat?",
        "“Has a qualified person determined a clear and present danger?",
    ]
    reasoned = {code: GateReply("no", "Seen by the counselor at 10:00.") for code in GATES}
    assert problems(reasoned) == ()


@pytest.mark.req("IN-5")
def test_only_the_gates_asked_now_are_judged():
    replies = {"imminent": GateReply("no"), "danger": GateReply("no", " ")}
    assert len(problems(replies, ["danger", "drugs"])) == 1


@pytest.mark.req("IN-5")
def test_unknown_and_yes_stop_nobody():
    assert problems({"imminent": GateReply("yes"), "danger": GateReply("unknown")}) == ()


@pytest.mark.req("IN-5")
def test_a_gate_stays_listed_until_it_is_answered():
    replies = {code: GateReply("no") for code in GATES} | {"drugs": GateReply("unknown"), "order": GateReply()}
    assert [gate.code for gate in unanswered(replies)] == ["drugs", "order"]
    assert len(unanswered({})) == 12


@pytest.mark.req("IN-5")
def test_each_yes_names_the_duties_it_may_start_once():
    replies = {"gun_violence": GateReply("yes"), "firearm": GateReply("yes"), "battery": GateReply("no")}
    assert may_start(replies) == ("OFF-FIR", "FIR-LE", "FIR-PG", "FIR-LE2", "FIR-SIRS", "GUN-PG")
    assert may_start({"safe2help": GateReply("yes")}) == ()


@pytest.mark.req("PL-3")
def test_the_safeguard_has_eight_questions_the_exhibits_first():
    assert tuple(f"SEP-{n}" for n in range(1, 9)) == CODES
    assert [question.from_exhibit for question in SAFEGUARD] == [True] * 6 + [False] * 2


@pytest.mark.req("PL-3")
def test_unanswered_questions_are_named_in_order():
    assert missing(frozenset({"SEP-1", "SEP-4", "SEP-8"})) == ("SEP-2", "SEP-3", "SEP-5", "SEP-6", "SEP-7")
    assert missing(CODES) == ()


@pytest.mark.req("OB-5")
def test_an_incident_begins_with_its_report_and_a_yes_that_stands_again_is_still_about_it():
    rows = [("a", "intake", "yes"), ("b", "triage", "yes"), ("c", "intake", "yes"), ("d", "update", "no"), ("e", "update", "yes")]
    assert [incident_of(rows, key) for key in "abce"] == ["a", "a", "c", "e"]
