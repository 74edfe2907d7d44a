"""The directory of agencies: everybody of the district reads it; the superintendent keeps it, one address for each act."""

import uuid
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from cases.actions import agreements
from cases.actions.agencies import (
    DIRECTORY,
    MOST,
    add_agency,
    change_agency,
    check_agency,
    end_agency,
    one_of,
    resume_agency,
)
from cases.actions.locks import Overtaken
from cases.actions.portal import PORTAL
from cases.forms.agencies import AgencyForm, ChangeAgencyForm, EndAgencyForm, agreement_form, as_it_stands
from cases.views.acting import on_what_stands
from cases.views.calls import DEFAULTS, defaults_beside, lacking
from cases.views.indicators import signed
from cases.views.mending import differing, mend
from tat.addresses import address
from tat.idempotency import once
from tat.models import Agency, Building, District, ReciprocalAgreement
from tat.permissions import may, needs, request_scope, signed_in, stated
from tat.roles import Permission
from tat.statutes import RULES, local_date
from tat.workflow import Blocked


@signed_in("GET")
def agency_list(request: HttpRequest) -> HttpResponse:
    """Every office in use by kind, what is missing in words, and for who keeps it the form of a new one."""
    return show(request)


@needs(Permission.SET_UP_DISTRICT, "POST")
@once
def add(request: HttpRequest) -> HttpResponse:
    """Put one more into the directory."""
    form = AgencyForm(request.POST, buildings=buildings_of(request))
    if not form.is_valid():
        return show(request, form)
    try:
        add_agency(district=signed(request).district, by=signed(request), kind=form.cleaned_data["kind"], given=form.given())
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, form)
    messages.success(request, _("The office is in the directory."))
    return redirect("agency_list")


@signed_in("GET")
def agency_detail(request: HttpRequest, agency_id: uuid.UUID) -> HttpResponse:
    """One office; for who keeps the directory its forms, for police the reciprocal agreement."""
    return show_one(request, _of_district(request, agency_id))


@needs(Permission.SET_UP_DISTRICT, "POST")
@once
def change(request: HttpRequest, agency_id: uuid.UUID) -> HttpResponse:
    """Change one office. A stale edit is answered with both texts side by side, and nothing is overwritten."""
    row = _of_district(request, agency_id)
    form = ChangeAgencyForm(request.POST, row=row, buildings=buildings_of(request))
    if not form.is_valid():
        return show_one(request, row, change=form)
    version, by = form.cleaned_data["version"], signed(request)
    try:
        change_agency(district=by.district, by=by, agency_id=row.pk, version=version, given=form.given())
    except Overtaken as overtaken:
        return compare(request, form, overtaken.current)
    except Blocked as blocked:
        mend(form, blocked)
        return show_one(request, row, change=form)
    messages.success(request, _("The office is changed. Filings made before keep the name that it had."))
    return redirect("agency_detail", agency_id=row.pk)


@needs(Permission.SET_UP_DISTRICT, "POST")
@once
def check(request: HttpRequest, agency_id: uuid.UUID) -> HttpResponse:
    """The numbers were called and are right."""
    return _press(request, agency_id, check_agency, _("Recorded: the numbers are right as of today."))


@needs(Permission.SET_UP_DISTRICT, "POST")
@once
def end(request: HttpRequest, agency_id: uuid.UUID) -> HttpResponse:
    """Use one no longer, from the day that is typed."""
    row = _of_district(request, agency_id)
    form = EndAgencyForm(request.POST)
    if not form.is_valid():
        return show_one(request, row, end=form)
    end_agency(district=signed(request).district, by=signed(request), agency_id=row.pk, ended_on=form.cleaned_data["ended_on"])
    messages.success(request, _("Recorded. The office can still be read, and filings keep it."))
    return redirect("agency_list")


@needs(Permission.SET_UP_DISTRICT, "POST")
@once
def resume(request: HttpRequest, agency_id: uuid.UUID) -> HttpResponse:
    """Use one again."""
    return _press(request, agency_id, resume_agency, _("The office is in use again."))


@stated(Permission.SET_UP_DISTRICT, ("POST",))
@signed_in("POST")
def agreement(request: HttpRequest, agency_id: uuid.UUID) -> HttpResponse:
    """Record the reciprocal agreement with one police agency: by who keeps the directory, or is designated for the open duty."""
    if not agreements.may_record(request_scope(request), signed(request).district):
        raise PermissionDenied
    return _agree(request, _of_district(request, agency_id))


@once
def _agree(request: HttpRequest, row: Any) -> HttpResponse:
    form = agreement_form(None, request.POST)
    if not form.is_valid():
        return show_one(request, row, agreement=form)
    try:
        agreements.record_agreement(agency_id=row.pk, by=signed(request), given=form.given(), seen=form.cleaned_data["seen"])
    except Blocked as blocked:
        mend(form, blocked)
        stands = blocked.current if isinstance(blocked, Overtaken) else None
        return show_one(request, row, agreement=on_what_stands(form, seen=stands.pk) if stands else form)
    messages.success(request, _("The agreement is recorded."))
    return redirect("agency_detail", agency_id=row.pk)


def _press(request: HttpRequest, agency_id: uuid.UUID, act: Callable[..., Agency], done: str) -> HttpResponse:
    try:
        act(district=signed(request).district, by=signed(request), agency_id=agency_id)
    except Blocked as blocked:
        messages.error(request, " ".join(map(str, blocked.problems)))
    else:
        messages.success(request, done)
    return redirect("agency_detail", agency_id=agency_id)


def rows_of(request: HttpRequest) -> list[Any]:
    """The directory of the requester's district."""
    return DIRECTORY(district=request_scope(request).district_id or 0)


def _of_district(request: HttpRequest, agency_id: uuid.UUID) -> Any:
    return one_of(rows_of(request), agency_id)


def buildings_of(request: HttpRequest) -> list[Building]:
    """The buildings of the requester's district, by name."""
    return list(Building.objects.filter(district=request_scope(request).district_id or 0).order_by("name"))


def show(request: HttpRequest, form: AgencyForm | None = None) -> HttpResponse:
    """The list, with a form's errors where there are any."""
    scope, rows, buildings = request_scope(request), rows_of(request), buildings_of(request)
    today, keeps = local_date(scope.at), may(scope, Permission.SET_UP_DISTRICT)
    used = [row for row in rows if row.in_use(today)]
    on_file = with_agreement(used)
    context = {
        "groups": [(kind.label, lines_of((row for row in used if row.kind == kind), buildings, on_file)) for kind in Agency.Kind],
        "defaults": defaults_beside(used),
        "left_out": [row for row in rows if not row.in_use(today)],
        "lacking": lacking(used, buildings),
        "keeps": keeps,
        "opens_portal": may(scope, Permission.EDIT_GUIDANCE),
        "is_full": len(rows) >= MOST,
        "form": (form or AgencyForm(buildings=buildings, initial=begun(request))) if keeps else None,
    }
    return render(request, "cases/agencies.html", context)


def state_of_directory(district: District, at: datetime) -> list[str]:
    """What the directory and the portal of a district lack on that day, as sentences."""
    day = local_date(at)
    used = [row for row in DIRECTORY(district=district.pk) if row.in_use(day)]
    held = PORTAL.first(district=district.pk, day=day)
    found = lacking(used, Building.objects.filter(district=district, closed_on=None).order_by("name"))
    found += [] if held.agreed_on else [_("No user agreement for the State Police portal is recorded.")]
    return found if held.holders else [*found, _("Nobody has a login to the State Police portal. A report is due within 24 hours.")]


def begun(request: HttpRequest) -> dict[str, Any]:
    """What a new entry begins with: a number that the product came with, or the kind that a page asked for."""
    kind = request.GET.get("kind", "")
    found = next((each for each in DEFAULTS if each.name == request.GET.get("default", "")), None)
    return {"kind": found.kind, "name": found.name, "phone_always": found.phone_always} if found else {"kind": kind}


def lines_of(rows: Iterable[Any], buildings: Iterable[Building], on_file: set[uuid.UUID]) -> list[dict[str, Any]]:
    """Each office with the buildings that it serves, in words, and for police whether the agreement is on file."""
    names = {each.pk: each.name for each in buildings}
    return [{"row": row, "serves": [names[key] for key in row.building_ids if key in names], "on_file": row.pk in on_file} for row in rows]


def with_agreement(rows: Iterable[Any]) -> set[uuid.UUID]:
    """Keys of the police agencies with a reciprocal agreement on file."""
    police = [row.pk for row in rows if row.kind == Agency.Kind.LAW_ENFORCEMENT]
    return set(ReciprocalAgreement.objects.filter(agency__in=police).values_list("agency", flat=True)) if police else set()


def show_one(request: HttpRequest, row: Any, **forms: Any) -> HttpResponse:
    """The page of one office, with a form's errors where there are any."""
    scope, buildings = request_scope(request), buildings_of(request)
    today, keeps = local_date(scope.at), may(scope, Permission.SET_UP_DISTRICT)
    is_police = row.kind == Agency.Kind.LAW_ENFORCEMENT
    held = list(row.agreements.select_related("recorded_by").order_by("-recorded_at")) if is_police else []
    records = is_police and row.in_use(today) and agreements.may_record(scope, signed(request).district)
    context = {
        **lines_of([row], buildings, set())[0],
        "used": row.in_use(today),
        "keeps": keeps,
        "form": (forms.get("change") or ChangeAgencyForm(row=row, buildings=buildings)) if keeps and row.in_use(today) else None,
        "end_form": (forms.get("end") or EndAgencyForm(initial={"ended_on": today})) if keeps else None,
        "is_police": is_police,
        "agreements": held,
        "agreement_form": (forms.get("agreement") or agreement_form(held[0] if held else None)) if records else None,
        "rule": RULES[agreements.RULE],
    }
    return render(request, "cases/agency.html", context)


def compare(request: HttpRequest, form: ChangeAgencyForm, current: Any) -> HttpResponse:
    """409: what was typed and what stands now, then the typed form once more, on what stands now."""
    again = on_what_stands(ChangeAgencyForm(request.POST, row=current, buildings=buildings_of(request)), version=current.version)
    apart = differing(form, as_it_stands(current))
    context: dict[str, Any] = {
        "changed_by": current.changed_by.full_name if current.changed_by else "",
        "changed_at": current.changed_at,
        "back_url": address("agency_detail", current.pk),
        "yours": [(label, mine) for label, mine, _stands in apart],
        "theirs": [(label, stands) for label, _mine, stands in apart],
        "form_again": render_to_string("cases/agencies/_change_form.html", {"row": current, "form": again}, request),
    }
    return render(request, "409.html", context, status=409)
