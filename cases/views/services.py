"""The district's directory of help: the list that its superintendent keeps, one page and one address for each act on an entry."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from cases.actions.locks import Overtaken
from cases.actions.services import DIRECTORY, MOST, add_service, change_service, offer_service, stop_service
from cases.forms.services import ChangeServiceForm, ServiceForm
from cases.models import Service
from cases.views.acting import on_what_stands
from cases.views.indicators import signed
from cases.views.mending import differing, mend
from tat.addresses import address
from tat.idempotency import once
from tat.permissions import needs
from tat.roles import Permission
from tat.workflow import Blocked


@needs(Permission.EDIT_GUIDANCE, "GET")
def service_list(request: HttpRequest) -> HttpResponse:
    """Every entry by name, those not offered apart, and the form of a new one."""
    return show(request)


@needs(Permission.EDIT_GUIDANCE, "POST")
@once
def add(request: HttpRequest) -> HttpResponse:
    """Put one more into the directory."""
    form = ServiceForm(request.POST)
    if not form.is_valid():
        return show(request, form)
    try:
        add_service(district=signed(request).district, by=signed(request), given=form.given())
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, form)
    messages.success(request, _("The service is in the directory. Teams can choose it from now on."))
    return redirect("service_list")


@needs(Permission.EDIT_GUIDANCE, "GET")
def service_detail(request: HttpRequest, service_id: uuid.UUID) -> HttpResponse:
    """One entry, and the form that changes it."""
    return show_one(request, _of_district(request, service_id))


@needs(Permission.EDIT_GUIDANCE, "POST")
@once
def change(request: HttpRequest, service_id: uuid.UUID) -> HttpResponse:
    """Change one entry. A stale edit is answered with both texts side by side, and nothing is overwritten."""
    row = _of_district(request, service_id)
    form = ChangeServiceForm(request.POST, row=row)
    if not form.is_valid():
        return show_one(request, row, form)
    version, by = form.cleaned_data["version"], signed(request)
    try:
        change_service(district=by.district, by=by, service_id=row.pk, version=version, given=form.given())
    except Overtaken as overtaken:
        return compare(request, form, overtaken.current)
    except Blocked as blocked:
        mend(form, blocked)
        return show_one(request, row, form)
    messages.success(request, _("The entry is changed. Offers of help made before keep the name that they were made with."))
    return redirect("service_list")


@needs(Permission.EDIT_GUIDANCE, "POST")
@once
def stop(request: HttpRequest, service_id: uuid.UUID) -> HttpResponse:
    """Offer one no longer."""
    return _press(request, service_id, stop_service, _("The service is not offered any more. Its entry can still be read."))


@needs(Permission.EDIT_GUIDANCE, "POST")
@once
def offer(request: HttpRequest, service_id: uuid.UUID) -> HttpResponse:
    """Offer one again."""
    return _press(request, service_id, offer_service, _("The service is offered again."))


def _press(request: HttpRequest, service_id: uuid.UUID, act: Callable[..., Service], done: str) -> HttpResponse:
    act(district=signed(request).district, by=signed(request), service_id=service_id)
    messages.success(request, done)
    return redirect("service_list")


def _of_district(request: HttpRequest, service_id: uuid.UUID) -> Service:
    row = next((each for each in DIRECTORY(district=signed(request).district_id) if each.pk == service_id), None)
    if row is None:
        raise Http404
    return row


def show(request: HttpRequest, form: ServiceForm | None = None) -> HttpResponse:
    """The list, with a form's errors where there are any."""
    rows = DIRECTORY(district=signed(request).district_id)
    context = {
        "offered": [row for row in rows if row.active],
        "left_out": [row for row in rows if not row.active],
        "is_full": len(rows) >= MOST,
        "form": form or ServiceForm(),
    }
    return render(request, "cases/services.html", context)


def show_one(request: HttpRequest, row: Service, form: ChangeServiceForm | None = None) -> HttpResponse:
    """The page of one entry."""
    return render(request, "cases/service.html", {"row": row, "form": form or ChangeServiceForm(row=row)})


def compare(request: HttpRequest, form: ChangeServiceForm, current: Service) -> HttpResponse:
    """409: what was typed and what stands now, then the typed form once more, on what stands now."""
    again = on_what_stands(ChangeServiceForm(request.POST, row=current), version=current.version)
    apart = differing(form, {name: getattr(current, name) for name in form.fields})
    context: dict[str, Any] = {
        "changed_by": current.changed_by.full_name,
        "changed_at": current.changed_at,
        "back_url": address("service_detail", current.pk),
        "yours": [(label, mine) for label, mine, _stands in apart],
        "theirs": [(label, stands) for label, _mine, stands in apart],
        "form_again": render_to_string("cases/services/_change_form.html", {"row": current, "form": again}, request),
    }
    return render(request, "409.html", context, status=409)
