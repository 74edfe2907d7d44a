"""The district's own facts, and its buildings: entered, changed, closed, opened again."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tat.actions import buildings as acts
from tat.actions.buildings import building_of
from tat.forms.setting_up import BuildingForm, CloseBuildingForm, FactsForm, SecondContactForm, change_form
from tat.idempotency import once
from tat.models import Building, District
from tat.permissions import needs, request_scope
from tat.roles import Permission
from tat.statutes import local_date
from tat.views.mending import mend
from tat.workflow import Blocked

SETS_UP = Permission.SET_UP_DISTRICT


@needs(SETS_UP, "GET")
def district_facts(request: HttpRequest) -> HttpResponse:
    """Name, code, kind, and the office that takes the filing."""
    return show_facts(request)


def show_facts(request: HttpRequest, form: FactsForm | None = None, second: SecondContactForm | None = None) -> HttpResponse:
    """The page, with the errors of the form that was sent where there are any."""
    found = District.objects.select_related("second_contact").get(pk=request_scope(request).district_id)
    initial = {name: getattr(found, name) for name in ("name", "rcdts", "kind", "office")}
    context = {
        "district": found,
        "form": form or FactsForm(initial=initial),
        "second_form": second or SecondContactForm(district_id=found.pk),
    }
    return render(request, "tat/district_facts.html", context)


@needs(SETS_UP, "POST")
@once
def save_facts(request: HttpRequest) -> HttpResponse:
    """Set them."""
    form = FactsForm(request.POST)
    if _taken(request, form, lambda: acts.set_district_facts(by=request.user, given=form.given())):  # type: ignore[arg-type]
        messages.success(request, _("Saved. Papers that were issued keep what they say."))
        return redirect("district_facts")
    return show_facts(request, form)


@needs(SETS_UP, "POST")
@once
def save_second(request: HttpRequest) -> HttpResponse:
    """Name the second contact."""
    form = SecondContactForm(request.POST, district_id=request_scope(request).district_id)
    if _taken(request, form, lambda: acts.set_second_contact(by=request.user, person=form.cleaned_data["who"])):  # type: ignore[arg-type]
        messages.success(request, _("Named. What climbs from now on reaches this person where the superintendent cannot be told."))
        return redirect("district_facts")
    return show_facts(request, second=form)


@needs(SETS_UP, "GET")
def building_list(request: HttpRequest) -> HttpResponse:
    """The buildings, and the form of a new one."""
    return show_list(request)


def show_list(request: HttpRequest, form: BuildingForm | None = None) -> HttpResponse:
    """The page, with the form's errors where there are any."""
    rows = list(Building.objects.filter(district=request_scope(request).district_id or 0).order_by("name").prefetch_related("teams"))
    context = {
        "rows": [row for row in rows if row.closed_on is None],
        "closed": [row for row in rows if row.closed_on is not None],
        "form": form or BuildingForm(),
    }
    return render(request, "tat/buildings.html", context)


@needs(SETS_UP, "POST")
@once
def add(request: HttpRequest) -> HttpResponse:
    """Enter a building."""
    form = BuildingForm(request.POST)
    if _taken(request, form, lambda: acts.add_building(by=request.user, given=form.given())):  # type: ignore[arg-type]
        messages.success(request, _("The building is entered. Next it needs a principal, and a team that serves it."))
        return redirect("building_list")
    return show_list(request, form)


@needs(SETS_UP, "GET")
def building_detail(request: HttpRequest, building_id: int) -> HttpResponse:
    """One building with its forms."""
    return show(request, building_of(request_scope(request).district_id, building_id))


def show(request: HttpRequest, row: Building, **sent: Any) -> HttpResponse:
    """The page, with a form's errors where there are any."""
    scope = request_scope(request)
    context = {
        "row": row,
        "teams": row.served_by,
        "form": sent.get("change") or change_form(row),
        "close_form": None if row.closed_on else sent.get("close") or CloseBuildingForm(initial={"closed_on": local_date(scope.at)}),
    }
    return render(request, "tat/building.html", context)


@needs(SETS_UP, "POST")
@once
def change(request: HttpRequest, building_id: int) -> HttpResponse:
    """Change one."""
    row = building_of(request_scope(request).district_id, building_id)
    form = change_form(row, request.POST)
    if _taken(request, form, lambda: acts.change_building(by=request.user, building_id=row.pk, given=form.given())):  # type: ignore[arg-type]
        messages.success(request, _("The building is changed. Papers that were issued keep what they say."))
        return redirect("building_detail", building_id=row.pk)
    return show(request, row, change=form)


@needs(SETS_UP, "POST")
@once
def close(request: HttpRequest, building_id: int) -> HttpResponse:
    """It is a school no more."""
    row = building_of(request_scope(request).district_id, building_id)
    form = CloseBuildingForm(request.POST)
    if _taken(request, form, lambda: acts.close_building(by=request.user, building_id=row.pk, **form.cleaned_data)):
        messages.success(request, _("Closed. No new report goes there; its cases and papers stay."))
        return redirect("building_detail", building_id=row.pk)
    return show(request, row, close=form)


@needs(SETS_UP, "POST")
@once
def reopen(request: HttpRequest, building_id: int) -> HttpResponse:
    """It is a school again."""
    row = building_of(request_scope(request).district_id, building_id)
    acts.reopen_building(by=request.user, building_id=row.pk)  # type: ignore[arg-type]
    messages.success(request, _("Open again. Name its principal and its report takers anew."))
    return redirect("building_detail", building_id=row.pk)


def _taken(request: HttpRequest, form: forms.Form, act: Callable[[], object]) -> bool:
    if not form.is_valid():
        return False
    try:
        act()
    except Blocked as blocked:
        mend(form, blocked)
        return False
    return True
