"""Dates to watch as their page shows them: what comes next first, and a month as a table."""

import calendar
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext as _

from cases.actions.date_facts import by_item, first_items, in_order, occurs_on
from cases.actions.date_words import when_words
from cases.models import Case, WatchEntry, WatchItem
from cases.watching import Occurrence, When
from tat.forms.times import YEARS
from tat.models import Obligation
from tat.statutes import local_date
from tat.templatetags.moments import weekday

SUNDAY = 6
COMING_UP = 5
WEEK = calendar.Calendar(SUNDAY)
MONTH_ASKED = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])", re.ASCII).fullmatch


@dataclass(frozen=True)
class Line:
    """One date of the list: its number on the page, its days in words, how it stands, and what is asked of it now."""

    number: int
    item: WatchItem
    occurrence: Occurrence | None
    when: str
    kind: str
    state: str
    duties: list[dict[str, Any]]
    entries: list[WatchEntry]


def lines(items: Iterable[WatchItem], entries: Mapping[UUID, list[WatchEntry]], duties: Sequence[Obligation], today: date) -> list[Line]:
    """The dates that nobody has ended, in order of what comes next."""
    found, about = [], by_item(duties)
    for number, (item, occurrence) in enumerate(in_order(items, today), 1):
        asked = [{"duty": duty, "on": occurs_on(item, duty)} for duty in about.get(str(item.pk), ())]
        kind, state = stands(item, occurrence, today)
        found.append(Line(number, item, occurrence, when_words(item), kind, state, asked, entries.get(item.pk, [])))
    return found


def coming_up(case: Case, on_record: Iterable[Sequence[Any]], at: datetime) -> list[tuple[WatchItem, str, str, str]]:
    """The first dates of a case for the page of its plan: each with its days, and how it stands."""
    today = local_date(at)
    found = first_items(case, on_record, today, COMING_UP)
    return [(item, when_words(item), *stands(item, occurrence, today)) for item, occurrence in found]


def stands(item: WatchItem, occurrence: Occurrence | None, today: date) -> tuple[str, str]:
    """How it stands, as the tag `status` takes it: its kind, then its words."""
    if item.when == When.UNKNOWN:
        return "open", _("No reminder until the day is known")
    if occurrence is None:
        return "needs", _("Its days are over: end it, or give it new ones")
    if not occurrence.alerts(today):
        return "open", _("Looked after from %(day)s") % {"day": weekday(occurrence.alert_from)}
    if today < occurrence.starts_on:
        return "needs", _("Comes on %(day)s") % {"day": weekday(occurrence.starts_on)}
    if today <= occurrence.ends_on:
        return "needs", _("It is now")
    return "needs", _("Came on %(day)s; looked after until %(last)s") % {
        "day": weekday(occurrence.ends_on),
        "last": weekday(occurrence.alert_until),
    }


@dataclass(frozen=True)
class Day:
    """One cell of the month: the numbers of the dates that fall on it, and of those only looked after on it."""

    day: date
    inside: bool
    is_today: bool
    falls: list[Line]
    alerts: list[Line]


@dataclass(frozen=True)
class Month:
    """A month as a table of weeks from Sunday to Saturday, and the months beside it for its links."""

    name: str
    before: str
    after: str
    heads: list[tuple[str, str]]
    weeks: list[list[Day]]


def first_day(asked: str, today: date) -> date:
    """The first day of the month asked for; of the present one for words that name none."""
    found = MONTH_ASKED(asked)
    if found and int(found[1]) in YEARS:
        return date(int(found[1]), int(found[2]), 1)
    return today.replace(day=1)


def month(found: Sequence[Line], first: date, today: date) -> Month:
    """The month that begins on that day."""
    weeks = WEEK.monthdatescalendar(first.year, first.month)
    falls, alerts = _by_day(found, weeks[0][0], weeks[-1][-1])
    return Month(
        name=f"{MONTHS[first.month]} {first.year}",
        before=_neighbour(first, -1),
        after=_neighbour(first, 1),
        heads=[(str(WEEKDAYS[number]), str(WEEKDAYS[number])[:2]) for number in WEEK.iterweekdays()],
        weeks=[[Day(day, day.month == first.month, day == today, falls[day], alerts[day]) for day in week] for week in weeks],
    )


def _neighbour(first: date, step: int) -> str:
    """The next or the former month as the address names it; "" beyond the years that people type."""
    years, month_from_zero = divmod(first.year * 12 + first.month - 1 + step, 12)
    return f"{years}-{month_from_zero + 1:02}" if years in YEARS else ""


def _by_day(found: Sequence[Line], first: date, last: date) -> tuple[dict[date, list[Line]], dict[date, list[Line]]]:
    """The dates that fall on each of these days, and those only looked after on it."""
    falls, alerts = defaultdict[date, list[Line]](list), defaultdict[date, list[Line]](list)
    for line in found:
        holds: dict[date, bool] = {}
        for each in line.item.watched().occurrences(first, last):
            for day in _days(max(first, each.alert_from), min(last, each.alert_until)):
                holds[day] = holds.get(day, False) or each.holds(day)
        for day, is_on_it in holds.items():
            (falls if is_on_it else alerts)[day].append(line)
    return falls, alerts


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
