"""Findings across cases: the district's list, one finding with its decisions, and the list as a table to take along."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.actions.locks import Overtaken
from cases.views.acting import on_what_stands
from cases.views.mending import mend
from reporting.actions import system as acts
from reporting.counts import CaseCounts, case_counts
from reporting.documents.tables import Sheet
from reporting.forms.system import DecisionForm, month_words
from reporting.models import EnvironmentalFinding, SystemDecision
from reporting.views.tables import as_file
from tat import paging
from tat.addresses import address
from tat.idempotency import once
from tat.models import Building
from tat.permissions import Scope, may, needs, request_scope
from tat.roles import Permission, Role
from tat.statutes import local_date
from tat.templatetags.moments import on
from tat.workflow import Blocked

PAGE = 20
KEYS = ("recorded_on", "id")
WAITING = "waiting"
SHOWS = {"": _l("All"), WAITING: _l("Waiting for a decision"), **dict(SystemDecision.Decision.choices)}
STATES = {"taken_up": "open", "not_now": "open", "done": "done"}


def mine(scope: Scope) -> Any:
    """The findings that this person reads: of the whole district for its offices, for a principal those of the own buildings."""
    rows = EnvironmentalFinding.objects.filter(district=scope.district_id)
    if not may(scope, Permission.VIEW_DISTRICT):
        rows = rows.filter(building__in=scope.principal_of)
    return rows.with_decision().select_related("building", "key")


def shown_counts(request: HttpRequest) -> CaseCounts:
    """True counts on the superintendent's screen alone; as they may be printed where that is asked for."""
    scope = request_scope(request)
    exact = Role.SUPERINTENDENT in scope.offices and "printed" not in request.GET
    return case_counts(scope.district_id or 0, exact=exact)


def line(row: Any, found: CaseCounts, at: datetime) -> dict[str, Any]:
    """One finding as its row shows it."""
    return {
        "row": row,
        "cases": found.of_finding.get(row.pk, ""),
        "months": months(row),
        "state": STATES.get(row.decided, "needs"),
        "words": SHOWS[row.decided] if row.decided else _("Waiting for a decision"),
        "since": row.decided_at or row.recorded_on,
        "days": (local_date(at) - row.recorded_on).days,
    }


def months(row: EnvironmentalFinding) -> str:
    """From which month to which."""
    first, last = month_words(row.from_month), month_words(row.until_month)
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


@needs(Permission.VIEW_SYSTEM, "GET")
def system_findings(request: HttpRequest) -> HttpResponse:
    """The list, the latest first, by what became of it, by kind and by building."""
    scope = request_scope(request)
    everything = mine(scope)
    places = list(Building.objects.filter(pk__in=everything.values("building")).order_by("name"))
    chosen = choices(request, places)
    rows, after = paging.page(narrowed(everything, chosen), KEYS, request.GET.get("after", ""), PAGE, newest_first=True)
    found = shown_counts(request)
    whole = may(scope, Permission.VIEW_DISTRICT)
    context = {
        "lines": [line(row, found, scope.at) for row in rows],
        "next_url": f"?{urlencode({**asked(request, chosen), 'after': after})}" if after else "",
        "chosen": chosen,
        "shows": SHOWS,
        "categories": EnvironmentalFinding.Category.choices,
        "places": places,
        **waiting(scope),
        "whole": whole,
        "exact": Role.SUPERINTENDENT in scope.offices,
        "printed": "printed" in request.GET,
        "found": found if whole else None,
    }
    return render(request, "reporting/system_findings.html", context)


def waiting(scope: Scope) -> dict[str, Any]:
    """How many findings that this person reads wait for a decision, and since when the first."""
    return mine(scope).filter(decided=None).aggregate(waiting=Count("pk"), oldest=Min("recorded_on"))


def choices(request: HttpRequest, places: Iterable[Building]) -> dict[str, str]:
    """What the list was narrowed to; what is not offered narrows nothing."""
    offered = {
        "show": set(SHOWS),
        "category": set(EnvironmentalFinding.Category.values),
        "building": {str(place.pk) for place in places},
    }
    return {name: request.GET[name] for name, values in offered.items() if request.GET.get(name) in values and request.GET[name]}


def asked(request: HttpRequest, chosen: dict[str, str]) -> dict[str, str]:
    """The same list in an address."""
    return chosen | ({"printed": "1"} if "printed" in request.GET else {})


def narrowed(rows: Any, chosen: dict[str, str]) -> Any:
    """The rows of that choice."""
    if show := chosen.get("show"):
        rows = rows.filter(decided=None if show == WAITING else show)
    if category := chosen.get("category"):
        rows = rows.filter(category=category)
    return rows.filter(building=chosen["building"]) if "building" in chosen else rows


@needs(Permission.VIEW_SYSTEM, "GET")
def system_finding(request: HttpRequest, finding_id: uuid.UUID) -> HttpResponse:
    """One finding, what was decided on it, and the directions that answer it."""
    return show(request, finding_id)


def show(request: HttpRequest, finding_id: uuid.UUID, form: DecisionForm | None = None, status: int = 200) -> HttpResponse:
    """The page, with a form's errors where there are any."""
    scope = request_scope(request)
    row = mine(scope).filter(pk=finding_id).first()
    if row is None:
        raise Http404
    decisions = list(row.decisions.order_by("-recorded_at", "-id"))
    latest = decisions[0] if decisions else None
    if form is None and may(scope, Permission.DECIDE_SYSTEM):
        form = DecisionForm(initial={"seen": latest.pk if latest else None, "owner": (latest and latest.owner) or row.owner})
    directs = may(scope, Permission.GIVE_DIRECTION)
    context = {
        "finding": row,
        "line": line(row, shown_counts(request), scope.at),
        "decisions": decisions,
        "form": form,
        "directions": row.directions.select_related("key").order_by("-recorded_at") if may(scope, Permission.VIEW_DISTRICT) else [],
        "direct_url": f"{address('direction_list')}?{urlencode({'answers': row.pk})}#new" if directs else "",
    }
    return render(request, "reporting/system_finding.html", context, status=status)


@needs(Permission.DECIDE_SYSTEM, "POST")
@once
def decide(request: HttpRequest, finding_id: uuid.UUID) -> HttpResponse:
    """Decide on a finding; 409 where somebody decided meanwhile, with that decision above what was typed."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return show(request, finding_id, form)
    try:
        acts.decide(finding_id=finding_id, by=request.user, given=form.given())  # type: ignore[arg-type]
    except Overtaken as overtaken:
        on_what_stands(form, seen=overtaken.current.pk)
        mend(form, overtaken)
        return show(request, finding_id, form, status=409)
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, finding_id, form)
    messages.success(request, _("The decision is recorded."))
    return redirect("system_finding", finding_id=finding_id)


@needs(Permission.DECIDE_SYSTEM, "GET")
def export(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Every finding of the district as a table; small counts are hidden whoever takes it along."""
    scope = request_scope(request)
    found = case_counts(scope.district_id or 0, exact=False)
    rows = list(mine(scope).prefetch_related("decisions").order_by("-recorded_on", "id"))
    sheets = lambda: [Sheet(_("Patterns across cases"), COLUMNS, (cells(row, found) for row in rows))]  # noqa: E731
    return as_file(request, ending, "findings", sheets, shown=[str(row.pk) for row in rows], back="system_findings")


COLUMNS = (
    *("Kind", "What kind", "Building", "From", "Until", "Cases", "What shows", "What the district could do", "Office"),
    *("Handed over", "Decision", "Decided", "Why", "Who sees to it"),
)


def cells(row: Any, found: CaseCounts) -> tuple[object, ...]:
    """One finding as a row of the table."""
    latest = max(row.decisions.all(), key=lambda each: (each.recorded_at, each.pk), default=None)
    decided: tuple[object, ...] = (SHOWS[WAITING], "", "", "")
    if latest:
        decided = (latest.get_decision_display(), on(latest.recorded_at), latest.reason, latest.owner)
    return (
        *(row.category, row.get_category_display(), row.building.name, month_words(row.from_month), month_words(row.until_month)),
        *(found.of_finding.get(row.pk, ""), row.pattern, row.proposal, row.owner, on(row.recorded_on), *decided),
    )
