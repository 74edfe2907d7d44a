"""The law as code against the handbook's master table: the number of rules and every figure come from the table."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tat.statutes import EXPERTISE, RULES, SEATS, ClockKind
from tat.statutes.product import PRODUCT_RULES

DATA = Path(__file__).parent.parent / "data"
ROWS = json.loads((DATA / "obligations.json").read_text())["items"]
MEMBERS = json.loads((DATA / "seats.json").read_text())["items"]
LEGAL_THOUGH_DEFAULT = {"UPD-30", "DSP-CERT"}
TARGETS_ELSEWHERE = {"LVL-NTF"}
AVOIDED = ("score", "points", "rating", "weight", "profile", "dangerous", "predict", "offender", "perpetrator", "guilty", "victim", "hoax")
MONTHS = {"months": 1, "years": 12}


def kind_of(row: dict[str, Any]) -> ClockKind:
    clock = row["clock"]
    if clock.get("not_before"):
        return ClockKind.NOT_BEFORE
    if clock["type"] == "NONE" and row["code"] not in TARGETS_ELSEWHERE:
        return ClockKind.EVERY if "every" in clock else ClockKind.WITH if "anchor" in clock else ClockKind.NONE
    return ClockKind.FIXED_DATE if clock["type"] == "FIXED" else ClockKind[clock["type"]]


def number_of(row: dict[str, Any]) -> int | None:
    clock = row["clock"]
    if kind_of(row) is ClockKind.EVERY:
        return clock["every"]["n"] * MONTHS[clock["every"]["unit"]]
    return clock["n"]


@pytest.mark.req("OB-1")
def test_the_rules_are_the_rows_of_the_master_table_in_its_order() -> None:
    own = [rule.code for rule in PRODUCT_RULES]
    assert list(RULES) == [row["code"] for row in ROWS] + own
    assert all(code == rule.code for code, rule in RULES.items())


@pytest.mark.req("OB-1")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["code"])
def test_a_rule_says_what_its_row_says(row: dict[str, Any]) -> None:
    rule = RULES[row["code"]]
    assert rule.citation == row["citation"]
    assert rule.actor_words == row["actor"]
    assert rule.delegable == (row["delegable"] or "-")
    assert list(rule.escalation) == row["escalation"]["codes"]
    assert (rule.escalation_when or None) == row["escalation"]["condition"] or len(rule.escalation) > 1
    assert rule.holds_case is row["holds_case"]
    assert rule.holds_case_when_overdue is (row["holds_case_when"] == "overdue")
    assert rule.unverified is row["unverified"]


@pytest.mark.req("OB-1")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["code"])
def test_a_clock_counts_what_its_row_counts(row: dict[str, Any]) -> None:
    clock, stated = RULES[row["code"]].clock, row["clock"]
    assert (clock.kind, clock.n) == (kind_of(row), number_of(row))
    assert clock.legal is (not stated["default_by_product"] or row["code"] in LEGAL_THOUGH_DEFAULT)
    assert not stated.get("month_days") or "{:02}-{:02}".format(*clock.month_day) == min(stated["month_days"])
    assert bool(clock.extension) is ("extension" in stated)
    if clock.extension:
        assert (clock.extension.kind.name, clock.extension.n) == (stated["extension"]["type"], stated["extension"]["n"])
    if "targets" in stated:
        assert [(each.kind.name, each.n) for each in (clock.urgent, clock.usual)] == [
            (each["type"], each["n"]) for each in stated["targets"]
        ]


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_duty_is_one_short_plain_sentence(rule: Any) -> None:
    assert rule.duty[0].isupper()
    assert rule.duty[-1] != "."
    assert len(rule.duty) <= 90
    assert rule.trigger and rule.proof and rule.actor
    shown = " ".join((rule.duty, rule.trigger, rule.recipient, rule.proof, rule.note, rule.clock.note)).lower()
    assert not [word for word in AVOIDED if word in shown]


def test_only_duties_of_the_year_and_the_team_may_be_named_in_mail() -> None:
    named = {code.split("-")[0] for code, rule in RULES.items() if not rule.needs_case}
    assert named == {"FILE", "TEAM", "TRN", "MECH", "REV", "DIR", "RECIP", "PORTAL"}
    assert all(rule.needs_case for rule in RULES.values() if rule.holds_case)


def test_every_rule_but_the_products_own_is_cited() -> None:
    assert [code for code, rule in RULES.items() if not rule.cited] == ["SIG", *(rule.code for rule in PRODUCT_RULES)]
    assert not any(rule.clock.legal or rule.holds_case for rule in PRODUCT_RULES)


def test_an_update_holds_its_case_only_when_overdue() -> None:
    assert not RULES["UPD-30"].holds(overdue=False)
    assert RULES["UPD-30"].holds(overdue=True)
    assert RULES["PLAN"].holds(overdue=False)
    assert not RULES["SIG"].holds(overdue=True)


def test_a_rule_without_dates_is_in_force_on_every_day() -> None:
    rule = RULES["CPD-ISP"]
    dated = replace(rule, in_force_from=date(2026, 8, 1), in_force_until=date(2027, 7, 31))
    assert rule.in_force(date(2026, 1, 1))
    assert [dated.in_force(day) for day in (date(2026, 7, 31), date(2026, 8, 1), date(2027, 8, 1))] == [False, True, False]


@pytest.mark.req("OB-1")
def test_the_statutory_seats_and_the_expertise_are_two_lists_as_in_the_handbook() -> None:
    statutory = [(each["code"], each["member"], each["qualifier"]) for each in MEMBERS if each["list"] == "statutory"]
    expertise = [(each["code"], each["label"], each["example"] or "") for each in MEMBERS if each["list"] == "expertise"]
    assert [(seat.code, seat.member, seat.qualifier) for seat in SEATS.values()] == statutory
    assert [(area.code, area.label, area.example) for area in EXPERTISE.values()] == expertise
    assert list(SEATS) + list(EXPERTISE) == [each["code"] for each in MEMBERS]
