"""The State Police's portal: the user agreement, who has a login, and the yearly test of each."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.actions.locks import Overtaken
from cases.actions.portal import add_login, end_login, record_portal_agreement
from cases.actions.portal_tests import logins_of, may_test, open_duties, record_test
from cases.forms.portal import LoginForm, end_login_form, portal_agreement_form, tried_form
from cases.views.acting import on_what_stands
from cases.views.indicators import signed
from cases.views.mending import mend
from tat.idempotency import once
from tat.models import District, PortalLogin, PortalYear
from tat.permissions import may, needs, request_scope, signed_in, stated
from tat.roles import Permission
from tat.statutes import RULES, local_date
from tat.workflow import Blocked


def opened(request: HttpRequest) -> District:
    """The district, for who keeps its directory or is designated for the open test. Raises PermissionDenied."""
    district = signed(request).district
    if district is None or not may_test(request_scope(request), district):
        raise PermissionDenied
    return district


@stated(Permission.EDIT_GUIDANCE, ("GET",))
@signed_in("GET")
def portal(request: HttpRequest) -> HttpResponse:
    """The agreement and the logins as they stand."""
    return show(request, opened(request))


@stated(Permission.EDIT_GUIDANCE, ("GET",))
@signed_in("GET")
def portal_year(request: HttpRequest, year_id: uuid.UUID) -> HttpResponse:
    """The same page, entered from the duty of one school year."""
    district = opened(request)
    if not PortalYear.objects.filter(pk=year_id, school_year__district=district).exists():
        raise Http404
    return show(request, district)


@needs(Permission.EDIT_GUIDANCE, "POST")
@once
def agreement(request: HttpRequest) -> HttpResponse:
    """Record the user agreement."""
    district, form = opened(request), portal_agreement_form(None, request.POST)
    if not form.is_valid():
        return show(request, district, agreement=form)
    try:
        record_portal_agreement(district=district, by=signed(request), given=form.given(), seen=form.cleaned_data["seen"])
    except Blocked as blocked:
        mend(form, blocked)
        stands = blocked.current if isinstance(blocked, Overtaken) else None
        return show(request, district, agreement=on_what_stands(form, seen=stands.number) if stands else form)
    messages.success(request, _("The agreement is recorded. Earlier ones stay in the list."))
    return redirect("portal")


@needs(Permission.EDIT_GUIDANCE, "POST")
@once
def add_one(request: HttpRequest) -> HttpResponse:
    """Record who has a login."""
    district = opened(request)
    form = LoginForm(request.POST, district=district)

    def act(data: Any) -> None:
        add_login(district=district, by=signed(request), person_id=data["person"].pk, since_on=data["since_on"])

    return _do(request, district, form, act, _("Recorded. No login name and no password is kept here."), login=form)


@needs(Permission.EDIT_GUIDANCE, "POST")
@once
def end_one(request: HttpRequest, login_id: uuid.UUID) -> HttpResponse:
    """Record until when somebody has a login."""
    row = _login(request, login_id)
    form = end_login_form(row, request.POST)

    def act(data: Any) -> None:
        end_login(login_id=row.pk, by=signed(request), until_on=data["until_on"])

    return _do(request, row.district, form, act, _("Recorded. Close the login with the State Police as well."), **{f"end {row.pk}": form})


@stated(Permission.EDIT_GUIDANCE, ("POST",))
@signed_in("POST")
def test_one(request: HttpRequest, login_id: uuid.UUID) -> HttpResponse:
    """Record that a login was tried."""
    opened(request)
    return _tried(request, _login(request, login_id))


@once
def _tried(request: HttpRequest, row: PortalLogin) -> HttpResponse:
    form = tried_form(row, request.POST)

    def act(_data: Any) -> None:
        record_test(login_id=row.pk, by=signed(request), given=form.given())

    return _do(request, row.district, form, act, _("The test is recorded."), **{f"test {row.pk}": form})


def _login(request: HttpRequest, login_id: uuid.UUID) -> PortalLogin:
    row = (
        PortalLogin.objects.select_related("district", "person")
        .filter(district=request_scope(request).district_id or 0, pk=login_id)
        .first()
    )
    if row is None:
        raise Http404
    return row


def _do(request: HttpRequest, district: District, form: Any, act: Callable[[Any], None], done: str, **forms: Any) -> HttpResponse:
    """Act on a valid form and go back to the page; else the page with what is to be mended."""
    if not form.is_valid():
        return show(request, district, **forms)
    try:
        act(form.cleaned_data)
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, district, **forms)
    messages.success(request, done)
    return redirect("portal")


def show(request: HttpRequest, district: District, **forms: Any) -> HttpResponse:
    """The page, with a form's errors where there are any."""
    scope = request_scope(request)
    today, keeps = local_date(scope.at), may(scope, Permission.EDIT_GUIDANCE)
    held = list(district.portal_agreements.select_related("recorded_by").order_by("-number"))
    duties = open_duties(district)
    years = PortalYear.objects.filter(pk__in=[duty.about_id for duty in duties]).select_related("school_year")
    since = min((year.opened_on for year in years), default=None)
    used = logins_of(district, today)
    context = {
        "agreements": held,
        "agreement_form": (forms.get("agreement") or portal_agreement_form(held[0] if held else None)) if keeps else None,
        "logins": [line_of(row, since, keeps, forms, today) for row in used],
        "earlier": PortalLogin.objects.filter(district=district, until_on__lt=today).select_related("person").order_by("-until_on", "id"),
        "login_form": (forms.get("login") or LoginForm(district=district)) if keeps else None,
        "keeps": keeps,
        "duties": [(duty, year) for duty in duties for year in years if year.pk == duty.about_id],
        "rule": RULES["PORTAL-TEST"],
        "now": scope.at,
    }
    return render(request, "cases/portal.html", context)


def line_of(row: PortalLogin, since: Any, keeps: bool, forms: dict[str, Any], today: Any) -> dict[str, Any]:
    """One login: its latest test, whether the open yearly test waits for it, and its forms."""
    latest = next(iter(row.tried), None)  # type: ignore[attr-defined]
    done = latest is not None and latest.worked and (since is None or latest.tested_on >= since)
    return {
        "row": row,
        "latest": latest,
        "waits": since is not None and not done,
        "failed": latest is not None and not latest.worked,
        "form": forms.get(f"test {row.pk}") or tried_form(row),
        "end_form": (forms.get(f"end {row.pk}") or end_login_form(row)) if keeps and row.until_on is None else None,
    }
