"""A school year of the district in numbers, beside the one before: no name, and no way to a case."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from reporting.counts.insight import Insight, read
from reporting.counts.timeliness import PARTS
from reporting.counts.volumes import Asked
from reporting.counts.years import Year, years_of
from reporting.documents.insight import sheets_of
from reporting.forms.insight import AskedForm
from reporting.views.tables import as_file
from tat.models import Building, District
from tat.permissions import needs, request_scope
from tat.roles import Permission, Role

HIDDEN = "hidden"
"""What a superintendent adds to the address to print: counts as the prevention team sees them."""


def _asked(request: HttpRequest, exact: bool) -> tuple[District, AskedForm]:
    """The district, and what is asked of it; with nothing asked the present year."""
    scope = request_scope(request)
    found = District.objects.get(pk=scope.district_id)
    years = years_of(found, scope.at)
    buildings = list(Building.objects.filter(district=found).order_by("name"))
    data = request.GET if "year" in request.GET or "building" in request.GET else {"year": years[0].first}
    return found, AskedForm(data, years=years, buildings=buildings, exact=exact)


def _read(request: HttpRequest, found: District, form: AskedForm, exact: bool) -> tuple[Year, Insight]:
    year, place = Year(form.cleaned_data["year"]), form.cleaned_data.get("building")
    building = Building.objects.get(pk=place) if place else None
    return year, read(Asked(found, year, building), request_scope(request).at, exact)


@needs(Permission.VIEW_DISTRICT, "GET")
def figures(request: HttpRequest) -> HttpResponse:
    """The page: true counts for the superintendent alone, and only where no counts are asked for that may be printed."""
    may_see_all = Role.SUPERINTENDENT in request_scope(request).offices
    exact = may_see_all and request.GET.get("counts") != HIDDEN
    found, form = _asked(request, exact)
    context: dict[str, Any] = {"form": form, "exact": exact, "may_see_all": may_see_all, "parts": PARTS, "now": request_scope(request).at}
    if form.is_valid():
        year, numbers = _read(request, found, form, exact)
        context |= {"year": year, "numbers": numbers, "query": f"?year={year.first}"}
    return render(request, "reporting/figures.html", context)


@needs(Permission.VIEW_DISTRICT, "GET")
def export(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The same numbers as a table to take along: small counts hidden, whoever takes it."""
    found, form = _asked(request, False)
    if not form.is_valid():
        return redirect(f"{reverse('district_figures')}?{request.GET.urlencode()}")
    year, numbers = _read(request, found, form, False)
    return as_file(request, ending, _name(year), lambda: sheets_of(year, numbers), shown=[_("District")], back="district_figures")


def _name(year: Year) -> str:
    return f"district-{year.first}"
