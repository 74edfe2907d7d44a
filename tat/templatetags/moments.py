"""Times as a person reads them, always on the wall of America/Chicago."""

from datetime import UTC, date, datetime
from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tat.calendar import CENTRAL
from tat.calendar.words import clock_words, date_words, duration_words, local_words, spanish_date, spanish_words

SPANISH = "es"


def when(at: datetime | None, zone: str = "") -> str:
    """In full: "Wednesday, October 14, 2026, 3:10 PM"; with any `zone` also CST or CDT, since an hour of autumn happens twice.

    On what is read in Spanish: "miércoles, 14 de octubre de 2026, 15:10".
    """
    if at and get_language() == SPANISH:
        return spanish_words(at)
    return local_words(at, zone=bool(zone)) if at else ""


def at_clock(at: datetime | None) -> str:
    """The time of day: "3:10 PM"."""
    return clock_words(at.astimezone(CENTRAL)) if at else ""


def on(at: datetime | date | None) -> str:
    """The day: "October 14, 2026"; on what is read in Spanish "14 de octubre de 2026"."""
    day = _day(at)
    if day and get_language() == SPANISH:
        return spanish_date(day)
    return f"{day:%B} {day.day}, {day.year}" if day else ""


def weekday(at: datetime | date | None) -> str:
    """The day in full: "Wednesday, October 14, 2026"."""
    day = _day(at)
    return date_words(day) if day else ""


def day(at: datetime | date | None) -> str:
    """The day in short: "Wed, Oct 14"."""
    local = _day(at)
    return _in_short(local) if local else ""


def short(at: datetime | None) -> str:
    """Day and time in short: "Oct 13, 9:42 AM"."""
    if not at:
        return ""
    local = at.astimezone(CENTRAL)
    return f"{local:%b} {local.day}, {clock_words(local)}"


def dated(at: datetime | None) -> str:
    """For papers that are kept for years: "Oct 13, 2026, 9:42 AM"."""
    if not at:
        return ""
    local = at.astimezone(CENTRAL)
    return f"{local:%b} {local.day}, {local.year}, {clock_words(local)}"


def iso(at: datetime | date | None) -> str:
    """For attributes of <time>: "2026-10-14T20:10:00+00:00", or the date."""
    if isinstance(at, datetime):
        return at.astimezone(UTC).isoformat(timespec="seconds")
    return at.isoformat() if at else ""


def moment(at: datetime | None, form: str = "when") -> str:
    """A <time> element with the instant in its attribute and the words inside; `form` is when, at_clock, on, weekday, day or short."""
    return SafeString(f'<time datetime="{iso(at)}">{FORMS[form](at)}</time>') if at else ""


def time_left(due_at: datetime, now: datetime) -> str:
    """The time left or past, in words: "4 h 20 min left", "1 day late"; seconds are left out."""
    words = duration_words(due_at - now)
    return _("%(span)s late") % {"span": words} if now > due_at else _("%(span)s left") % {"span": words}


def live_left(due_at: datetime, now: datetime) -> SafeString:
    """The time left in words, which site.js keeps counting; without the script it stays as it was sent."""
    return format_html('<time datetime="{0}" data-until="{0}" data-now="{1}">{2}</time>', iso(due_at), iso(now), time_left(due_at, now))


def things(count: int) -> str:
    """The heading of Home: "One thing needs you", "12 things need you"."""
    if count <= 0:
        return _("Nothing needs you")
    words = NUMBERS[count] if count < len(NUMBERS) else str(count)
    return ngettext("%(number)s thing needs you", "%(number)s things need you", count) % {"number": words}


@lru_cache(4_000)
def _in_short(local: date) -> str:
    return f"{local:%a, %b} {local.day}"


def _day(at: datetime | date | None) -> date | None:
    return at.astimezone(CENTRAL).date() if isinstance(at, datetime) else at


NUMBERS = ("", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
FORMS = {"when": when, "at_clock": at_clock, "on": on, "weekday": weekday, "day": day, "short": short}
