"""Dates, times and spans as people read them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from tat.calendar import clock_words, date_words, duration_words, local_words


def test_an_instant_reads_as_the_wall_clock_of_illinois() -> None:
    at = datetime(2026, 10, 14, 20, 10, tzinfo=UTC)
    assert local_words(at) == "Wednesday, October 14, 2026, 3:10 PM"
    assert local_words(at, zone=True) == "Wednesday, October 14, 2026, 3:10 PM CDT"
    assert local_words(datetime(2026, 12, 1, 6, 5, tzinfo=UTC), zone=True) == "Tuesday, December 1, 2026, 12:05 AM CST"
    assert date_words(date(2027, 1, 4)) == "Monday, January 4, 2027"
    assert clock_words(time(12)) == "12:00 PM"


@pytest.mark.parametrize(
    ("delta", "words"),
    [
        (timedelta(hours=4, minutes=20), "4 h 20 min"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=3, hours=2, minutes=59), "3 days 2 h"),
        (timedelta(hours=-2), "2 h"),
        (timedelta(minutes=15, seconds=59), "15 min"),
        (timedelta(seconds=59), "less than a minute"),
    ],
)
def test_a_span_reads_in_days_hours_and_minutes(delta: timedelta, words: str) -> None:
    assert duration_words(delta) == words
