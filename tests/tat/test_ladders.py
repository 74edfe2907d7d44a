"""Each ladder step by step: when it speaks, to whom, and when it falls silent."""

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tat.calendar import CENTRAL, DistrictClocks, SchoolCalendar, due_at, resolve_local
from tat.statutes import RULES, Due, ObligationRule
from tat.statutes.ladders import LADDERS, Climb, Recipient, Step, ladder, ladder_code, next_day

DATA = Path(__file__).parent.parent / "data"
CALENDAR = SchoolCalendar(office_holidays=frozenset({date(2026, 9, 7), date(2026, 12, 25)}))
A, B, M, P, S, C = (
    Recipient.ACTOR,
    Recipient.BACKUP,
    Recipient.CASE_MANAGER,
    Recipient.PRINCIPAL,
    Recipient.SUPERINTENDENT,
    Recipient.CUSTODIAN,
)
FIRST_STUDENT_DAY = date(2026, 8, 19)


def at(stated: str) -> datetime:
    return resolve_local(datetime.fromisoformat(stated))


def climbed(
    code: str, start: str, *, urgent: bool = False, anchor: date | None = None, clocks: DistrictClocks | None = None
) -> tuple[Step, ...]:
    due = due_at(RULES[code].clock, at(start), CALENDAR, clocks or DistrictClocks(), anchor=anchor, urgent=urgent)
    return ladder(RULES[code], at(start), due, urgent=urgent)


def next_step(
    rule: ObligationRule, started_at: datetime, due: Due, after: datetime, acknowledged: bool, *, urgent: bool = False
) -> Step | None:
    """The first step later than `after` that somebody who acknowledged, or did not, still hears of."""
    heard = (step for step in ladder(rule, started_at, due, urgent=urgent) if not (acknowledged and step.until_acknowledged))
    return next((step for step in heard if step.at > after), None) or next_day(rule, started_at, due, after, urgent=urgent)


def read(steps: tuple[Step, ...]) -> list[tuple[str, str, tuple[Recipient, ...]]]:
    return [(step.key, f"{step.at.astimezone(CENTRAL):%m-%d %H:%M}", step.to) for step in steps]


def test_every_ladder_of_the_handbook_is_here_and_every_rule_names_one() -> None:
    assert list(LADDERS) == [item["code"] for item in json.loads((DATA / "escalations.json").read_text())["items"]]
    assert {code for rule in RULES.values() for code in rule.escalation} <= set(LADDERS)


@pytest.mark.req("OB-1")
def test_x0_and_a_rule_without_a_due_time_are_only_listed() -> None:
    assert climbed("STAFF-RPT", "2026-09-14T09:00") == ()
    assert climbed("SAFE-LE", "2026-09-14T09:00") == ()
    assert climbed("Q-STU", "2026-09-14T09:00") == ()


@pytest.mark.req("OB-4")
def test_x1_speaks_every_quarter_hour_until_acknowledged_then_hourly_twelve_times_at_most() -> None:
    steps = climbed("IMM-LE", "2026-09-14T14:02")
    assert read(steps)[:3] == [
        ("start", "09-14 14:02", (A, B)),
        ("start+15m", "09-14 14:17", (A, B, S)),
        ("start+30m", "09-14 14:32", (A, B, S)),
    ]
    quarters = [step for step in steps if at("2026-09-14T14:02") < step.at <= at("2026-09-14T17:02")]
    assert len(quarters) == 12
    after_acknowledging = [step.key for step in steps if not step.until_acknowledged]
    assert after_acknowledging == ["start", "start+15m", *(f"start+{hours}h" for hours in range(1, 13))]


@pytest.mark.req("OB-4")
def test_x2_speaks_at_0_4_12_20_and_23_hours_and_when_the_day_is_over() -> None:
    assert read(climbed("CPD-ISP", "2026-10-31T15:10")) == [
        ("start", "10-31 15:10", (A,)),
        ("start+4h", "10-31 19:10", (A,)),
        ("start+12h", "11-01 02:10", (A,)),
        ("start+20h", "11-01 10:10", (A, P, B)),
        ("start+23h", "11-01 13:10", (S,)),
        ("overdue", "11-01 14:10", (S,)),
    ]


@pytest.mark.req("OB-4")
def test_x3_speaks_at_0_12_24_40_and_44_hours_and_when_two_days_are_over() -> None:
    assert read(climbed("DRG-48", "2026-09-12T20:00")) == [
        ("start", "09-12 20:00", (A,)),
        ("start+12h", "09-13 08:00", (A,)),
        ("start+24h", "09-13 20:00", (A,)),
        ("start+40h", "09-14 12:00", (A,)),
        ("start+44h", "09-14 16:00", (S,)),
        ("overdue", "09-14 20:00", (S,)),
    ]


@pytest.mark.req("OB-4")
def test_x4_speaks_at_once_and_on_the_day_of_the_target_and_when_the_school_day_is_over() -> None:
    assert read(climbed("EMR-PG", "2026-09-04T14:00")) == [
        ("start", "09-04 14:00", (A,)),
        ("target-08:00", "09-08 08:00", (A,)),
        ("target-12:00", "09-08 12:00", (A,)),
        ("target-passed", "09-08 16:00", (A, B)),
        ("overdue", "09-09 00:00", (C, S)),
    ]


@pytest.mark.req("OB-4")
def test_x5_counts_from_the_due_date_so_that_a_shorter_period_keeps_it() -> None:
    around = [
        ("due-10d", "12-15 08:00", (M,)),
        ("due-5d", "12-20 08:00", (M,)),
        ("due-2d", "12-23 08:00", (M,)),
        ("due", "12-25 08:00", (M, B)),
        ("due+1d", "12-26 08:00", (P,)),
        ("due+5d", "12-30 08:00", (S,)),
    ]
    passed = ("target-passed", "12-25 00:00", (A, B))
    assert read(climbed("UPD-30", "2026-11-25T12:00")) == [*around[:3], passed, *around[3:]]
    assert read(climbed("UPD-30", "2026-12-18T12:00", clocks=DistrictClocks(update_days=7))) == [*around[1:3], passed, *around[3:]]


@pytest.mark.req("OB-4")
def test_x6_speaks_60_30_14_7_and_1_days_before_and_daily_when_overdue() -> None:
    filed = climbed("FILE-LE", "2026-05-01T09:00", anchor=FIRST_STUDENT_DAY)
    assert read(filed) == [
        ("due-60d", "06-19 08:00", (A,)),
        ("due-30d", "07-19 08:00", (A,)),
        ("due-14d", "08-04 08:00", (A,)),
        ("due-7d", "08-11 08:00", (A,)),
        ("due-1d", "08-17 08:00", (A,)),
        ("overdue", "08-19 00:00", (S,)),
    ]
    monthly = [step.key for step in climbed("MECH-CHK", "2026-09-14T09:00")]
    assert monthly == ["due-14d", "due-7d", "due-1d", "overdue"]


@pytest.mark.req("OB-4")
def test_x6_reminds_actor_and_backup_when_only_the_target_has_passed() -> None:
    assert read(climbed("BAT-SIRS", "2026-07-27T09:00"))[0][0] == "due-60d"
    battery = climbed("BAT-SIRS", "2026-05-30T12:00")
    assert read(battery)[-3:] == [
        ("due-1d", "07-31 08:00", (A,)),
        ("target-passed", "08-01 00:00", (A, B)),
        ("overdue", "08-02 00:00", (S,)),
    ]


@pytest.mark.req("OB-4")
def test_x7_on_a_short_clock_speaks_at_half_time_and_one_hour_before() -> None:
    assert read(climbed("TRI-DONE", "2026-09-11T16:00")) == [
        ("half", "09-13 04:00", (A,)),
        ("due-1h", "09-14 15:00", (A,)),
        ("overdue", "09-14 16:00", (P,)),
    ]


@pytest.mark.req("OB-4")
def test_x7_on_a_long_clock_speaks_at_half_time_two_days_and_one_day_before() -> None:
    assert read(climbed("TAT-CLS", "2026-09-08T16:00")) == [
        ("half", "09-15 16:00", (A,)),
        ("due-2d", "09-20 08:00", (A,)),
        ("due-1d", "09-21 08:00", (A,)),
        ("overdue", "09-22 16:00", (P,)),
    ]


@pytest.mark.req("OB-4")
def test_a_rule_with_two_ladders_climbs_the_urgent_one_only_where_it_applies() -> None:
    keys = {
        (code, urgent): [step.key for step in climbed(code, "2026-09-14T09:00", urgent=urgent)]
        for code in ("TAT-CONV", "LVL-NTF", "ACT-TAT")
        for urgent in (True, False)
    }
    assert all(keys[code, True][1] == "start+15m" for code in ("TAT-CONV", "LVL-NTF", "ACT-TAT"))
    assert keys["TAT-CONV", False] == keys["LVL-NTF", False] == ["half", "due-1h", "overdue"]
    assert keys["ACT-TAT", False] == []


@pytest.mark.req("OB-4")
def test_an_earliest_date_has_one_reminder_on_the_day() -> None:
    assert read(climbed("CRT-5", "2026-11-20T12:00")) == [("not-before", "11-27 08:00", (A,))]


@pytest.mark.req("OB-4")
def test_an_obligation_that_opens_overdue_skips_the_early_steps_and_keeps_the_last() -> None:
    late = climbed("FILE-LE", "2026-09-01T09:00", anchor=FIRST_STUDENT_DAY)
    assert read(late) == [("overdue", "09-01 09:00", (S,))]


@pytest.mark.req("OB-4")
def test_a_reminder_after_the_due_time_is_left_out() -> None:
    assert read(climbed("EMR-REC", "2026-09-14T07:00", anchor=at("2026-09-14T09:00"))) == [
        ("start", "09-14 07:00", (A,)),
        ("target-08:00", "09-14 08:00", (A,)),
        ("overdue", "09-14 09:00", (C, S)),
    ]


def test_two_steps_of_one_instant_become_one() -> None:
    start = at("2026-09-14T08:00")
    due = Due(at("2026-09-28T23:59:59"), at("2026-09-26T07:59:59"), ())
    steps = ladder(RULES["UPD-30"], start, due)
    assert [(step.key, step.to) for step in steps if step.at == at("2026-09-26T08:00")] == [("due-2d", (M, A, B))]


@pytest.mark.req("OB-4")
def test_the_next_step_walks_the_ladder_and_skips_what_an_acknowledgement_silenced() -> None:
    rule, start = RULES["IMM-LE"], at("2026-09-14T14:02")
    due = due_at(rule.clock, start, CALENDAR)
    assert next_step(rule, start, due, start - timedelta(seconds=1), False).key == "start"
    assert next_step(rule, start, due, at("2026-09-14T14:20"), False).key == "start+30m"
    assert next_step(rule, start, due, at("2026-09-14T14:20"), True).key == "start+1h"
    assert next_step(rule, start, due, at("2026-09-15T02:02"), False) is None


@pytest.mark.req("OB-4")
def test_an_overdue_date_is_said_again_every_morning_without_end() -> None:
    rule, start = RULES["FILE-LE"], at("2026-05-01T09:00")
    due = due_at(rule.clock, start, CALENDAR, anchor=FIRST_STUDENT_DAY)
    said = []
    moment = at("2026-08-19T00:00")
    for _ in range(3):
        step = next_step(rule, start, due, moment, True)
        said, moment = [*said, step], step.at
    assert read(tuple(said)) == [
        ("overdue+1d", "08-20 08:00", (S,)),
        ("overdue+2d", "08-21 08:00", (S,)),
        ("overdue+3d", "08-22 08:00", (S,)),
    ]
    assert next_step(rule, start, due, at("2026-12-24T12:00"), False).key == "overdue+128d"
    listed = Due(None, None, ())
    assert next_step(RULES["FILE-BRD"], start, listed, moment, False) is None


STARTS = st.datetimes(datetime(2026, 6, 1), datetime(2028, 6, 1)).map(lambda naive: naive.replace(tzinfo=UTC))
ANCHORS = st.none() | st.dates(date(2026, 6, 1), date(2028, 6, 1))


@settings(max_examples=300, deadline=None, database=None)
@given(st.sampled_from(sorted(RULES)), STARTS, ANCHORS, st.booleans(), st.sampled_from([time(16), time(12)]))
def test_steps_are_in_order_unique_never_before_the_start_and_reached_by_next_step(
    code: str, start: datetime, anchor: date | None, urgent: bool, ends: time
) -> None:
    rule = RULES[code]
    due = due_at(rule.clock, start, CALENDAR, DistrictClocks(day_ends_at=ends), anchor=anchor, urgent=urgent)
    steps = ladder(rule, start, due, urgent=urgent)
    assert len({step.key for step in steps}) == len({step.at for step in steps}) == len(steps)
    assert list(steps) == sorted(steps, key=lambda step: step.at)
    assert all(step.at >= start and step.at.tzinfo is UTC and step.to for step in steps)
    walked, moment = [], start - timedelta(seconds=1)
    while len(walked) < len(steps):
        walked.append(next_step(rule, start, due, moment, False, urgent=urgent))
        moment = walked[-1].at
    assert tuple(walked) == steps


@given(
    rule=st.sampled_from(["IMM-LE", "CPD-ISP", "DRG-48", "UPD-30"]),
    began=st.datetimes(datetime(2026, 8, 20), datetime(2027, 6, 1), timezones=st.just(UTC)),
    hours=st.integers(-30, 800),
    early=st.integers(0, 200),
)
@settings(max_examples=300)
def test_ladders_that_are_laid_once_for_many_are_those_that_each_would_have(rule: str, began: datetime, hours: int, early: int) -> None:
    late = began + timedelta(hours=hours)
    due = Due(late, late - timedelta(hours=early), ())
    alone = LADDERS[ladder_code(RULES[rule], False)](Climb(RULES[rule].clock, began, late, due.target_due))
    found = [(step.at, step.key) for step in ladder(RULES[rule], began, due)]
    wanted = sorted((step.at, step.key) for step in alone if step.at >= began)
    assert {at for at, _ in found} == {at for at, _ in wanted} and set(found) <= set(wanted)
    assert [at for at, _ in found] == sorted(at for at, _ in found)
