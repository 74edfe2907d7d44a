"""The deadline explainer sentence by sentence: start, rule, days counted and passed over, due."""

from datetime import date, datetime, time

import pytest

from tat.calendar import SchoolCalendar, due_at, resolve_local, wall_time
from tat.statutes import RULES

SCHOOL = frozenset(date(2026, 11, day) for day in (2, 4, 5, 6, 9, 10, 12, 13, 16, 17, 18, 19, 20, 23, 24, 30))
HOLIDAYS = frozenset({date(2026, 11, 11), date(2026, 11, 26), date(2026, 11, 27)})
CALENDAR = SchoolCalendar(SCHOOL, HOLIDAYS, date(2026, 11, 1), date(2026, 11, 30))


def explained(code: str, start: str, anchor: date | None = None) -> tuple[str, ...]:
    return due_at(RULES[code].clock, resolve_local(datetime.fromisoformat(start)), CALENDAR, anchor=anchor).steps


@pytest.mark.req("OB-3")
def test_hours_are_explained_and_a_change_of_the_clocks_is_named_only_where_there_is_one() -> None:
    assert explained("CPD-ISP", "2026-09-11T15:10") == (
        "Started Friday, September 11, 2026, 3:10 PM CDT.",
        "24 hours by the clock; nights, weekends, holidays and breaks count.",
        "Due Saturday, September 12, 2026, 3:10 PM CDT.",
    )
    assert explained("CPD-ISP", "2026-10-31T15:10")[2:] == (
        "The clocks change in between: the hours are counted in full, so the time on the wall moves.",
        "Due Sunday, November 1, 2026, 2:10 PM CST.",
    )


def test_hours_that_end_with_the_day_are_said_to_the_minute() -> None:
    assert due_at(RULES["CPD-ISP"].clock, wall_time(date(2026, 9, 14), time(23, 59, 59)), CALENDAR).steps[-1] == (
        "Due Tuesday, September 15, 2026, 11:59 PM CDT."
    )


@pytest.mark.req("OB-3")
def test_immediately_is_explained_as_a_target() -> None:
    assert explained("LVL-LE", "2026-09-14T14:02") == (
        "Started Monday, September 14, 2026, 2:02 PM CDT.",
        'The rule says "immediately" and names no hour.',
        "The district's target is 15 minutes.",
        "Target: Monday, September 14, 2026, 2:17 PM CDT. Later than that is late.",
    )


@pytest.mark.req("OB-3")
def test_school_days_name_the_days_counted_and_passed_over() -> None:
    assert explained("EMR-PG", "2026-11-24T16:00") == (
        "Started Tuesday, November 24, 2026, 4:00 PM CST.",
        "School days counted: Mon Nov 30.",
        "Weekdays passed over: Wed Nov 25, Thu Nov 26, Fri Nov 27.",
        "The target is the next school day or the next business day, whichever comes first, at 4:00 PM.",
        "Due by the end of Monday, November 30, 2026.",
        "Target: Wednesday, November 25, 2026, 4:00 PM CST.",
    )


@pytest.mark.req("OB-3")
def test_the_products_own_days_say_which_calendar_ended_first() -> None:
    assert explained("PLAN", "2026-11-02T12:00")[1:] == (
        "The rule names no time; the target is the district's own.",
        "2 school days or 2 business days, whichever ends first, until 4:00 PM.",
        "Business days counted: Tue Nov 3, Wed Nov 4.",
        "Target: Wednesday, November 4, 2026, 4:00 PM CST. Later than that is late.",
    )
    assert "School days counted: Thu Nov 5, Fri Nov 6." in explained("PLAN", "2026-11-04T12:00")


def test_up_to_ten_days_are_listed_and_more_are_counted() -> None:
    ten = "Tue Nov 3, Wed Nov 4, Thu Nov 5, Fri Nov 6, Mon Nov 9, Tue Nov 10, Thu Nov 12, Fri Nov 13, Mon Nov 16, Tue Nov 17"
    assert f"Business days counted: {ten}." in explained("ACC-10", "2026-11-02T12:00")
    assert "School days counted: 20, from Wed Nov 4 to Mon Dec 7." in explained("CHL-APP", "2026-11-02T12:00")
    assert "No school calendar is entered for some of these days; there, Monday to Friday less the office holidays count." in explained(
        "CHL-APP", "2026-11-02T12:00"
    )


@pytest.mark.req("OB-3")
def test_an_update_names_day_0_and_why_its_target_is_earlier() -> None:
    assert explained("UPD-30", "2026-10-28T12:00") == (
        "Started Wednesday, October 28, 2026, 12:00 PM CDT.",
        "30 calendar days; Wednesday, October 28, 2026 is day 0.",
        "The target is the last business day on or before the due date.",
        "Due by the end of Friday, November 27, 2026.",
        "Target: by the end of Wednesday, November 25, 2026.",
    )


@pytest.mark.req("OB-3")
def test_a_duty_before_an_event_names_the_event_and_the_start_only_where_they_differ() -> None:
    before = "Before the first student day, Monday, November 2, 2026."
    assert explained("FILE-LE", "2026-11-02T09:00") == (before, "Due by the end of Sunday, November 1, 2026.")
    assert explained("FILE-LE", "2026-10-01T09:00", date(2026, 11, 2))[:2] == ("Started Thursday, October 1, 2026, 9:00 AM CDT.", before)
    assert explained("DSP-CERT", "2027-05-15T09:00")[:2] == (
        "30 and 60 days are both read in the sources; the stricter one is used.",
        "60 calendar days before the disposal, Saturday, May 15, 2027.",
    )


@pytest.mark.req("OB-3")
def test_an_earliest_date_and_a_fixed_date_are_explained() -> None:
    assert explained("CRT-5", "2026-11-20T12:00")[-1] == "Not before Wednesday, December 2, 2026."
    assert explained("BAT-SIRS", "2026-05-30T12:00")[2:] == (
        "The reporting year ends on Tuesday, June 30, 2026; its entries close on Saturday, August 1, 2026.",
        "The target is the last business day on or before Friday, July 31, 2026.",
        "Due by the end of Saturday, August 1, 2026.",
        "Target: by the end of Friday, July 31, 2026.",
    )
