"""On which days a date to watch falls, and on which days around it somebody looks after it: pure rules, held against plain counting."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.watching import Occurrence, Watched, When, days_of, is_a_day, yearly_on

pytestmark = [pytest.mark.req("PL-5")]
DAY = timedelta(days=1)
DAYS = st.dates(date(1901, 1, 1), date(2198, 12, 31))
ALERTS = {"before": st.integers(0, 30), "after": st.integers(0, 30)}
MONTH_DAYS = st.sampled_from([(month, day) for month in range(1, 13) for day in range(1, days_of(month) + 1)])


def yearly(month: int, day: int, before: int = 7, after: int = 3) -> Watched:
    return Watched(when=When.YEARLY, before=before, after=after, month=month, day=day)


def exact(day: date, before: int = 7, after: int = 3) -> Watched:
    return Watched(when=When.EXACT, before=before, after=after, from_on=day)


def window(first: date, last: date, before: int = 7, after: int = 3) -> Watched:
    return Watched(when=When.WINDOW, before=before, after=after, from_on=first, until_on=last)


def test_an_exact_day_is_looked_after_from_seven_days_before_to_three_after() -> None:
    (found,) = exact(date(2026, 10, 14)).occurrences(date(2026, 1, 1), date(2026, 12, 31))
    assert (found.alert_from, found.alert_until) == (date(2026, 10, 7), date(2026, 10, 17))


def test_example_63_an_anniversary_of_february_29_recurs_on_the_28th_in_common_years() -> None:
    alerts = [
        (each.starts_on, each.alert_from, each.alert_until) for each in yearly(2, 29).occurrences(date(2027, 1, 1), date(2028, 12, 31))
    ]
    assert alerts == [
        (date(2027, 2, 28), date(2027, 2, 21), date(2027, 3, 3)),
        (date(2028, 2, 29), date(2028, 2, 22), date(2028, 3, 3)),
    ]
    assert [yearly_on(2, 29, year).day for year in (1900, 2000, 2024, 2026, 2100)] == [28, 29, 29, 28, 28]


def test_the_days_of_an_alert_go_over_the_end_of_the_year_on_both_sides() -> None:
    new_year, eve = yearly(1, 2), yearly(12, 31)
    assert new_year.begun(date(2026, 12, 25)).starts_on == date(2026, 1, 2)  # type: ignore[union-attr]
    assert new_year.begun(date(2026, 12, 26)).starts_on == date(2027, 1, 2)  # type: ignore[union-attr]
    assert new_year.coming(date(2026, 12, 25)).starts_on == date(2027, 1, 2)  # type: ignore[union-attr]
    assert eve.coming(date(2027, 1, 3)).starts_on == date(2026, 12, 31)  # type: ignore[union-attr]
    assert eve.coming(date(2027, 1, 4)).starts_on == date(2027, 12, 31)  # type: ignore[union-attr]


def test_a_window_over_the_end_of_the_year_is_one_occurrence() -> None:
    winter = window(date(2026, 12, 21), date(2027, 1, 4))
    (found,) = winter.occurrences(date(2027, 1, 1), date(2027, 1, 1))
    assert (found.starts_on, found.ends_on, found.alert_from, found.alert_until) == (
        date(2026, 12, 21),
        date(2027, 1, 4),
        date(2026, 12, 14),
        date(2027, 1, 7),
    )


def test_a_weekend_or_a_break_moves_no_alert() -> None:
    saturday = exact(date(2026, 12, 26))
    (found,) = saturday.occurrences(date(2026, 12, 1), date(2026, 12, 31))
    assert (found.alert_from.strftime("%A"), found.alert_until.strftime("%A")) == ("Saturday", "Tuesday")


def test_a_day_that_is_not_known_asks_for_nothing() -> None:
    unknown = Watched(when=When.UNKNOWN, before=7, after=3)
    day = date(2026, 9, 14)
    assert (unknown.begun(day), unknown.coming(day), unknown.occurrences(day, day)) == (None, None, [])


def test_each_month_knows_its_days() -> None:
    assert [days_of(month) for month in range(1, 13)] == [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    assert is_a_day(2, 29) and not is_a_day(2, 30) and not is_a_day(4, 31)
    assert not is_a_day(13, 1) and not is_a_day(None, 1) and not is_a_day(1, None) and not is_a_day(1, 0)


@given(first=DAYS, length=st.integers(0, 500), day=DAYS, **ALERTS)
def test_a_window_alerts_on_exactly_its_days_and_those_around(first: date, length: int, day: date, before: int, after: int) -> None:
    last = first + length * DAY
    found = window(first, last, before, after).occurrences(day, day)
    assert bool(found) == (first - before * DAY <= day <= last + after * DAY)
    assert all(each.alerts(day) and each.holds(day) == (first <= day <= last) for each in found)


@given(month_day=MONTH_DAYS, first=DAYS, length=st.integers(0, 800), **ALERTS)
def test_a_yearly_date_comes_once_in_each_year(month_day: tuple[int, int], first: date, length: int, before: int, after: int) -> None:
    last = first + length * DAY
    watched = yearly(*month_day, before, after)
    found = watched.occurrences(first, last)
    days = [yearly_on(*month_day, year) for year in range(first.year - 2, last.year + 3)]
    assert [each.starts_on for each in found] == [day for day in days if day - before * DAY <= last and day + after * DAY >= first]


@given(month_day=MONTH_DAYS, day=DAYS, **ALERTS)
def test_what_has_begun_and_what_is_coming_stand_side_by_side(month_day: tuple[int, int], day: date, before: int, after: int) -> None:
    watched = yearly(*month_day, before, after)
    begun, coming = watched.begun(day), watched.coming(day)
    assert isinstance(begun, Occurrence) and isinstance(coming, Occurrence)
    assert begun.alert_from <= day <= coming.alert_until
    later = watched.occurrences(begun.alert_from, day)
    assert begun == max(later, key=lambda each: each.starts_on)
    assert not any(each.starts_on < coming.starts_on for each in watched.occurrences(day, coming.alert_until))


@given(day=DAYS, seen=DAYS)
def test_one_day_is_coming_until_its_alert_is_over_and_has_begun_since_it_began(day: date, seen: date) -> None:
    watched = exact(day)
    assert (watched.coming(seen) is not None) == (seen <= day + 3 * DAY)
    assert (watched.begun(seen) is not None) == (seen >= day - 7 * DAY)
