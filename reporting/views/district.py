"""The district in numbers, without names: true counts for the superintendent, small ones hidden for the prevention team."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.levels import NOTIFIED, Level
from cases.views.agencies import state_of_directory
from reporting import counts
from reporting.documents.rosters import changed_since, rosters
from reporting.models import Filing
from reporting.views.directions import late_teams
from reporting.views.system import waiting
from reporting.workflow import seats_held
from tat.calendar.words import duration_words
from tat.models import District, Obligation
from tat.permissions import needs, request_scope
from tat.roles import Permission, Role
from tat.statutes import RULES, SEATS, local_date
from tat.views.needs import PLACES

DENSITY = {"": 0, Level.ROUTINE: 0, Level.LOW: 1, Level.MODERATE: 2, Level.HIGH: 3, Level.IMMINENT: 4}
NOT_CLASSIFIED = _l("Not classified")


@needs(Permission.VIEW_DISTRICT, "GET")
def district(request: HttpRequest) -> HttpResponse:
    """Numbers only; the page leads to no case."""
    scope = request_scope(request)
    found = District.objects.get(pk=scope.district_id)
    exact = Role.SUPERINTENDENT in scope.offices
    table = read(found, scope.at, exact)
    context = {
        "exact": exact,
        "since": counts.reports_since(scope.at),
        "now": scope.at,
        "late": late_words(found, scope.at) if exact else [],
        "table": table,
        "figures": figure_words(found, scope.at, table, exact),
        "bars": bars(table),
        "filing": filing_state(found, scope.at),
        "agencies_lack": state_of_directory(found, scope.at) if exact else [],
        "late_directions": late_teams(scope),
        **waiting(scope),
    }
    return render(request, "reporting/district.html", context)


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
    rows, levels = counts.by_building(found, at), counts.by_level(found)
    columns = [row.open for row in rows], [row.reports for row in rows], [row.past_due for row in rows]
    if exact:
        shown = [counts.Shown(tuple(column), sum(column)) for column in (*columns, [number for _code, number in levels])]
        opened, reports, past_due, by_level = shown
    else:
        opened, by_level = counts.hide_linked(columns[0], [number for _code, number in levels])
        reports, past_due = counts.hide_small(columns[1]), counts.hide_small(columns[2])
    seats = _seats(found, at)
    lines = [
        Line(row.building.name, *cells, row.next_due_at if exact else None, seats.get(row.building.name))
        for row, *cells in zip(rows, opened.cells, reports.cells, past_due.cells, strict=True)
    ]
    serious = sum(number for code, number in levels if code in NOTIFIED)
    return Table(
        lines=lines,
        open=opened.total,
        reports=reports.total,
        past_due=past_due.total,
        levels=[(code, cell) for (code, _number), cell in zip(levels, by_level.cells, strict=True)],
        serious=counts.NOT_SHOWN if by_level.hides_a_cell else serious,
    )


def _seats(found: District, at: datetime) -> dict[str, int]:
    """Building -> statutory seats held of six; the least where several teams serve it."""
    held: dict[str, int] = {}
    for roster in rosters(found, local_date(at)):
        for building in roster.buildings:
            held[building] = min(seats_held(roster), held.get(building, len(SEATS)))
    return held


def late_words(found: District, at: datetime) -> list[str]:
    """What is past due, by building and kind of duty, with the longest lateness; for the superintendent alone."""
    rows = Obligation.objects.filter(district=found, practice=False).overdue(at)
    grouped = (
        rows.values("building__name", "rule")
        .annotate(n=Count("id"), first=Min(Coalesce("legal_due_at", "target_due_at")))
        .order_by("first")
    )
    return [_late(row, at) for row in grouped]


def _late(row: dict[str, Any], at: datetime) -> str:
    title = PLACES[row["rule"]][0] if row["rule"] in PLACES else RULES[row["rule"]].duty
    words = {"n": row["n"], "duty": title, "where": row["building__name"] or _("the district"), "span": duration_words(at - row["first"])}
    if row["n"] == 1:
        return _("%(duty)s, %(where)s, %(span)s late") % words
    return _("%(n)d × %(duty)s, %(where)s, up to %(span)s late") % words


def figure_words(found: District, at: datetime, table: Table, exact: bool) -> list[tuple[str, object, str]]:
    """Term, number, note for templates/partials/_figures.html."""
    figures = counts.figures(found, at)
    opened = figures.opened_this_year if exact else counts.one_small(figures.opened_this_year)
    updated, evidenced, isp = (_pair(pair, exact) for pair in (figures.updated, figures.evidenced, figures.isp_on_time))
    told = exact or figures.triaged >= counts.FEW
    median = (
        duration_words(figures.triage_median)
        if figures.triage_median is not None and told
        else _("none yet")
        if exact
        else counts.NOT_SHOWN
    )
    running = _("%(n)d more due") % {"n": figures.isp_running} if exact and figures.isp_running else ""
    return [
        (_("Open cases"), table.open, _("%(n)s opened this year") % {"n": opened}),
        (_("Classified Moderate or above"), table.serious, ""),
        (_("Plans whose update is not past due"), updated, ""),
        (_("Plans with every update of the last year in time"), evidenced, ""),
        (_("Report to triage, median"), median, ""),
        (_("State Police reports on time"), isp, running),
    ]


def _pair(pair: tuple[int, int], exact: bool) -> object:
    part, whole = pair if exact else counts.part_of(*pair)
    if whole == 0:
        return _("none yet")
    return _("%(part)s of %(whole)s") % {"part": part, "whole": whole} if isinstance(part, int) else part


def bars(table: Table) -> list[tuple[object, object, int, int]]:
    """Levels for templates/partials/_bars.html; what is hidden has no length either."""
    longest = max((cell for _code, cell in table.levels if isinstance(cell, int)), default=0) or 1
    return [
        (Level(code).label if code else NOT_CLASSIFIED, cell, 100 * cell // longest if isinstance(cell, int) else 0, DENSITY[code])
        for code, cell in table.levels
    ]


def filing_state(found: District, at: datetime) -> dict[str, Any]:
    """The filing of the year that was opened last, with its proof and what changed since."""
    filing = Filing.objects.filter(district=found).select_related("school_year", "district").order_by("-school_year__starts_on").first()
    if filing is None:
        return {}
    return {"filing": filing, "recipients": filing.filed_with(), "changed": changed_since(filing, local_date(at))}
