"""Tables of more than three cases: who wants one asks here, a second person lets it out or not."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tat import paging
from tat.actions.exports import TABLES, ask_export, asked_by, asked_by_others, decide_export
from tat.forms.watch import AskExportForm, DecideExportForm
from tat.idempotency import once
from tat.models import ExportRequest
from tat.notices.watch import EXPORT_DECIDED, mark_watch_opened
from tat.permissions import may, needs, request_scope, signed_in
from tat.roles import Permission
from tat.sign_in import asks_factor_again
from tat.statutes.limits import CASES_TAKEN_ALONE
from tat.views.mending import taken

PAGE, KEYS = 20, ("recorded_at", "id")
WATCHES = Permission.WATCH_READING


@signed_in("GET")
def export_list(request: HttpRequest) -> HttpResponse:
    """What the person asked for, and for who watches over it what others ask for."""
    return show(request)


def show(request: HttpRequest, form: AskExportForm | None = None) -> HttpResponse:
    """The page, with the form's errors where there are any."""
    scope = request_scope(request)
    watches, others = may(scope, WATCHES), request.GET.get("show") == "others"
    rows = asked_by_others(scope) if watches and others else asked_by(scope)
    found, after = paging.page(rows, KEYS, request.GET.get("after", ""), PAGE, newest_first=True)
    mark_watch_opened(scope.user_id, [row.pk for row in found], step=EXPORT_DECIDED, at=scope.at)
    context = {
        "rows": [(row, TABLES.get(row.table, row.table)) for row in found],
        "after": after,
        "watches": watches,
        "others": watches and others,
        "now": scope.at,
        "most": CASES_TAKEN_ALONE,
        "form": form or AskExportForm(initial={"table": request.GET.get("table", "")}),
    }
    return render(request, "tat/exports.html", context)


@signed_in("POST")
@once
def ask(request: HttpRequest) -> HttpResponse:
    """Ask a second person for a table."""
    form = AskExportForm(request.POST)
    done = taken(form, lambda: ask_export(by=request.user, **form.given()))  # type: ignore[arg-type]
    if done is None:
        return show(request, form)
    messages.success(request, _("Asked. Whoever watches over exports is told; you find the answer on Home."))
    return redirect("export_list")


@needs(WATCHES, "GET")
def export_detail(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    """What somebody else asks for, and the form that decides it."""
    return show_one(request, one(request, request_id))


def one(request: HttpRequest, request_id: uuid.UUID) -> ExportRequest:
    """The request. Raises Http404 for one of another district, or one's own."""
    row = asked_by_others(request_scope(request)).filter(pk=request_id).first()
    if row is None:
        raise Http404
    return row


def show_one(request: HttpRequest, row: ExportRequest, form: DecideExportForm | None = None) -> HttpResponse:
    """The page, with the form's errors where there are any."""
    runs = row.decided_at is None and row.until_at > request_scope(request).at
    form = form or (DecideExportForm() if runs else None)
    return render(request, "tat/export_detail.html", {"row": row, "table": TABLES.get(row.table, row.table), "form": form})


@needs(WATCHES, "POST")
@asks_factor_again
def decide(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    """Let it out, or not."""
    return _decide(request, one(request, request_id))


@once
def _decide(request: HttpRequest, row: ExportRequest) -> HttpResponse:
    form = DecideExportForm(request.POST)
    done = taken(form, lambda: decide_export(by=request.user, request_id=row.pk, **form.cleaned_data))  # type: ignore[arg-type]
    if done is None:
        return show_one(request, row, form)
    messages.success(request, _("Let out, for a day and for one taking.") if done.let_out else _("Not let out. Who asked is told."))
    return redirect("export_list")
