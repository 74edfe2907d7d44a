"""The clocks against the handbook's worked examples, the golden 24-hour cases, and what must always hold."""

import csv
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import tzset as set_host_zone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tat.calendar import (
    CENTRAL,
    AmbiguousTime,
    DistrictClocks,
    NonexistentTime,
    SchoolCalendar,
    anniversary,
    due_at,
    eligible_from,
    end_of_day,
    extended,
    local_date,
    local_words,
    recomputed,
    resolve_local,
    wall_time,
)
from tat.statutes import RULES, Clock, ClockKind

DATA = Path(__file__).parent.parent / "data"
YEAR = {
    item["kind"]: [date.fromisoformat(day) for day in item["dates"]]
    for item in json.loads((DATA / "calendar_2026_27.json").read_text())["items"]
}
EXAMPLES = json.loads((DATA / "examples.json").read_text())["items"]
CLOCKS = [pytest.param(clock, id=f"{item['number']}-{clock['rule']}-{n}") for item in EXAMPLES for n, clock in enumerate(item["clocks"])]
DATES = [each for item in EXAMPLES for each in item.get("dates", ())]
LOCAL_TIMES = [each for item in EXAMPLES for each in item.get("local_times", ())]
EXACT = settings(max_examples=200, deadline=None, database=None)


def school_year(closures: list[str] | tuple[str, ...] = ()) -> SchoolCalendar:
    """The fictional year 2026-27 up to the first student day of the next, less emergency closures."""
    days = {*YEAR["student_days"], *YEAR["next_year_first_student_day"]} - {date.fromisoformat(day) for day in closures}
    return SchoolCalendar(frozenset(days), frozenset(YEAR["office_holidays"]), date(2026, 8, 19), date(2027, 8, 18))


CALENDAR = school_year()


def instant(stated: str) -> datetime:
    """A start of the examples; noon where the handbook gives no time."""
    return datetime.fromisoformat(stated) if "T" in stated else wall_time(date.fromisoformat(stated), time(12))


def at(stated: str) -> datetime:
    return resolve_local(datetime.fromisoformat(stated))


def target_of(clock: dict[str, Any]) -> datetime | None:
    stated = clock["target_due"]
    if stated is None or "T" in stated:
        return stated and datetime.fromisoformat(stated)
    ends = time(16) if clock["type"] == "NEXT_SCHOOL_DAY" else time(23, 59, 59)
    return wall_time(date.fromisoformat(stated), ends)


@pytest.mark.req("OB-1")
@pytest.mark.req("OB-3")
@pytest.mark.parametrize("clock", CLOCKS)
def test_every_clock_of_the_worked_examples_ends_as_the_handbook_says(clock: dict[str, Any]) -> None:
    rule, calendar = RULES[clock["rule"]], school_year(clock.get("emergency_closures", ()))
    anchor = clock["start"] if clock["type"] == "BEFORE" else clock.get("change_of_attendance_center")
    due = due_at(rule.clock, instant(clock["start"]), calendar, anchor=anchor and date.fromisoformat(anchor))
    assert due.legal_due == (clock["legal_due"] and datetime.fromisoformat(clock["legal_due"]))
    if target_of(clock):
        assert due.target_due == target_of(clock)
    if "not_before" in clock:
        assert due.not_before == wall_time(date.fromisoformat(clock["not_before"]), time())
    if "recorded_at" in clock:
        assert (datetime.fromisoformat(clock["recorded_at"]) > due.late_after) is clock["opens_overdue"]
    if "done_on" in clock:
        assert (date.fromisoformat(clock["done_on"]) <= local_date(due.late_after)) is clock["on_time"]
    if "extension" in clock:
        assert extended(due, rule.clock, calendar).legal_due == datetime.fromisoformat(clock["extension"]["legal_due"])
    if "day_1" in clock:
        assert CALENDAR.next_business_day(local_date(instant(clock["start"]))) == date.fromisoformat(clock["day_1"])
    if "other_reading" in clock:
        other = Clock(ClockKind.BEFORE, n=clock["other_reading"]["n"], anchor="the disposal")
        assert due_at(other, instant(clock["start"]), calendar).legal_due == datetime.fromisoformat(clock["other_reading"]["legal_due"])


@pytest.mark.req("OB-1")
@pytest.mark.parametrize("dates", DATES, ids=lambda dates: dates["kind"])
def test_retention_and_anniversary_dates_fall_where_the_handbook_says(dates: dict[str, Any]) -> None:
    if "starts" in dates:
        starts = [date.fromisoformat(day) for day in dates["starts"]]
        assert eligible_from(starts, dates["years"]) == eligible_from(starts) == date.fromisoformat(dates["eligible_from"])
    else:
        of = date.fromisoformat(dates["anniversary"])
        assert [anniversary(of, int(day[:4])).isoformat() for day in dates["falls_on"]] == dates["falls_on"]


@pytest.mark.req("OB-3")
@pytest.mark.parametrize("local", LOCAL_TIMES, ids=lambda local: local["result"])
def test_a_local_time_that_happens_twice_is_asked_for_and_one_that_does_not_exist_is_refused(local: dict[str, str]) -> None:
    refusal, said = {"ambiguous": (AmbiguousTime, "happens twice"), "does not exist": (NonexistentTime, "does not exist")}[local["result"]]
    with pytest.raises(refusal, match=f"30 AM on Sunday, .* {said}"):
        resolve_local(datetime.fromisoformat(local["input"]))


def test_the_answer_to_which_of_the_two_hours_is_an_instant() -> None:
    twice = datetime(2026, 11, 1, 1, 30)
    with pytest.raises(AmbiguousTime) as asked:
        resolve_local(twice)
    assert resolve_local(twice, 0) == asked.value.first == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    assert resolve_local(twice, 1) == asked.value.second == datetime(2026, 11, 1, 7, 30, tzinfo=UTC)
    assert resolve_local(datetime(2026, 9, 14, 14, 2), 1) == datetime(2026, 9, 14, 19, 2, tzinfo=UTC)
    with pytest.raises(ValueError, match="no time zone"):
        resolve_local(twice.replace(tzinfo=CENTRAL))


@pytest.fixture(params=["UTC", "Pacific/Auckland"])
def host_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", request.param)
        set_host_zone()
        yield request.param
    set_host_zone()


@pytest.mark.req("OB-1")
@pytest.mark.req("OB-3")
def test_two_thousand_24_hour_clocks_over_both_changes_are_exact_to_the_second(host_zone: str) -> None:
    with (DATA / "golden_24_hours.csv").open() as lines:
        cases = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    assert len(cases) == 2000
    for case in cases:
        due = due_at(RULES["CPD-ISP"].clock, datetime.fromisoformat(case["start"]), CALENDAR)
        assert due.legal_due == due.target_due == datetime.fromisoformat(case["due"])
        assert due.steps[-1] == f"Due {case['wall']}."
        assert local_words(due.legal_due, zone=True) == case["wall"]


@pytest.mark.req("OB-1")
def test_a_correction_of_the_calendar_moves_the_legal_date_later_only_and_the_target_earlier_only() -> None:
    clock, start = RULES["EMR-PG"].clock, at("2027-01-13T12:00")
    old, closed = due_at(clock, start, CALENDAR), due_at(clock, start, school_year(["2027-01-14"]))
    new = recomputed(old, closed)
    assert (new.legal_due, new.target_due) == (end_of_day(date(2027, 1, 15)), old.target_due)
    assert "due date is now Friday, January 15, 2027, 11:59 PM CST, before it was Thursday, January 14" in new.steps[-1]
    assert recomputed(new, old) is new
    order = RULES["CRT-5"].clock
    kept = due_at(order, start, CALENDAR)
    assert recomputed(kept, due_at(order, start, school_year(["2027-01-14"]))).not_before > kept.not_before


def test_an_extension_counts_from_the_first_due_date_and_says_so() -> None:
    clock = RULES["ACC-10"].clock
    due = extended(due_at(clock, at("2026-09-02T12:00"), CALENDAR), clock, CALENDAR)
    assert due.target_due == due.legal_due
    assert due.steps[-1] == "Due by the end of Thursday, September 24, 2026."
    assert "Extended by 5 business days." in due.steps
    working = RULES["PRR-7"].clock
    assert "Extended by 7 calendar days." in extended(due_at(working, at("2026-11-09T12:00"), CALENDAR), working, CALENDAR).steps
    for refused in ("CPD-ISP", "CRT-5"):
        with pytest.raises(ValueError, match="no extension"):
            extended(due, RULES[refused].clock, CALENDAR)
    with pytest.raises(ValueError, match="no extension"):
        extended(due_at(RULES["CRT-5"].clock, at("2026-09-02T12:00"), CALENDAR), clock, CALENDAR)


def test_a_clock_of_the_same_day_ends_at_four_or_an_hour_after_the_start() -> None:
    clock = RULES["ACT-TAT"].clock
    assert due_at(clock, at("2026-09-14T09:00"), CALENDAR).target_due == at("2026-09-14T16:00")
    assert due_at(clock, at("2026-09-14T15:30"), CALENDAR).target_due == at("2026-09-14T16:30")
    assert due_at(clock, at("2026-09-14T09:00"), CALENDAR).legal_due is None


def test_convening_and_notifying_have_an_urgent_target_and_a_usual_one() -> None:
    start = at("2026-09-14T09:00")
    convene, notify = RULES["TAT-CONV"].clock, RULES["LVL-NTF"].clock
    assert due_at(convene, start, CALENDAR, urgent=True).target_due == at("2026-09-14T16:00")
    assert due_at(convene, start, CALENDAR).target_due == at("2026-09-15T16:00")
    assert due_at(notify, start, CALENDAR, urgent=True).target_due == at("2026-09-14T10:00")
    assert due_at(notify, start, CALENDAR).target_due == at("2026-09-14T16:00")
    assert 'The rule says "as soon as possible" and names no hour.' in due_at(convene, start, CALENDAR).steps


def test_a_duty_before_or_with_an_event_is_only_listed_until_the_event_has_a_time() -> None:
    start, event = at("2026-09-14T09:00"), at("2026-09-14T11:00")
    question, release = RULES["Q-STU"].clock, RULES["EMR-REC"].clock
    for clock in (question, release, RULES["FILE-BRD"].clock, RULES["SAFE-LE"].clock):
        listed = due_at(clock, start, CALENDAR)
        assert listed.late_after is None
        assert listed.steps[-1] == "There is no due time; the duty is only listed."
    assert due_at(question, start, CALENDAR, anchor=event).legal_due == event
    assert due_at(question, start, CALENDAR, anchor=date(2026, 9, 16)).legal_due == end_of_day(date(2026, 9, 15))
    assert due_at(release, start, CALENDAR, anchor=event).legal_due == event
    board = due_at(RULES["FILE-BRD"].clock, start, CALENDAR, anchor=date(2026, 9, 21))
    assert (board.legal_due, board.target_due) == (None, end_of_day(date(2026, 9, 21)))


def test_a_yearly_target_before_october_1_takes_the_next_one() -> None:
    clock = RULES["REV-MTG"].clock
    assert due_at(clock, at("2026-07-01T09:00"), CALENDAR).target_due == end_of_day(date(2026, 9, 30))
    assert due_at(clock, at("2026-10-01T09:00"), CALENDAR).target_due == end_of_day(date(2027, 9, 30))
    assert due_at(clock, at("2026-10-01T09:00"), CALENDAR, anchor=at("2026-12-02T09:00")).target_due == end_of_day(date(2026, 12, 1))


def test_a_periodic_duty_comes_round_by_months_and_earlier_with_its_event() -> None:
    start = at("2027-01-31T09:00")
    assert due_at(RULES["MECH-CHK"].clock, start, CALENDAR).target_due == end_of_day(date(2027, 2, 28))
    assert "Every 1 month from Sunday, January 31, 2027." in due_at(RULES["MECH-CHK"].clock, start, CALENDAR).steps
    assert due_at(RULES["TRN-REF"].clock, start, CALENDAR).target_due == end_of_day(date(2029, 1, 31))
    assert due_at(RULES["TMP-REV"].clock, start, CALENDAR, anchor=date(2032, 1, 1)).legal_due == end_of_day(date(2031, 1, 31))


def test_where_no_school_calendar_is_entered_business_days_stand_in() -> None:
    assert due_at(RULES["EMR-PG"].clock, at("2028-02-11T09:00"), CALENDAR).legal_due == end_of_day(date(2028, 2, 14))


def test_a_district_may_set_its_clocks_earlier_and_never_later() -> None:
    clocks = DistrictClocks(target_minutes=5, update_days=14, day_ends_at=time(15))
    start = at("2026-09-14T09:00")
    assert due_at(RULES["LVL-LE"].clock, start, CALENDAR, clocks).target_due == at("2026-09-14T09:05")
    assert due_at(RULES["UPD-30"].clock, start, CALENDAR, clocks).legal_due == end_of_day(date(2026, 9, 28))
    assert due_at(RULES["PLAN"].clock, start, CALENDAR, clocks).target_due == at("2026-09-16T15:00")
    for later in ({"target_minutes": 61}, {"target_minutes": 0}, {"update_days": 31}, {"update_days": 0}, {"day_ends_at": time(16, 1)}):
        with pytest.raises(ValueError, match=r"between|apart|earlier"):
            DistrictClocks(**later)


def test_a_target_never_falls_before_the_start_of_a_very_short_period() -> None:
    friday = at("2026-09-11T09:00")
    due = due_at(RULES["UPD-30"].clock, friday, CALENDAR, DistrictClocks(update_days=1))
    assert due.legal_due == due.target_due == end_of_day(date(2026, 9, 12))


def test_an_instant_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        due_at(RULES["CPD-ISP"].clock, datetime(2026, 9, 14, 9), CALENDAR)
    with pytest.raises(ValueError, match="time zone"):
        local_date(datetime(2026, 9, 14, 9))


def test_the_school_calendar_answers_for_single_days() -> None:
    assert CALENDAR.is_school_day(date(2026, 9, 8))
    assert not CALENDAR.is_school_day(date(2027, 1, 4))
    assert CALENDAR.next_school_day(date(2026, 9, 4)) == date(2026, 9, 8)
    assert CALENDAR.add_school_days(date(2026, 9, 4), 0) == date(2026, 9, 4)
    assert CALENDAR.first_student_day(date(2027, 5, 27)) == date(2027, 8, 18)
    assert CALENDAR.first_student_day(date(2027, 8, 18)) is None
    ends = (CALENDAR.known_from - timedelta(days=1), CALENDAR.known_from, CALENDAR.known_until, CALENDAR.known_until + timedelta(days=1))
    assert [CALENDAR.is_known(day) for day in ends] == [False, True, True, False]
    assert not SchoolCalendar().is_known(date(2027, 6, 9))


STARTS = st.datetimes(datetime(2026, 6, 1), datetime(2028, 6, 1)).map(lambda naive: naive.replace(tzinfo=UTC))
RULE_CODES = st.sampled_from(sorted(RULES))
CLOSURES = st.lists(st.sampled_from([day.isoformat() for day in YEAR["student_days"]]), max_size=5)


@EXACT
@given(RULE_CODES, STARTS, CLOSURES, st.booleans())
def test_the_target_is_never_after_the_legal_date_and_every_step_is_a_sentence(
    code: str, start: datetime, closures: list[str], urgent: bool
) -> None:
    due = due_at(RULES[code].clock, start, school_year(closures), urgent=urgent)
    assert due == due_at(RULES[code].clock, start, school_year(closures), urgent=urgent)
    assert due.legal_due is None or due.target_due <= due.legal_due
    assert all(step[-1] == "." and (step[0].isupper() or step[0].isdigit()) for step in due.steps)
    assert all(moment is None or moment.tzinfo is UTC for moment in (due.legal_due, due.target_due, due.not_before))
    if RULES[code].clock.kind is not ClockKind.BEFORE and due.target_due:
        assert due.target_due >= start


@EXACT
@given(RULE_CODES, STARTS, st.timedeltas(timedelta(), timedelta(days=40)))
def test_a_later_start_is_never_due_earlier(code: str, start: datetime, delay: timedelta) -> None:
    first, second = (due_at(RULES[code].clock, each, CALENDAR) for each in (start, start + delay))
    for attribute in ("legal_due", "target_due", "not_before"):
        earlier, later = getattr(first, attribute), getattr(second, attribute)
        assert earlier is later is None or earlier <= later


@EXACT
@given(STARTS, CLOSURES)
def test_recomputing_twice_changes_nothing_more(start: datetime, closures: list[str]) -> None:
    clock = RULES["CHL-APP"].clock
    new = due_at(clock, start, school_year(closures))
    once = recomputed(due_at(clock, start, CALENDAR), new)
    assert recomputed(once, new) is once
    assert once.target_due == due_at(clock, start, CALENDAR).target_due <= once.legal_due
