"""The files of a case: their list, adding some, and downloading one; each download is on record."""

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from cases.access import acknowledged_first, can, case_view, open_by_code, request_door, withhold
from cases.actions.attachments import NONE, add_attachments
from cases.forms.attachments import AttachmentsForm
from cases.models import Attachment, Case
from cases.views.mending import mend
from tat import audit, paging
from tat.idempotency import once
from tat.permissions import refused_method, request_scope, stated
from tat.roles import Permission
from tat.sign_in import asks_again
from tat.uploads import KINDS, takes_files
from tat.uploads.waiting import FILES, FilesSent
from tat.views.files import download
from tat.workflow import Blocked

FORM, PAGE = "attachments", 20
View = Callable[[HttpRequest, Attachment], StreamingHttpResponse]


class Shown(NamedTuple):
    """One file, as its row shows it."""

    file: Attachment
    name: str
    sha256: str


@case_view(Permission.VIEW_CASE, "GET")
def case_attachments(request: HttpRequest, case: Case) -> HttpResponse:
    """What the case keeps, the latest first."""
    return show(request, case)


def show(request: HttpRequest, case: Case, form: AttachmentsForm | None = None, sent: FilesSent | None = None) -> HttpResponse:
    """The page, with the form's errors and the files that wait where there are any."""
    rows = case.attachment_set.select_related("original", "display")
    page, after = paging.page(rows, ("number",), request.GET.get("after", ""), PAGE, newest_first=True)
    may_add = can(request_door(request), Permission.ASSESS, case) and case.is_open()
    context = {
        "case": case,
        "attachments": [Shown(row, kept_name(case, row, row.extension), bytes(row.original.sha256).hex()) for row in page],
        "after": after,
        "form": (form or AttachmentsForm()) if may_add else None,
        "sent": sent,
        "may_release": can(request_door(request), Permission.NOTIFY, case),
    }
    return render(request, "cases/attachments.html", context)


@case_view(Permission.ASSESS, "POST")
@once
@takes_files
def add(request: HttpRequest, case: Case) -> HttpResponse:
    """Add files. One that is refused holds up the others until the form is sent again; they wait meanwhile."""
    sent = FilesSent(request.user, FORM, case.code, request.POST, request.FILES.getlist(FILES))
    form = AttachmentsForm(request.POST)
    form.is_valid()
    for sentence in sent.sentences() or ([] if sent.all() else [NONE]):
        form.add_error(FILES, sentence)
    if not form.errors and _added(request, case, form, sent):
        return redirect("case_attachments", code=case.code)
    sent.keep(request_scope(request).at)
    return show(request, case, form, sent)


def _added(request: HttpRequest, case: Case, form: AttachmentsForm, sent: FilesSent) -> bool:
    try:
        rows = add_attachments(case=case, by=request.user, given=sent.all(), caption=form.cleaned_data["caption"])
    except Blocked as blocked:
        mend(form, blocked)
        return False
    sent.done()
    messages.success(request, ngettext("The file is kept.", "%(n)d files are kept.", len(rows)) % {"n": len(rows)})
    return True


def kept_name(case: Case, row: Attachment, extension: str) -> str:
    """The name of the file for people and for the download: code and number, never what its sender called it."""
    return f"{case.short_code}-{row.number}.{extension}"


def file_view(page: str) -> Callable[[View], Any]:
    """Open one file through its case. What is sent leaves an AccessEntry with the original's digest."""

    def wrap(view: View) -> Any:
        @functools.wraps(view)
        def opened(request: HttpRequest, code: str, number: int) -> HttpResponse | StreamingHttpResponse:
            if refused := refused_method(request, ("GET",)):
                return refused
            case = open_by_code(request, code, Permission.VIEW_CASE)
            acknowledged_first(request, case)
            withhold(request, case)
            row = _row(case, number)
            response = view(request, row)
            ref, at = (row.case.id, row.case.code), request_scope(request).at
            audit.record_access(request.user, kind="file", page=page, ref=ref, at=at, digest=bytes(row.original.sha256))  # type: ignore[arg-type]
            return response

        return stated(Permission.VIEW_CASE, ("GET",))(login_required(opened))  # type: ignore[arg-type]

    return wrap


def _row(case: Case, number: int) -> Attachment:
    row = Attachment.objects.filter(case=case, number=number).select_related("original__key", "display__key").first()
    if row is None:
        raise Http404
    row.case = case
    return row


@file_view("attachment_open")
def attachment_open(request: HttpRequest, row: Attachment) -> StreamingHttpResponse:
    """The copy that is shown. Raises Http404 where only the original is kept."""
    if row.display is None:
        raise Http404
    return download(request, row.display, kept_name(row.case, row, KINDS[row.extension].shown_as))


@file_view("attachment_original")
@asks_again
def attachment_original(request: HttpRequest, row: Attachment) -> StreamingHttpResponse:
    """The original, byte for byte, after the person proved who they are a moment ago."""
    return download(request, row.original, kept_name(row.case, row, row.extension))
