"""The annual calendar of the district: what is to be done in a school year, in order of date, as far as the person may see it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.actions.gates import SIRS
from reporting.actions.year_calendar import print_calendar
from reporting.counts.yearly import Place
from reporting.documents.year_calendar import CALENDAR, Line, lines_of, span_of
from reporting.models import IssuedDocument, ReviewMeeting
from reporting.views.filing import year_or_404
from reporting.views.papers import kept_html, kept_pdf
from reporting.views.sirs_year import answers_for_some
from tat import home
from tat.addresses import address
from tat.idempotency import once
from tat.models import Obligation, SchoolYear
from tat.permissions import Scope, may, needs, request_scope
from tat.roles import Permission
from tat.statutes import local_date
from tat.views.needs import OWN_PAGES

COPIES_SHOWN = 5
OF_THE_YEAR = ("filing", "review")


@needs(Permission.VIEW_DUTIES, "GET")
def district_calendar(request: HttpRequest) -> HttpResponse:
    """The calendar of the school year that runs, else of the next one; without any, what to do."""
    scope = request_scope(request)
    years = years_of(scope)
    today = local_date(scope.at)
    running = [year for year in years if span_of(year, scope.at).first <= today]
    return show(request, running[-1] if running else years[0] if years else None, years)


@needs(Permission.VIEW_DUTIES, "GET")
def district_calendar_year(request: HttpRequest, year: int) -> HttpResponse:
    """The calendar of the school year that begins in that calendar year."""
    return show(request, year_or_404(request, year), years_of(request_scope(request)))


def years_of(scope: Scope) -> list[SchoolYear]:
    """The school years of the person's district, the first one first."""
    return list(SchoolYear.objects.filter(district=scope.district_id or 0).select_related("district").order_by("starts_on"))


def show(request: HttpRequest, year: SchoolYear | None, years: list[SchoolYear]) -> HttpResponse:
    """The page of one school year, or of none."""
    scope = request_scope(request)
    whole = may(scope, Permission.VIEW_DISTRICT)
    context: dict[str, Any] = {"year": year, "years": years, "whole": whole, "now": scope.at, "today": local_date(scope.at)}
    context["enters_years"] = may(scope, Permission.EDIT_GUIDANCE)
    if year is not None:
        lines = lines_of(year, Place(scope.district_id, scope.at, whole, scope))
        shown = with_links(lines, scope)
        context |= {
            "dated": [line for line in shown if line["line"].on],
            "undated": [line for line in shown if not line["line"].on],
            **only_for_the_office(year, scope),
        }
    return render(request, "reporting/year_calendar.html", context)


def only_for_the_office(year: SchoolYear, scope: Scope) -> dict[str, Any]:
    """What the superintendent finds beside the lines: the year's review, and the copies that were printed."""
    if not may(scope, Permission.FILE_ANNUAL):
        return {}
    copies = IssuedDocument.objects.filter(school_year=year, kind=CALENDAR).select_related("issued_by").order_by("-copy_number")
    meeting = ReviewMeeting.objects.filter(school_year=year).first()
    return {"prints": True, "copies": list(copies[:COPIES_SHOWN]), "meeting": meeting}


def with_links(lines: list[Line], scope: Scope) -> list[dict[str, Any]]:
    """Each line with the page to which it leads this person; "" where there is nothing for them."""
    rows = [line.row for line in lines if line.row is not None]
    theirs = set(home.rows_for(scope).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True)) if rows else set()
    enters = answers_for_some(scope)
    return [{"line": line, "url": _entries(line) if enters and line.rule in SIRS else _url(line.row, theirs, scope)} for line in lines]


def _entries(line: Line) -> str:
    """The SIRS entries of the reporting year that ends before the line's target."""
    return f"{address('sirs_year')}?year={line.on.year - 1}" if line.on else address("sirs_year")


def _url(row: Obligation | None, theirs: set[uuid.UUID], scope: Scope) -> str:
    if row is None:
        return ""
    own = row.pk in theirs or row.met_by_id == scope.user_id
    of_the_office = row.about_kind in OF_THE_YEAR and may(scope, Permission.FILE_ANNUAL)
    if row.about_kind in OWN_PAGES and (row.pk in theirs or of_the_office):
        return address(OWN_PAGES[row.about_kind], row.about_id)
    return address("duty_detail", row.id) if own else ""


@needs(Permission.FILE_ANNUAL, "POST")
@once
def print_it(request: HttpRequest, year: int) -> HttpResponse:
    """Issue a copy; it is kept."""
    print_calendar(school_year=year_or_404(request, year), by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("The copy is made and kept. Open it below."))
    return redirect("district_calendar_year", year=year)


@needs(Permission.FILE_ANNUAL, "GET")
def copy_html(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """A copy as it was issued, in the browser."""
    return kept_html(_copy(request, year, number))


@needs(Permission.FILE_ANNUAL, "GET")
def copy_pdf(request: HttpRequest, year: int, number: int) -> HttpResponseBase:
    """A copy's kept bytes, streamed."""
    return kept_pdf(_copy(request, year, number), f"annual-calendar-{year}")


def _copy(request: HttpRequest, year: int, number: int) -> IssuedDocument:
    rows = IssuedDocument.objects.filter(school_year=year_or_404(request, year), kind=CALENDAR, copy_number=number)
    paper = rows.select_related("html__key", "file__key").first()
    if paper is None:
        raise Http404
    return paper
