"""The district's numbers as they are shown: true, or with what is small hidden, on the page and on paper alike."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from cases.levels import NOTIFIED, Level
from reporting.counts import district as counted
from reporting.counts.suppression import FEW, NOT_SHOWN, Shown, hide_linked, hide_small, part_of
from reporting.counts.volumes import Asked, split_by_building
from reporting.counts.years import year_of
from reporting.workflow import seats_held
from tat.calendar.words import duration_words
from tat.models import Building, District
from tat.models.rosters import rosters
from tat.statutes import SEATS, local_date


@dataclass(frozen=True)
class Line:
    """One building as it is shown; `next_due_at` and `held` are no counts of cases."""

    name: str
    open: object
    reports: object
    past_due: object
    next_due_at: datetime | None
    held: int | None

    @property
    def seats(self) -> str:
        """Statutory seats held of six; nothing where no team serves the building."""
        return "" if self.held is None else _("%(held)d of %(seats)d") % {"held": self.held, "seats": len(SEATS)}

    @property
    def lacks_seats(self) -> bool:
        return self.held is not None and self.held < len(SEATS)


@dataclass(frozen=True)
class Table:
    """The buildings, the levels, and their totals, as they are shown."""

    lines: list[Line]
    open: object
    reports: object
    past_due: object
    levels: list[tuple[str, object]]
    serious: object


def read(found: District, at: datetime, exact: bool) -> Table:
    """Count, and hide what is small unless the counts are shown as they are."""
    rows, levels = counted.by_building(found, at), counted.by_level(found)
    columns = [row.open for row in rows], [row.reports for row in rows], [row.past_due for row in rows]
    if exact:
        shown = [Shown(tuple(column), sum(column)) for column in (*columns, [number for _code, number in levels])]
        opened, reports, past_due, by_level = shown
    else:
        opened, by_level = hide_linked(columns[0], [number for _code, number in levels])
        reports, past_due = hide_small(columns[1]), hide_small(columns[2])
    seats = _seats(found, at)
    lines = [
        Line(row.building.name, is_open, reported, late, row.next_due_at if exact else None, seats.get(row.building.name))
        for row, is_open, reported, late in zip(rows, opened.cells, reports.cells, past_due.cells, strict=True)
    ]
    serious = sum(number for code, number in levels if code in NOTIFIED)
    return Table(
        lines=lines,
        open=opened.total,
        reports=reports.total,
        past_due=past_due.total,
        levels=[(code, cell) for (code, _number), cell in zip(levels, by_level.cells, strict=True)],
        serious=NOT_SHOWN if by_level.hides_a_cell else serious,
    )


def _seats(found: District, at: datetime) -> dict[str, int]:
    """Building -> statutory seats held of six; the least where several teams serve it."""
    held: dict[str, int] = {}
    for roster in rosters(found, local_date(at)):
        for building in roster.buildings:
            held[building] = min(seats_held(roster), held.get(building, len(SEATS)))
    return held


def figure_words(found: District, at: datetime, table: Table, exact: bool) -> list[tuple[str, object, str]]:
    """Term, number, note for templates/partials/_figures.html."""
    figures = counted.figures(found, at)
    opened = figures.opened_this_year if exact else _opened(found, at)
    updated, evidenced, isp = (_pair(pair, exact) for pair in (figures.updated, figures.evidenced, figures.isp_on_time))
    told = exact or figures.triaged >= FEW
    median = duration_words(figures.triage_median) if figures.triage_median is not None and told else _("none yet") if exact else NOT_SHOWN
    running = _("%(n)d more due") % {"n": figures.isp_running} if exact and figures.isp_running else ""
    return [
        (_("Open cases"), table.open, _("%(n)s opened this year") % {"n": opened}),
        (_("Classified Moderate or above"), table.serious, ""),
        (_("Plans whose update is not past due"), updated, ""),
        (_("Plans with every update of the last year in time"), evidenced, ""),
        (_("Report to triage, median"), median, ""),
        (_("State Police reports on time"), isp, running),
    ]


def _opened(found: District, at: datetime) -> object:
    """Of the year so far: hidden where the page of school years hides it, since its buildings add up to it."""
    buildings = list(Building.objects.filter(district=found).order_by("name"))
    return hide_small(split_by_building(Asked(found, year_of(at)), buildings).this).total


def _pair(pair: tuple[int, int], exact: bool) -> object:
    part, whole = pair if exact else part_of(*pair)
    if whole == 0:
        return _("none yet")
    return _("%(part)s of %(whole)s") % {"part": part, "whole": whole} if isinstance(part, int) else part


def level_words(code: str) -> str:
    """A level's name; of the cases that have none yet, that."""
    return str(Level(code).label) if code else _("Not classified")
