"""The papers of a filing as they can be read: what will be filed, and what was made and kept."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from reporting.actions.filing import recipients_of
from reporting.documents import Copy, as_html
from reporting.documents.filing import COVER_LETTER, PACKET, CoverLetter
from reporting.models import Filing, IssuedDocument, ProcedureEdition
from reporting.views.filing import files, filing_or_404
from reporting.views.papers import kept_html, kept_pdf
from tat.permissions import request_scope
from tat.statutes import local_date
from tat.uploads import KINDS
from tat.views.files import download


@files("GET")
def preview(request: HttpRequest, year: int) -> HttpResponse:
    """What will be filed, as it stands now; once frozen, what was."""
    filing = filing_or_404(request, year)
    return kept_html(filing.packet) if filing.packet else HttpResponse(as_html(PACKET, filing, _no_copy(request)))


@files("GET")
def letter_preview(request: HttpRequest, year: int, agency_id: uuid.UUID) -> HttpResponse:
    """The letter to one office, as it would go today."""
    filing = filing_or_404(request, year)
    office = get_object_or_404(recipients_of(filing.district, local_date(request_scope(request).at)), pk=agency_id)
    return HttpResponse(as_html(COVER_LETTER, CoverLetter(filing, office), _no_copy(request)))


@files("GET")
def packet(request: HttpRequest, year: int) -> HttpResponseBase:
    """The packet as it was made, streamed."""
    filing = filing_or_404(request, year)
    if filing.packet is None:
        raise Http404
    return kept_pdf(filing.packet, f"filing-{year}")


@files("GET")
def paper(request: HttpRequest, year: int, document_id: uuid.UUID) -> HttpResponseBase:
    """A letter, a supplement or the notice to the Board, streamed."""
    found = IssuedDocument.objects.filter(pk__in=_ids(filing_or_404(request, year))).select_related("file__key")
    row = get_object_or_404(found, pk=document_id)
    return kept_pdf(row, f"{row.kind.replace('_', '-')}-{year}")


def _ids(filing: Filing) -> set[uuid.UUID | None]:
    """Of the papers made of this filing and its supplements."""
    of_others = (filing.recipients.values_list("letter", flat=True), filing.supplements.values_list("packet", flat=True))
    return {filing.packet_id, filing.board_notice_id, *(key for keys in of_others for key in keys)} - {None}


@files("GET")
def procedure(request: HttpRequest, year: int, procedure_id: uuid.UUID) -> HttpResponseBase:
    """The pages of an edition that the district uploaded, as they join the packet."""
    filing = filing_or_404(request, year)
    rows = ProcedureEdition.objects.filter(district=filing.district, annex__isnull=False).select_related("annex__key")
    edition = get_object_or_404(rows, pk=procedure_id)
    assert edition.annex
    return download(request, edition.annex, f"procedure-{edition.adopted_on:%Y%m%d}.pdf")


@files("GET")
def scan(request: HttpRequest, year: int, recipient_id: uuid.UUID) -> StreamingHttpResponse:
    """The scan of one recipient's proof, as a copy that is safe to show."""
    rows = filing_or_404(request, year).recipients.filter(scan_display__isnull=False).select_related("scan_display__key")
    shown = get_object_or_404(rows, pk=recipient_id).scan_display
    assert shown
    ending = next(each.shown_as for each in KINDS.values() if each.shown_as and KINDS[each.shown_as].media == shown.kind)
    return download(request, shown, f"proof-{year}.{ending}")


def _no_copy(request: HttpRequest) -> Copy:
    """Of something that is looked at and not issued: the person as the signature will name them, no number and no check code."""
    user = request.user
    return Copy(0, user.full_name, user.position, request_scope(request).at, "")  # type: ignore[union-attr]
