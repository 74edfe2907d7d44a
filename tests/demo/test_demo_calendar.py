"""The calendar of the demonstration: right around any day on which somebody starts it."""

from datetime import date, timedelta

import pytest

from reporting.management.demo.calendar import breaks, days_off, holidays, nth, school_years

EVERY_DAY = [date(2025, 1, 1) + timedelta(days=number) for number in range(5 * 366)]
AUTUMNS = range(2024, 2036)


def test_the_days_of_a_month_are_counted_from_either_end() -> None:
    assert nth(2026, 11, 3, 4) == date(2026, 11, 26), "Thanksgiving"
    assert nth(2027, 5, 0, -1) == date(2027, 5, 31), "Memorial Day"
    assert nth(2028, 2, 1, -1) == date(2028, 2, 29), "the last Tuesday is the leap day"
    assert nth(2027, 2, 0, 1) == date(2027, 2, 1), "the first day of the month counts"


@pytest.mark.req("PF-1")
def test_around_any_day_a_year_lies_behind_and_a_year_ahead() -> None:
    for today in EVERY_DAY:
        years = school_years(today)
        assert [first.year for first, _last in years] == [years[0][0].year + number for number in range(3)]
        assert years[0][0] <= today - timedelta(days=80), f"{today}: the oldest case began in a school year that is on record"
        assert years[2][1] >= today + timedelta(days=300), f"{today}: a school day can be counted a long time ahead"


@pytest.mark.parametrize("autumn", AUTUMNS)
def test_a_school_year_has_as_many_school_days_as_the_law_asks(autumn: int) -> None:
    (first, last), *_ = school_years(date(autumn + 1, 9, 1))
    assert first.year == autumn
    weekdays = [day for number in range((last - first).days + 1) if (day := first + timedelta(days=number)).weekday() < 5]
    off = days_off(first, last)
    assert 176 <= len(set(weekdays) - set(off)) <= 190
    assert first not in off and last not in off
    assert {day for day in off if day.weekday() > 4} == set()


@pytest.mark.parametrize("autumn", AUTUMNS)
def test_holidays_are_twelve_days_kept_on_monday_for_a_sunday_and_breaks_are_no_holidays(autumn: int) -> None:
    days = holidays(autumn)
    assert len(set(days)) == 12
    assert [day for day in days if day.weekday() == 6] == []
    assert len(set(breaks(autumn)) - set(days)) >= 12, "business days go on in winter and spring break"
    assert holidays(2026)[-1] == date(2027, 7, 5), "4 July 2027 is a Sunday"
