"""Designations: who acts for the superintendent or a principal, for which duties; those who name them read, make and end them."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.actions.delegable import refused, why_not, words_of
from cases.actions.designations import designations_of, end_designation, make_designation, names_everywhere, principals_places
from cases.forms.designations import DesignationForm, EndForm
from cases.views.mending import mend
from tat import paging
from tat.forms.people import ACCOUNTS, NAMES
from tat.idempotency import once
from tat.models import Designation
from tat.permissions import Scope, needs, request_scope
from tat.roles import Permission, Role
from tat.statutes import RULES, local_date
from tat.workflow import Blocked

PAGE = 20
RUNNING, ENDED = ("from_on", "id"), ("until_on", "id")


@needs(Permission.DESIGNATE, "GET")
def designation_list(request: HttpRequest) -> HttpResponse:
    """Those that run or begin later, or the ended ones; and the form of a new one."""
    return show(request)


@needs(Permission.DESIGNATE, "POST")
@once
def make(request: HttpRequest) -> HttpResponse:
    """Name a designee."""
    scope = request_scope(request)
    office = _office(scope, request.POST.get("acts_for", ""))
    form = DesignationForm(request.POST, **_offers(scope, office) | {"people": ACCOUNTS(district=scope.district_id)})
    if not form.is_valid():
        return show(request, form=form, office=office)
    try:
        row = make_designation(by=request.user, given=form.given())  # type: ignore[arg-type]
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, form=form, office=office)
    messages.success(request, _("%(name)s is named. The duties stand on their Home while it runs.") % {"name": row.designee.full_name})
    return redirect("designation_list")


@needs(Permission.DESIGNATE, "POST")
def end(request: HttpRequest, designation_id: uuid.UUID) -> HttpResponse:
    """End one, at once or with a day; it stays on record. What is not this person's to end is not there."""
    if not designations_of(request_scope(request)).filter(pk=designation_id).exists():
        raise Http404
    return _end(request, designation_id)


@once
def _end(request: HttpRequest, designation_id: uuid.UUID) -> HttpResponse:
    form = EndForm(request.POST, auto_id=f"id_{designation_id}_%s")
    if not form.is_valid():
        return show(request, ending=(designation_id, form))
    try:
        end_designation(designation_id=designation_id, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, ending=(designation_id, form))
    messages.success(request, _("Recorded. What it opened closes with its last day; it can still be read among those that have ended."))
    return redirect("designation_list")


def show(
    request: HttpRequest, *, form: DesignationForm | None = None, office: str = "", ending: tuple[uuid.UUID, EndForm] | None = None
) -> HttpResponse:
    """The page, with a form's errors where there are any."""
    scope = request_scope(request)
    office = office or _office(scope, request.GET.get("for", ""))
    past = request.GET.get("show") == "ended"
    found, after = _page(scope, past, request.GET.get("after", ""))
    context = {
        "lines": [line(row, scope, ending) for row in found],
        "ending": ending[1] if ending and ending[0] not in {row.pk for row in found} else None,
        "after": after,
        "past": past,
        "office": office,
        "everywhere": names_everywhere(scope),
        "form": form or DesignationForm(initial={"from_on": local_date(scope.at)}, **_offers(scope, office)),
        "stays": [why_not(rule) for rule in refused(office)],
    }
    return render(request, "cases/designations.html", context)


def line(row: Designation, scope: Scope, ending: tuple[uuid.UUID, EndForm] | None = None) -> dict[str, Any]:
    """One designation as the page draws it: its duties in words, and the form that ends it while it runs."""
    today = local_date(scope.at)
    over = row.until_on is not None and row.until_on < today
    state = "open" if over else "needs" if row.from_on > today else "done"
    words = _("Ended") if over else _("Begins later") if row.from_on > today else _("Runs")
    sent = ending[1] if ending and ending[0] == row.pk else None
    return {
        "row": row,
        "duties": [(words_of(RULES[code]), RULES[code].delegable == "S") for code in row.rules if code in RULES],
        "state": state,
        "words": words,
        "never": row.until_on is not None and row.until_on < row.from_on,
        "form": None if over else sent or EndForm(auto_id=f"id_{row.pk}_%s"),
    }


def _page(scope: Scope, past: bool, after: str) -> tuple[list[Designation], str]:
    rows, today = designations_of(scope), local_date(scope.at)
    if past:
        return paging.page(rows.filter(until_on__lt=today), ENDED, after, PAGE, newest_first=True)
    return paging.page(rows.exclude(until_on__lt=today), RUNNING, after, PAGE, newest_first=True)


def _office(scope: Scope, asked: str) -> str:
    """The office that the form is for: a principal names for the own one alone."""
    return Role.SUPERINTENDENT if names_everywhere(scope) and asked != Role.PRINCIPAL else Role.PRINCIPAL


def _offers(scope: Scope, office: str) -> dict[str, Any]:
    people = [row for row in NAMES(district=scope.district_id) if row.pk != scope.user_id]
    places, everywhere = list(principals_places(scope)), names_everywhere(scope)
    return {"office": office, "people": people, "places": places, "everywhere": everywhere}
