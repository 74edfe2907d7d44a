"""A school year beside the one before as the page, the table and the paper show it: true, or with what is small hidden."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.dates import MONTHS as MONTH_NAMES
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.models import Affiliation
from cases.step import Interviewee
from reporting.counts.shown import level_words
from reporting.counts.suppression import FEW, NOT_SHOWN, Shown, hide_family, hide_margins, hide_small
from reporting.counts.timeliness import IN_TIME, LATE, PARTS, STEPS, WAITING, Pace, Paces, Step, interviews, overdue, paces
from reporting.counts.volumes import LAST, THIS, Asked, Split, splits
from tat.calendar.words import duration_words
from tat.models import Building
from tat.statutes import RULES

YEARS = (THIS, LAST)
TITLES: dict[str, tuple[str | Promise, str | Promise]] = {
    "building": (_l("By building"), _l("Building")),
    "level": (_l("By level, as it stands now"), _l("Level")),
    "affiliation": (_l("By affiliation of the subject, those with a case"), _l("Affiliation")),
    "month": (_l("By month in which the case was opened"), _l("Month")),
}
EVIDENCE = (_l("Every update in time"), _l("An update late or missing"), _l("No plan"))


@dataclass(frozen=True)
class Line:
    """One row of a table with a bar for each year: numbers as shown, lengths in percent of the longest shown."""

    label: str
    this: object
    last: object
    this_length: int = 0
    last_length: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing is counted in either year: a zero is told everywhere, so a row that is left out tells nothing more."""
        return self.this == 0 and self.last == 0


@dataclass(frozen=True)
class Block:
    """One table with its chart: `head` names the first column; totals as they may be shown, None where there is none to show."""

    code: str
    title: str
    head: str
    lines: list[Line]
    this: object = None
    last: object = None


@dataclass(frozen=True)
class Bar:
    """One step in one year: numbers of PARTS as shown, the share in time, median and longest; `pieces` are x, width and part."""

    parts: tuple[object, ...]
    share: str
    median: str
    longest: str
    pieces: tuple[tuple[float, float, int], ...]


@dataclass(frozen=True)
class StepLine:
    """One step, both years."""

    label: str
    target: str
    this: Bar
    last: Bar


@dataclass(frozen=True)
class Insight:
    """All that is shown of a year: how cases split, how soon steps follow, evidence of updates, interviews not held, what is overdue."""

    splits: list[Block]
    steps: list[StepLine]
    evidence: Block
    evidence_words: str
    not_held: Block
    held: Block
    overdue: Block
    this: object
    last: object

    @property
    def is_empty(self) -> bool:
        """Whether neither year has a case, nor is anything past due."""
        return self.this == 0 and self.last == 0 and not self.overdue.lines


def read(asked: Asked, at: datetime, exact: bool) -> Insight:
    """Count in eight statements, and hide what is small unless the counts are shown as they are."""
    buildings = list(Building.objects.filter(district=asked.district).order_by("name"))
    found, pace, talks = splits(asked, buildings), paces(asked, at), interviews(asked)
    shown = {year: _margins([_of(split, year) for split in found], exact) for year in YEARS}
    steps = {year: _family(shown[year][1], pace[year], exact) for year in YEARS}
    names = {str(each.pk): each.name for each in buildings}
    total = {year: shown[year][0].total for year in YEARS}
    evidence = block("evidence", _("Plans and their updates"), _("Updates"), EVIDENCE, [steps[year][-1] for year in YEARS])
    return Insight(
        splits=[_split(split, [shown[year][place] for year in YEARS], names) for place, split in enumerate(found)],
        steps=[
            _step(step, [_bar(steps[year][place], pace[year].steps[step.code], exact) for year in YEARS])
            for place, step in enumerate(STEPS)
        ],
        evidence=evidence,
        evidence_words=_x_of_y(steps[THIS][-1]),
        not_held=_talks(talks, False, _("Interviews not held, with a reason"), exact),
        held=_talks(talks, True, _("Interviews held"), exact),
        overdue=_overdue(overdue(asked, at), buildings, exact),
        this=total[THIS],
        last=total[LAST],
    )


def _of(split: Split, year: int) -> tuple[int, ...]:
    return split.this if year == THIS else split.last


def _true(counts: Sequence[int]) -> Shown:
    return Shown(tuple(counts), sum(counts))


def _margins(counts: Sequence[Sequence[int]], exact: bool) -> list[Shown]:
    return [_true(each) for each in counts] if exact else hide_margins(*counts)


def _family(levels: Shown, pace: Paces, exact: bool) -> list[Shown]:
    """The steps and, last, the evidence of updates: each splits the same cases as the levels do, and is related to them."""
    counts = [*(pace.steps[step.code].parts for step in STEPS), pace.evidence]
    return [_true(each) for each in counts] if exact else hide_family(levels, *counts)


def block(code: str, title: str, head: str, labels: Sequence[str | Promise], years: Sequence[Shown]) -> Block:
    """A table of both years with a bar for each number that is shown."""
    this, last = years
    longest = max((cell for year in years for cell in year.cells if isinstance(cell, int)), default=0) or 1
    lines = [
        Line(str(label), now, then, *(100 * cell // longest if isinstance(cell, int) else 0 for cell in (now, then)))
        for label, now, then in zip(labels, this.cells, last.cells, strict=True)
    ]
    return Block(code, title, head, lines, this.total, last.total)


def _split(split: Split, years: Sequence[Shown], names: Mapping[str, str]) -> Block:
    title, head = TITLES[split.code]
    found = block(split.code, str(title), str(head), [_label(split.code, part, names) for part in split.parts], years)
    return replace(found, lines=[line for line in found.lines if not line.is_empty]) if split.code == "affiliation" else found


def _label(code: str, part: str, names: Mapping[str, str]) -> str:
    if code == "building":
        return names[part]
    if code == "level":
        return level_words(part)
    return str(Affiliation(part).label if code == "affiliation" else MONTH_NAMES[int(part)])


def _bar(shown: Shown, pace: Pace, exact: bool) -> Bar:
    """A span is told of five cases at least; the longest is one case's own, so it stands beside true counts alone."""
    known = [cell for cell in shown.cells if isinstance(cell, int)]
    share = f"{100 * pace.parts[IN_TIME] // pace.reached} %" if len(known) == len(shown.cells) and pace.reached else ""
    median = _span(pace.median) if exact or pace.reached >= FEW else str(NOT_SHOWN)
    longest = _span(pace.longest) if exact else str(NOT_SHOWN)
    return Bar(shown.cells, share or _hidden(shown), median, longest, _pieces(known) if len(known) == len(shown.cells) else ())


def _hidden(shown: Shown) -> str:
    return str(NOT_SHOWN) if shown.hides_a_cell else _("none yet")


def _span(span: timedelta | None) -> str:
    return duration_words(span) if span is not None else _("none yet")


def _pieces(counts: Sequence[int]) -> tuple[tuple[float, float, int], ...]:
    """x and width in percent of the cases to which the step applies, for in time, later, not there yet."""
    of = sum(counts[: WAITING + 1])
    found, x = [], 0.0
    for part in (IN_TIME, LATE, WAITING):
        width = 100 * counts[part] / of if of else 0.0
        if width:
            found.append((round(x, 1), round(width, 1), part))
        x += width
    return tuple(found)


def _step(step: Step, bars: Sequence[Bar]) -> StepLine:
    return StepLine(str(step.label), str(step.target), *bars)


def _x_of_y(shown: Shown) -> str:
    full, gap, _none = shown.cells
    if not isinstance(full, int) or not isinstance(gap, int):
        return str(NOT_SHOWN)
    return _("%(part)d of %(whole)d") % {"part": full, "whole": full + gap} if full + gap else _("no plan yet")


def _talks(found: Mapping[int, Mapping[bool, Sequence[int]]], held: bool, title: str, exact: bool) -> Block:
    years = [(_true if exact else hide_small)(found[year][held]) for year in YEARS]
    return block("held" if held else "not-held", title, _("With whom"), Interviewee.labels, years)


def _overdue(found: Mapping[tuple[int | None, str], int], buildings: Sequence[Building], exact: bool) -> Block:
    """By kind, the longest list first where counts are true; where they are hidden in the order of the codes, which tells nothing.

    The district's page shows the same duties by building: what that hides is not told here.
    """
    kept = found if exact else {key: n for key, n in found.items() if key[0] is not None}
    rules = sorted({rule for _place, rule in kept})
    by_rule = [sum(n for (_place, rule), n in kept.items() if rule == each) for each in rules]
    by_building = [sum(n for (place, _rule), n in kept.items() if place == each.pk) for each in buildings]
    shown = _true(by_rule) if exact else hide_margins(by_building, by_rule)[1]
    longest = max((cell for cell in shown.cells if isinstance(cell, int)), default=0) or 1
    lines = [
        Line(RULES[rule].duty, cell, "", 100 * cell // longest if isinstance(cell, int) else 0)
        for rule, cell in zip(rules, shown.cells, strict=True)
    ]
    lines = sorted(lines, key=lambda line: (-line.this_length, line.label)) if exact else lines
    return Block("overdue", _("Duties past due now, by kind"), _("Duty"), lines, shown.total)


__all__ = ["PARTS", "Bar", "Block", "Insight", "Line", "StepLine", "read"]
