"""Unusual reading: whoever watches over it reads who opened how many cases, never which, and settles whether the work explains it."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tat import paging
from tat.actions.reading import alerts_of, settle_alert
from tat.forms.watch import SettleForm
from tat.idempotency import once
from tat.models import ReadingAlert
from tat.permissions import needs, request_scope
from tat.roles import Permission
from tat.statutes.limits import CASES_AN_HOUR, FILES_AT_ONCE
from tat.views.mending import taken

PAGE, KEYS = 20, ("at", "id")
WATCHES = Permission.WATCH_READING


@needs(WATCHES, "GET")
def reading_list(request: HttpRequest) -> HttpResponse:
    """The alerts of the district but those about the reader, the latest first."""
    rows, after = paging.page(alerts_of(request_scope(request)), KEYS, request.GET.get("after", ""), PAGE, newest_first=True)
    limits = {"cases": CASES_AN_HOUR, "files": FILES_AT_ONCE}
    return render(request, "tat/reading.html", {"rows": rows, "after": after, "limits": limits})


@needs(WATCHES, "GET")
def reading_detail(request: HttpRequest, alert_id: uuid.UUID) -> HttpResponse:
    """One alert, and the form that settles it."""
    return show(request, one(request, alert_id))


def one(request: HttpRequest, alert_id: uuid.UUID) -> ReadingAlert:
    """The alert. Raises Http404 for one of another district, or about the reader."""
    row = alerts_of(request_scope(request)).filter(pk=alert_id).first()
    if row is None:
        raise Http404
    return row


def show(request: HttpRequest, row: ReadingAlert, form: SettleForm | None = None) -> HttpResponse:
    """The page, with the form's errors where there are any."""
    form = form or (None if row.settled_at else SettleForm())
    return render(request, "tat/reading_detail.html", {"row": row, "form": form})


@needs(WATCHES, "POST")
def settle(request: HttpRequest, alert_id: uuid.UUID) -> HttpResponse:
    """Say whether the work explains it."""
    return _settle(request, one(request, alert_id))


@once
def _settle(request: HttpRequest, row: ReadingAlert) -> HttpResponse:
    form = SettleForm(request.POST)
    done = taken(form, lambda: settle_alert(by=request.user, alert_id=row.pk, **form.cleaned_data))  # type: ignore[arg-type]
    if done is None:
        return show(request, row, form)
    messages.success(request, _("Settled, with your name and the time."))
    return redirect("reading_list")
