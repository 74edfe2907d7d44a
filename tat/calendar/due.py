"""When an obligation is due, with the arithmetic as sentences for people."""

from datetime import UTC, date, datetime

from tat.calendar.counting import COUNTING, Count
from tat.calendar.days import SchoolCalendar
from tat.calendar.district import PRODUCT_CLOCKS, DistrictClocks
from tat.calendar.explain import closing_words, opening_words, started_words
from tat.statutes import Clock, Due


def due_at(
    clock: Clock,
    started_at: datetime,
    calendar: SchoolCalendar,
    clocks: DistrictClocks = PRODUCT_CLOCKS,
    *,
    anchor: date | None = None,
    urgent: bool = False,
) -> Due:
    """The due times of a clock in UTC, and their explanation (handbook 8.1, design 5).

    `started_at` is aware; day 0 is its date in America/Chicago. `anchor` is the event that BEFORE, WITH and EVERY look
    at, a local date or an aware instant; a BEFORE clock of days without one counts back from the date of `started_at`.
    `urgent` picks the urgent target of a rule that has two (`ObligationRule.escalation_when` says when).
    ValueError for a start without a time zone.
    """
    if started_at.tzinfo is None:
        raise ValueError("A clock starts at an instant with a time zone.")
    running = clock.running(urgent)
    due = COUNTING[running.kind](Count(running, started_at.astimezone(UTC), calendar, clocks, anchor))
    notes = tuple(note for note in (clock.note,) if note)
    start = started_words(clock, started_at, anchor)
    return due._replace(steps=(*start, *opening_words(clock), *notes, *due.steps, *closing_words(running.kind, due)))
