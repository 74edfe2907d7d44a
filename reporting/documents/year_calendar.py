"""The annual calendar of a district: duties with their state, and dates that are no duties, in order of the year (handbook 10)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from reporting.counts.yearly import OF_CASES, Counted, Place, Span, of_cases, single, without_case
from tat.calendar import SchoolCalendar, date_words
from tat.models import District, Obligation, SchoolYear
from tat.obligations.due import calendar_of
from tat.statutes import RULES, local_date
from tat.statutes.limits import REPORTING_YEAR_ENDS
from tat.statutes.yearly import A_DAY, CONTEXT_DATES, ContextDate, on_or_after

CALENDAR = "annual_calendar"
EARLIEST_START = (7, 1)
SHORTEST_MONTH = 28
SIRS_RULE, REVIEW_RULE = "BAT-SIRS", "REV-MTG"
Words = str | Promise


@dataclass(frozen=True)
class YearCalendar:
    """The calendar of one school year, as it is printed."""

    district: District
    school_year: SchoolYear


@dataclass(frozen=True)
class Line:
    """One line of the calendar. `on` None: no fixed day, and `when` says it. `states`: kind and words of each, the most pressing
    first; `says` stands in their place where no clock runs.
    """

    title: Words
    who: str
    citation: str
    on: date | None = None
    when: Words = ""
    states: tuple[tuple[str, str], ...] = ()
    where: str = ""
    note: Words = ""
    says: Words = ""
    rule: str = ""
    unverified: bool = False
    context: bool = False
    row: Obligation | None = None


NO_DAY: dict[str, Words] = {
    "FILE-BRD": _l("after both filings, at the next regular meeting"),
    "TRN-INIT": _l("when a member joins"),
    "TRN-REF": _l("for each member, from the last training"),
    "TRN-STAFF": _l("each school year"),
    "TRN-COMM": _l("each school year"),
    "TRN-TAKE": _l("each school year"),
    "MECH-CHK": _l("each month, and before each longer break"),
    "REV-INV": _l("%(n)d days before the meeting at the latest, once its day is planned"),
    "REV-RPT": _l("after the meeting"),
    "TMP-REV": _l("every %(years)d years, or at a change of school"),
    "DSP-CERT": _l("%(n)d days before each disposal"),
    "UPD-30": _l("every %(n)d days at the latest, in the summer too"),
}
"""When a duty of the year comes whose day no calendar tells ahead."""
BEFORE_SCHOOL = ("FILE-LE", "FILE-ROE", "TEAM-CHK", "PORTAL-TEST")
IN_WORDS = ("UPD-30",)
MONTHS = 12
EXPECTED = (*BEFORE_SCHOOL, "REV-MTG", *(code for code in NO_DAY if code not in (*OF_CASES, *IN_WORDS)))
"""Duties of every year, which have a line also where none is begun."""


def no_day(code: str) -> str:
    """Those words, with the number of the rule's own clock."""
    n = RULES[code].clock.n or 0
    words = NO_DAY.get(code, "")
    return str(words) % {"n": n, "years": n // MONTHS} if words else ""


def span_of(year: SchoolYear, at: datetime) -> Span:
    """From the day after the last of the earlier year's entries in SIRS to that day a year later; earlier where school starts earlier."""
    first = _begins(year.starts_on)
    last = _begins(on_or_after(year.starts_on + A_DAY, (year.starts_on.month, min(year.starts_on.day, SHORTEST_MONTH)))) - A_DAY
    today = local_date(at)
    return Span(first, last, open_before=first <= today <= last)


def _begins(starts_on: date) -> date:
    """August 2, or July 1 where the first student day is before the SIRS entries close."""
    closes = date(starts_on.year, *(RULES[SIRS_RULE].clock.month_day or EARLIEST_START))
    return closes + A_DAY if starts_on > closes + A_DAY else date(starts_on.year, *EARLIEST_START)


def lines_of(year: SchoolYear, place: Place) -> list[Line]:
    """Every line of the school year as far as this person sees it: first by day, then what has none."""
    span = span_of(year, place.at)
    counted = without_case(place, span)
    rows = single(counted)
    found = [_line(each, rows.get(each.one) if each.n == 1 else None) for each in counted]
    known = {each.rule for each in counted}
    found += [_not_begun(code, year, local_date(place.at)) for code in EXPECTED if code not in known]
    cases = {each.rule: each for each in of_cases(place, span)}
    calendar = calendar_of(year.district)
    found += [_of_cases(code, cases.get(code), year, calendar) for code in OF_CASES]
    found += [_in_words(code) for code in IN_WORDS]
    found += [_context(each, year.starts_on) for each in CONTEXT_DATES]
    return sorted(found, key=lambda line: (line.on is None, line.on or date.max, line.context))


def _line(counted: Counted, row: Obligation | None) -> Line:
    rule = RULES[counted.rule]
    return Line(
        title=rule.duty,
        who=rule.actor_words,
        citation=rule.citation,
        on=counted.on,
        when="" if counted.on else no_day(counted.rule),
        states=_states(counted, row),
        where=_where(row),
        rule=counted.rule,
        row=row,
    )


def _where(row: Obligation | None) -> str:
    if row is None:
        return ""
    return row.building.name if row.building else row.team.name if row.team else ""


def _states(counted: Counted, row: Obligation | None) -> tuple[tuple[str, str], ...]:
    """Late first, then what is open, then what is done; one duty alone says on which day it was done."""
    open_in_time = counted.open - counted.late
    in_time = counted.done - counted.done_late
    if row is not None:
        done_at = row.done_at or row.met_at
        done = date_words(local_date(done_at)) if done_at else ""
        words = {
            "late": _("Late, open"),
            "open": _("Open"),
            "done_late": _("Done late, on %(day)s") % {"day": done},
            "done": _("Done on %(day)s") % {"day": done},
            "waived": _("Not applicable"),
        }
    else:
        words = {
            "late": _("%(n)d late") % {"n": counted.late},
            "open": _("%(n)d open") % {"n": open_in_time},
            "done_late": _("%(n)d done late") % {"n": counted.done_late},
            "done": _("%(n)d done") % {"n": in_time},
            "waived": _("%(n)d not applicable") % {"n": counted.waived},
        }
    parts = (
        ("late", "late", counted.late),
        ("needs", "open", open_in_time),
        ("late", "done_late", counted.done_late),
        ("done", "done", in_time),
        ("open", "waived", counted.waived),
    )
    return tuple((kind, words[word]) for kind, word, n in parts if n)


def _not_begun(code: str, year: SchoolYear, today: date) -> Line:
    rule = RULES[code]
    on = year.starts_on - A_DAY if code in BEFORE_SCHOOL else review_target(year) if code == REVIEW_RULE else None
    state = ("late", _("Not begun, its day is past")) if on is not None and on < today else ("open", _("Not begun"))
    return Line(rule.duty, rule.actor_words, rule.citation, on, no_day(code), (state,), rule=code)


def review_target(year: SchoolYear) -> date:
    """The last day before October 1 of the year (product target of the review)."""
    month_day = RULES[REVIEW_RULE].clock.month_day
    assert month_day is not None
    return on_or_after(year.starts_on, month_day) - A_DAY


def _of_cases(code: str, counted: Counted | None, year: SchoolYear, calendar: SchoolCalendar) -> Line:
    """SIRS entries on their target, with the date on which the year closes; reviews and certificates by words. Counts alone."""
    rule = RULES[code]
    states = _states(counted, None) if counted else (("open", _("None so far")),)
    if rule.clock.month_day is None:
        return Line(rule.duty, rule.actor_words, rule.citation, None, no_day(code), states, rule=code)
    ends = on_or_after(year.starts_on, REPORTING_YEAR_ENDS)
    closes = on_or_after(ends, rule.clock.month_day)
    limit = on_or_after(ends, rule.clock.target_month_day or rule.clock.month_day)
    target = calendar.last_business_day_on_or_before(min(limit, closes))
    said = _("Target; the year’s entries close on %(closes)s.") % {"closes": date_words(closes)}
    note = f"{said} {rule.clock.note}".strip()
    return Line(rule.duty, rule.actor_words, rule.citation, target, "", states, note=note, rule=code, unverified=rule.unverified)


def _in_words(code: str) -> Line:
    rule = RULES[code]
    return Line(rule.duty, rule.actor_words, rule.citation, None, no_day(code), says=_l("Each case shows its own"), rule=code)


def _context(each: ContextDate, first_student_day: date) -> Line:
    says = _("A date of others") if each.of_others else _("A date to know")
    on = each.on(first_student_day)
    return Line(each.words, each.who, each.citation, on, each.when, says=says, unverified=each.unverified, context=True)


def as_printed(lines: Sequence[Line]) -> list[Line]:
    """Without the counts of duties about cases: a small number would tell of somebody."""
    return [line if line.rule not in OF_CASES else _without_counts(line) for line in lines]


def _without_counts(line: Line) -> Line:
    """A line whose state is not printed."""
    return replace(line, states=(), says=_("Not counted on paper"))


def annual_calendar(calendar: YearCalendar, at: datetime) -> dict[str, Any]:
    """What the template prints: the whole district's year."""
    lines = as_printed(lines_of(calendar.school_year, Place(calendar.district.pk, at, whole=True)))
    return {
        "year": calendar.school_year,
        "district": calendar.district,
        "dated": [line for line in lines if line.on is not None],
        "undated": [line for line in lines if line.on is None],
    }
