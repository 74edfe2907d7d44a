"""A wall time that a person typed becomes one instant, or a sentence that says why it cannot."""

from datetime import UTC, datetime

from tat.calendar.words import clock_words, date_words
from tat.statutes.local import CENTRAL


class NonexistentTime(ValueError):
    """The local time is skipped when the clocks go forward; the text is a sentence for the person."""


class AmbiguousTime(ValueError):
    """The local time happens twice when the clocks go back; `first` and `second` are the two instants in UTC."""

    def __init__(self, sentence: str, first: datetime, second: datetime) -> None:
        self.first, self.second = first, second
        super().__init__(sentence)


def resolve_local(naive: datetime, fold: int | None = None) -> datetime:
    """The instant, in UTC, of a wall time in America/Chicago (handbook 8.1, "Rolling and calendars").

    `fold` 0 means the first of two equal times, 1 the second; it matters only in the repeated hour.
    Raises AmbiguousTime in the repeated hour without `fold`, NonexistentTime in the skipped one, ValueError if a
    zone came with the time.
    """
    if naive.tzinfo is not None:
        raise ValueError("A wall time has no time zone.")
    first, second = (naive.replace(tzinfo=CENTRAL, fold=each).astimezone(UTC) for each in (0, 1))
    if first == second:
        return first
    if first > second:
        raise NonexistentTime(
            f"{clock_words(naive)} on {date_words(naive)} does not exist, because the clocks go forward then. "
            "Enter the time that the clock on the wall showed."
        )
    if fold is None:
        raise AmbiguousTime(
            f"{clock_words(naive)} on {date_words(naive)} happens twice, because the clocks go back then. "
            "Say whether the first (CDT) or the second (CST) is meant.",
            first,
            second,
        )
    return second if fold else first
