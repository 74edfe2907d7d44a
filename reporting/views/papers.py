"""A case's papers: the copies that were issued, a new one, each as page and as file; every look is recorded."""

import functools
import uuid
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from csp.decorators import csp_update
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _l

from cases.access import acknowledged_first, can, case_view, request_door, visible_through
from cases.models import Case
from cases.views.acting import act
from reporting.actions.papers import issue_case_file
from reporting.documents import APART, DOCUMENTS
from reporting.documents.choices import choices_of
from reporting.documents.letter_kinds import recipient_of
from reporting.forms.papers import CasePaperForm
from reporting.models import IssuedDocument
from tat import audit, files, notices, paging
from tat.addresses import address
from tat.clock import CENTRAL
from tat.idempotency import once
from tat.permissions import refused_method, request_scope, stated
from tat.roles import Permission

PAGE, LONGEST_QUEUE = 20, 200
State = IssuedDocument.State


@case_view(Permission.PRINT_CASE, "GET")
def case_papers(request: HttpRequest, case: Case) -> HttpResponse:
    """The copies of a case, the latest first."""
    return show(request, case)


def show(request: HttpRequest, case: Case, form: CasePaperForm | None = None) -> HttpResponse:
    """The page, with a form's errors where there are any. Papers that were waited for are open once they are listed."""
    rows = IssuedDocument.objects.filter(case=case).exclude(kind__in=APART).select_related("issued_by", "html__key")
    papers, after = paging.page(rows, ("issued_at", "id"), request.GET.get("after", ""), PAGE, newest_first=True)
    notices.mark_opened(request.user.pk, case.id, request_scope(request).at, kind="paper")  # type: ignore[arg-type]
    shown = form or CasePaperForm(choices=choices_of(case))
    context = {"case": case, "papers": listed(papers, case), "after": after, "form": shown}
    return render(request, "reporting/papers.html", context)


def listed(papers: Sequence[IssuedDocument], case: Case) -> list[dict[str, Any]]:
    """Each paper with what it is called; of a letter, where the ledger records that it was given. No name stands in that address.

    Of one that waits for the worker also how many wait before it, in one statement for all.
    """
    before = queued_before([paper for paper in papers if paper.state == State.WAITING and paper.queued_at])
    return [
        {"paper": paper, "title": DOCUMENTS[paper.kind].title, "given": _given(paper, case), "before": before.get(paper.pk)}
        for paper in papers
    ]


def queued_before(waiting: Sequence[IssuedDocument]) -> dict[uuid.UUID, int]:
    """How many papers the worker was asked for before each of these."""
    if not waiting:
        return {}
    since = max(paper.queued_at for paper in waiting if paper.queued_at)
    queue = IssuedDocument.objects.filter(state=State.WAITING, queued_at__isnull=False, issued_at__lte=since).order_by("queued_at", "id")
    places = {pk: place for place, pk in enumerate(queue.values_list("pk", flat=True)[:LONGEST_QUEUE])}
    return {paper.pk: places.get(paper.pk, LONGEST_QUEUE) for paper in waiting}


def _given(paper: IssuedDocument, case: Case) -> str:
    recipient = recipient_of(paper.kind)
    if not recipient or not case.is_open():
        return ""
    asked = {"to": recipient, "method": "letter", "letter": paper.check_code, "basis": paper.legal_basis}
    return f"{address('case_notices', case.code)}?{urlencode({name: word for name, word in asked.items() if word})}#record"


@case_view(Permission.PRINT_CASE, "POST")
@once
def issue(request: HttpRequest, case: Case) -> HttpResponse:
    """Issue a copy of the case file, or of one of its parts."""
    form = CasePaperForm(request.POST, choices=choices_of(case))
    return act(
        request,
        case,
        form,
        do=lambda: issue_case_file(case=case, by=request.user, choice=form.cleaned_data["choice"]),
        again=lambda: show(request, case, form),
        done=_l("The copy is issued and kept."),
        go="case_papers",
    )


def paper_view(page: str) -> Callable[[Callable[[HttpRequest, IssuedDocument], HttpResponseBase]], Any]:
    """Open a paper through its case: unseen cases have no papers (404). What is shown leaves an AccessEntry."""

    def wrap(view: Callable[[HttpRequest, IssuedDocument], HttpResponseBase]) -> Any:
        @functools.wraps(view)
        def opened(request: HttpRequest, paper_id: uuid.UUID) -> HttpResponseBase:
            if refused := refused_method(request, ("GET",)):
                return refused
            paper = _opened(request, paper_id)
            acknowledged_first(request, paper.case)
            response = view(request, paper)
            ref, at = (paper.case.id, paper.case.code), request_scope(request).at
            audit.record_access(request.user, kind="paper", page=page, ref=ref, at=at, digest=bytes(paper.sha256 or b""))
            return response

        return stated(Permission.PRINT_CASE, ("GET",))(login_required(opened))  # type: ignore[arg-type]

    return wrap


def _opened(request: HttpRequest, paper_id: uuid.UUID) -> IssuedDocument:
    way = request_door(request)
    rows = IssuedDocument.objects.filter(case__in=visible_through(way)).select_related("case", "html__key", "file__key")
    paper = rows.filter(pk=paper_id).first()
    if paper is None:
        raise Http404
    if not all(can(way, asked, paper.case) for asked in (Permission.PRINT_CASE, DOCUMENTS[paper.kind].permission)):
        raise PermissionDenied
    return paper


@paper_view("paper_html")
def paper_html(request: HttpRequest, paper: IssuedDocument) -> HttpResponseBase:
    """The paper as it was issued, in the browser."""
    return kept_html(paper)


@paper_view("paper_pdf")
def paper_pdf(request: HttpRequest, paper: IssuedDocument) -> HttpResponseBase:
    """The kept bytes, streamed."""
    return kept_pdf(paper, paper.case.short_code)


def kept_html(paper: IssuedDocument) -> HttpResponse:
    """A paper's HTML, escaped when it was made; the site's policy for content holds for it too."""
    return HttpResponse(b"".join(files.open_chunks(paper.html)))


@csp_update({"sandbox": True})  # type: ignore[misc]
def kept_pdf(paper: IssuedDocument, name: str) -> StreamingHttpResponse:
    """A paper's PDF as a file whose name tells nothing but code and day. Raises Http404 while there is none."""
    if paper.file is None:
        raise Http404
    response = StreamingHttpResponse(files.open_chunks(paper.file), content_type="application/pdf")
    response["Content-Length"] = str(paper.file.size)
    response["Content-Disposition"] = f'attachment; filename="tat-{name}-{paper.issued_at.astimezone(CENTRAL):%Y%m%d}.pdf"'
    return response
