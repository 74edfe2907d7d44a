"""The district's statistics on paper: printing a copy, and reading those that are kept."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from reporting.actions.statistics import print_statistics
from reporting.documents.statistics import STATISTICS
from reporting.models import IssuedDocument
from reporting.views.papers import kept_html, kept_pdf
from tat.idempotency import once
from tat.models import District
from tat.permissions import needs, request_scope
from tat.roles import Permission

COPIES_SHOWN = 5


def copies_of(district: District) -> list[IssuedDocument]:
    """The last copies that were printed."""
    rows = IssuedDocument.objects.filter(district=district, kind=STATISTICS).select_related("issued_by").order_by("-copy_number")
    return list(rows[:COPIES_SHOWN])


@needs(Permission.VIEW_DISTRICT, "POST")
@once
def print_it(request: HttpRequest) -> HttpResponse:
    """Issue a copy; it is kept."""
    found = District.objects.get(pk=request_scope(request).district_id)
    print_statistics(district=found, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("The copy is made and kept. Open it below."))
    return redirect("district")


@needs(Permission.VIEW_DISTRICT, "GET")
def copy_html(request: HttpRequest, number: int) -> HttpResponse:
    """A copy as it was issued, in the browser."""
    return kept_html(_copy(request, number))


@needs(Permission.VIEW_DISTRICT, "GET")
def copy_pdf(request: HttpRequest, number: int) -> HttpResponseBase:
    """A copy's kept bytes, streamed."""
    return kept_pdf(_copy(request, number), "statistics")


def _copy(request: HttpRequest, number: int) -> IssuedDocument:
    rows = IssuedDocument.objects.filter(district=request_scope(request).district_id or 0, kind=STATISTICS, copy_number=number)
    paper = rows.select_related("html__key", "file__key").first()
    if paper is None:
        raise Http404
    return paper
