"""The sentences of the deadline explainer: start, rule, days counted and passed over, due."""

from datetime import date, datetime, timedelta

from tat.calendar.days import ONE_DAY, SATURDAY, SchoolCalendar
from tat.calendar.words import counted, date_words, local_words, short_date_words
from tat.statutes import CENTRAL, Clock, ClockKind, Due, end_of_day, local_date

EXACT = frozenset({ClockKind.HOURS, ClockKind.NOW, ClockKind.ASAP, ClockKind.SAME_DAY})
LISTED_AT_MOST = 10


def started_words(clock: Clock, started_at: datetime, anchor: date | None) -> tuple[str, ...]:
    """When the clock started, with CST or CDT; nothing where the start is itself the event counted back from."""
    if clock.kind is ClockKind.BEFORE and not anchor:
        return ()
    return (f"Started {local_words(started_at, zone=True)}.",)


def opening_words(clock: Clock) -> tuple[str, ...]:
    """What the rule says where it names no time."""
    if not clock.legal:
        return ("The rule names no time; the target is the district's own.",)
    if clock.kind in (ClockKind.NOW, ClockKind.ASAP):
        said = "immediately" if clock.kind is ClockKind.NOW else clock.kind.value
        return (f'The rule says "{said}" and names no hour.',)
    return ()


def closing_words(kind: ClockKind, due: Due) -> tuple[str, ...]:
    """The result: the legal due time, the target, or that there is neither."""
    if due.not_before:
        return (f"Not before {date_words(local_date(due.not_before))}.",)
    if due.target_due is None:
        return ("There is no due time; the duty is only listed.",)
    target = moment_words(kind, due.target_due)
    if due.legal_due is None:
        return (f"Target: {target}. Later than that is late.",)
    if due.legal_due == due.target_due:
        return (f"Due {target}.",)
    return (f"Due {moment_words(kind, due.legal_due)}.", f"Target: {target}.")


def moment_words(kind: ClockKind, at: datetime) -> str:
    """A due moment; the end of a day is called that where the clock counts days."""
    if kind not in EXACT and at == end_of_day(local_date(at)):
        return f"by the end of {date_words(local_date(at))}"
    return local_words(at, zone=True)


def hour_words(started_at: datetime, due: datetime, n: int) -> tuple[str, ...]:
    """How elapsed hours count, and what a change of the clocks does to them."""
    first = f"{counted(n, 'hour')} by the clock; nights, weekends, holidays and breaks count."
    if started_at.astimezone(CENTRAL).utcoffset() == due.astimezone(CENTRAL).utcoffset():
        return (first,)
    return (first, "The clocks change in between: the hours are counted in full, so the time on the wall moves.")


def school_day_words(calendar: SchoolCalendar, day: date, last: date) -> tuple[str, ...]:
    """Which days counted as school days after `day` up to `last`, which weekdays did not, and where no calendar is entered."""
    days = _days_after(day, last)
    said = _counted_words("School days", days, [each for each in days if calendar.is_school_day(each)])
    if all(calendar.is_known(each) for each in days):
        return said
    stand_in = "No school calendar is entered for some of these days; there, Monday to Friday less the office holidays count."
    return (*said, stand_in)


def business_day_words(calendar: SchoolCalendar, day: date, last: date) -> tuple[str, ...]:
    """Which days counted as business days after `day` up to `last`, and which weekdays did not."""
    days = _days_after(day, last)
    return _counted_words("Business days", days, [each for each in days if calendar.is_business_day(each)])


def _days_after(day: date, last: date) -> list[date]:
    return [day + timedelta(days=n) for n in range(1, (last - day) // ONE_DAY + 1)]


def _counted_words(what: str, days: list[date], count: list[date]) -> tuple[str, ...]:
    passed = [each for each in days if each.weekday() < SATURDAY and each not in count]
    said = f"{what} counted: {_list_words(count)}."
    return (said, f"Weekdays passed over: {_list_words(passed)}.") if passed else (said,)


def _list_words(days: list[date]) -> str:
    if len(days) <= LISTED_AT_MOST:
        return ", ".join(short_date_words(each) for each in days)
    return f"{len(days)}, from {short_date_words(days[0])} to {short_date_words(days[-1])}"
