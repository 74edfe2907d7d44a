"""The audit of case files: a sample drawn by a number, each file held against the procedure; codes and facts, no names."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from reporting.actions.audits import draw_files, may_read, print_audit
from reporting.counts.years import year_of
from reporting.documents.audits import hidden_from, lines_of, total_lines
from reporting.forms.audits import DrawForm
from reporting.models import AuditDraw, IssuedDocument
from reporting.views.papers import kept_html, kept_pdf
from tat import audit, paging
from tat.idempotency import once
from tat.permissions import needs, request_scope
from tat.roles import Permission
from tat.statutes import local_date
from tat.views.mending import taken

AUDITS = Permission.AUDIT_FILES
PAGE, COPIES_SHOWN = 20, 20


@needs(AUDITS, "GET")
def audit_list(request: HttpRequest) -> HttpResponse:
    """The samples drawn so far, the latest first, and the form that draws one."""
    scope = request_scope(request)
    form = DrawForm(initial={"first_on": year_of(scope.at).starts_on, "last_on": local_date(scope.at)})
    return show(request, form)


def show(request: HttpRequest, form: DrawForm) -> HttpResponse:
    """The page, with the form's errors where there are any."""
    scope = request_scope(request)
    rows = AuditDraw.objects.filter(district_id=scope.district_id or 0)
    found, after = paging.page(rows, ("drawn_at", "id"), request.GET.get("after", ""), PAGE, newest_first=True)
    return render(request, "reporting/audits.html", {"form": form, "draws": found, "after": after})


@needs(AUDITS, "POST")
@once
def draw(request: HttpRequest) -> HttpResponse:
    """Draw a sample; what is to be mended stands beside its field, with everything that was typed."""
    form = DrawForm(request.POST)
    made = taken(form, lambda: draw_files(by=request.user, given=form.given()))  # type: ignore[arg-type]
    if made is None:
        return show(request, form)
    messages.success(request, _("Drawn. Each file is held against the procedure as it stands now."))
    return redirect("audit_detail", made.pk)


def _of_ours(request: HttpRequest, draw_id: uuid.UUID) -> AuditDraw:
    found = AuditDraw.objects.filter(pk=draw_id).first()
    if found is None or not may_read(request_scope(request), found):
        raise Http404
    return found


@needs(AUDITS, "GET")
def audit_detail(request: HttpRequest, draw_id: uuid.UUID) -> HttpResponse:
    """One sample: totals, and what is missing in each file; the look is recorded with the codes shown."""
    scope, found = request_scope(request), _of_ours(request, draw_id)
    lines = lines_of(found, scope)
    digest = audit.digest_of([line.code for line in lines])
    audit.record_access(request.user, kind="list", page="audit_detail", at=scope.at, ref=(found.pk, ""), digest=digest)  # type: ignore[arg-type]
    copies = IssuedDocument.objects.filter(audit=found).select_related("issued_by").order_by("-copy_number")
    context = {
        "draw": found,
        "lines": lines,
        "totals": total_lines(lines),
        "hidden": found.size - len(lines),
        "copies": list(copies[:COPIES_SHOWN]),
    }
    return render(request, "reporting/audit.html", context)


@needs(AUDITS, "POST")
def print_it(request: HttpRequest, draw_id: uuid.UUID) -> HttpResponse:
    """Issue a copy of the work papers; it is kept."""
    return _print(request, _of_ours(request, draw_id))


@once
def _print(request: HttpRequest, found: AuditDraw) -> HttpResponse:
    print_audit(draw=found, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("The copy is made and kept. Open it below."))
    return redirect("audit_detail", found.pk)


@needs(AUDITS, "GET")
def copy_html(request: HttpRequest, draw_id: uuid.UUID, number: int) -> HttpResponse:
    """A copy as it was issued, in the browser."""
    return kept_html(_copy(request, draw_id, number, "audit_copy"))


@needs(AUDITS, "GET")
def copy_pdf(request: HttpRequest, draw_id: uuid.UUID, number: int) -> HttpResponseBase:
    """A copy's kept bytes, streamed."""
    return kept_pdf(_copy(request, draw_id, number, "audit_copy_pdf"), "audit")


def _copy(request: HttpRequest, draw_id: uuid.UUID, number: int, page: str) -> IssuedDocument:
    """The copy, and the look at it on record. A paper cannot leave a file out: with one that is not theirs to see, it is not there."""
    scope, found = request_scope(request), _of_ours(request, draw_id)
    paper = IssuedDocument.objects.filter(audit=found, copy_number=number).select_related("html__key", "file__key").first()
    if paper is None or hidden_from(found, scope):
        raise Http404
    digest = bytes(paper.sha256 or b"")
    audit.record_access(request.user, kind="paper", page=page, at=scope.at, ref=(paper.pk, ""), digest=digest)  # type: ignore[arg-type]
    return paper
