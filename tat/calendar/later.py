"""What may happen to a running due time: a lawful extension, a change of the school calendar."""

from collections.abc import Callable
from datetime import datetime, timedelta

from tat.calendar.days import SchoolCalendar
from tat.calendar.explain import business_day_words
from tat.calendar.words import counted, date_words, local_words
from tat.statutes import Clock, ClockKind, Due, end_of_day, local_date


def extended(due: Due, clock: Clock, calendar: SchoolCalendar) -> Due:
    """The due time after the rule's one lawful extension, counted from the first due date (design 10, "Calendar gaps").

    ACC-10: 5 business days (105 ILCS 10/5); PRR-7: 7 calendar days (820 ILCS 40). Ends 23:59:59 local, in UTC.
    ValueError where the rule knows no extension or nothing is due.
    """
    extension = clock.extension
    if extension is None or due.legal_due is None:
        raise ValueError("This rule has no extension.")
    first, n = local_date(due.legal_due), extension.n or 0
    if extension.kind is ClockKind.BUSINESS_DAYS:
        last = calendar.add_business_days(first, n)
        said = (f"Extended by {counted(n, 'business day')}.", *business_day_words(calendar, first, last))
    else:
        last = first + timedelta(days=n)
        said = (f"Extended by {counted(n, 'calendar day')}.",)
    notes = tuple(note for note in (extension.note,) if note)
    steps = (*due.steps, *said, *notes, f"Due by the end of {date_words(last)}.")
    return due._replace(legal_due=end_of_day(last), target_due=end_of_day(last), steps=steps)


def recomputed(old: Due, new: Due) -> Due:
    """What holds after the school calendar changed: `old` as it stands, `new` as the changed calendar gives it.

    The legal date never moves earlier (make-up days), the target never later (design 5 and 10). Returns `old` itself where
    nothing moves, so that the caller logs only what changed.
    """
    legal = _chosen(max, old.legal_due, new.legal_due)
    target = _chosen(min, old.target_due, new.target_due)
    not_before = _chosen(max, old.not_before, new.not_before)
    moved = tuple(
        f"The school calendar has changed: {what} is now {local_words(after, zone=True)}, before it was {local_words(before, zone=True)}."
        for what, before, after in (
            ("the due date", old.legal_due, legal),
            ("the target", old.target_due, target),
            ("the earliest date", old.not_before, not_before),
        )
        if before and after and before != after
    )
    return Due(legal, target, old.steps + moved, not_before) if moved else old


def _chosen(choose: Callable[[datetime, datetime], datetime], old: datetime | None, new: datetime | None) -> datetime | None:
    return choose(old, new) if old and new else old
