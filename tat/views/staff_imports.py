"""The staff list: it is sent, read and compared; the differences are shown row by row; then they are applied or discarded.

It is read within the request. A file with pupils in it is not laid down for a worker, and a hundred thousand rows take seconds.
"""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from tat import paging
from tat.actions import staff_import as acts
from tat.actions.staff_import.containers import SIZES
from tat.actions.staff_import.staging import DROPPED, why_of
from tat.forms.staff_imports import StaffListForm
from tat.idempotency import once
from tat.models import StaffImport, StaffLine
from tat.permissions import needs, request_scope
from tat.roles import Permission
from tat.statutes.limits import LARGEST_DROP
from tat.uploads import takes_only
from tat.views.mending import mend
from tat.workflow import Blocked

PAGE, HISTORY = 50, 10
Kind, State = StaffLine.Kind, StaffImport.State
FIELDS = {"email": _l("E-mail"), "full_name": _l("Name"), "position": _l("Position")}


@needs(Permission.SET_UP_DISTRICT, "GET")
def staff_import(request: HttpRequest) -> HttpResponse:
    """The form, the list that waits, and those that were read before."""
    return show(request)


def show(request: HttpRequest, form: StaffListForm | None = None) -> HttpResponse:
    """The page, with the form's errors where there are any."""
    rows = _of_district(request).select_related("by", "decided_by")
    earlier, after = paging.page(
        rows.exclude(state=State.WAITING), ("read_at", "id"), request.GET.get("after", ""), HISTORY, newest_first=True
    )
    context = {
        "form": form or StaffListForm(),
        "waiting": rows.filter(state=State.WAITING).first(),
        "earlier": earlier,
        "after": after,
        "most": LARGEST_DROP,
    }
    return render(request, "tat/staff_import.html", context)


@needs(Permission.SET_UP_DISTRICT, "POST")
@once
@takes_only(SIZES)
def read(request: HttpRequest) -> HttpResponse:
    """Read a list and compare it; nothing is applied."""
    form = StaffListForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, form)
    try:
        found = acts.read_staff(by=request.user, files=request.FILES.getlist("list-files"), mode=form.cleaned_data["mode"])  # type: ignore[arg-type]
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, form)
    if found is None:
        messages.success(request, _("The list says what stands here already. Nothing is to be applied, and nothing was written."))
        return redirect("staff_import")
    return redirect("staff_import_detail", import_id=found.pk)


@needs(Permission.SET_UP_DISTRICT, "GET")
def staff_import_detail(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """What one list changes, row by row."""
    row = _of_district(request).filter(pk=import_id).select_related("by", "decided_by").first()
    if row is None:
        raise Http404
    counts = [(kind, kind.label, row.counts[kind]) for kind in Kind if row.counts.get(kind)]
    asked = request.GET.get("show", "")
    chosen = asked if asked in row.counts and asked in Kind.values else (counts[0][0] if counts else "")
    rows = StaffLine.objects.filter(staff_import=row, kind=chosen)
    found, after = paging.page(rows, ("id",), request.GET.get("after", ""), PAGE)
    context = {
        "row": row,
        "counts": counts,
        "chosen": chosen,
        "lines": [line_of(each) for each in found],
        "after": after,
        "dropped": {name: row.counts.get(name, 0) for name in DROPPED},
        "waits": row.state == State.WAITING,
    }
    return render(request, "tat/staff_import_detail.html", context)


def line_of(line: StaffLine) -> dict[str, Any]:
    """One row as the page draws it: what it changes, what was typed here and stays, why it is refused."""
    was = line.was or {}
    changed = [(FIELDS[name], was[name], getattr(line, name)) for name in FIELDS if name in was and was[name] != getattr(line, name)]
    return {
        "line": line,
        "changed": changed if line.kind in (Kind.CHANGED, Kind.BACK) else [],
        "kept": [FIELDS[name] for name in line.kept or () if name in FIELDS],
        "why": why_of(line),
    }


@needs(Permission.SET_UP_DISTRICT, "POST")
@once
def apply(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Write what the list changes, as one act."""
    return _decide(request, import_id, acts.apply_import, _("Applied. New accounts wait under “People” until you enable them."))


@needs(Permission.SET_UP_DISTRICT, "POST")
@once
def discard(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Leave everything as it is."""
    return _decide(request, import_id, acts.discard_import, _("Discarded. Nothing was changed."))


def _decide(request: HttpRequest, import_id: uuid.UUID, act: Callable[..., StaffImport], done: str) -> HttpResponse:
    try:
        act(by=request.user, import_id=import_id)
    except Blocked as blocked:
        messages.error(request, " ".join(map(str, blocked.problems)))
    else:
        messages.success(request, done)
    return redirect("staff_import_detail", import_id=import_id)


def _of_district(request: HttpRequest) -> Any:
    return StaffImport.objects.filter(district=request_scope(request).district_id or 0)
