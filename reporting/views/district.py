"""The district in numbers, without names: true counts for the superintendent, small ones hidden for the prevention team."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Min
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cases.levels import Level
from cases.views.agencies import state_of_directory
from reporting import counts
from reporting.counts.shown import Table, figure_words, level_words, read
from reporting.documents.rosters import changed_since
from reporting.models import Filing
from reporting.views.directions import late_teams
from reporting.views.statistics import copies_of
from reporting.views.system import waiting
from tat.calendar.words import duration_words
from tat.models import District, Obligation
from tat.permissions import needs, request_scope
from tat.roles import Permission, Role
from tat.statutes import local_date
from tat.views.needs import title_of

DENSITY = {"": 0, Level.ROUTINE: 0, Level.LOW: 1, Level.MODERATE: 2, Level.HIGH: 3, Level.IMMINENT: 4}


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
        **(late_words(found, scope.at) if exact else {}),
        "table": table,
        "figures": figure_words(found, scope.at, table, exact),
        "bars": bars(table),
        "filing": filing_state(found, scope.at),
        "agencies_lack": state_of_directory(found, scope.at) if exact else [],
        "late_directions": late_teams(scope),
        "copies": copies_of(found),
        **waiting(scope),
    }
    return render(request, "reporting/district.html", context)


LATE_LINES = 5
"""Kinds of what is past due that the page names, the longest late first; the board has them all."""


def late_words(found: District, at: datetime) -> dict[str, Any]:
    """What is past due, by building and kind of duty, with the longest lateness, and how many in all; for the superintendent alone."""
    rows = Obligation.objects.filter(district=found, practice=False).overdue(at)
    grouped = (
        rows.values("building__name", "rule")
        .annotate(n=Count("id"), first=Min(Coalesce("legal_due_at", "target_due_at")))
        .order_by("first")
    )
    lines = [*grouped]
    return {"late": [_late(row, at) for row in lines[:LATE_LINES]], "late_total": sum(row["n"] for row in lines), "late_kinds": len(lines)}


def _late(row: dict[str, Any], at: datetime) -> str:
    where, span = row["building__name"] or _("the district"), duration_words(at - row["first"])
    words = {"n": row["n"], "duty": title_of(row["rule"]), "where": where, "span": span}
    if row["n"] == 1:
        return _("%(duty)s, %(where)s, %(span)s late") % words
    return _("%(n)d × %(duty)s, %(where)s, up to %(span)s late") % words


def bars(table: Table) -> list[tuple[object, object, int, int]]:
    """Levels for templates/partials/_bars.html; what is hidden has no length either."""
    longest = max((cell for _code, cell in table.levels if isinstance(cell, int)), default=0) or 1
    return [(level_words(code), cell, 100 * cell // longest if isinstance(cell, int) else 0, DENSITY[code]) for code, cell in table.levels]


def filing_state(found: District, at: datetime) -> dict[str, Any]:
    """The filing of the year that was opened last, with its proof and what changed since."""
    filing = Filing.objects.filter(district=found).select_related("school_year", "district").order_by("-school_year__starts_on").first()
    if filing is None:
        return {}
    return {"filing": filing, "recipients": filing.filed_with(), "changed": changed_since(filing, local_date(at))}
