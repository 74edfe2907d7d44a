"""Who may see a case, who opened it, who is kept out."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.access import can, case_view, excluded_people, request_door
from cases.actions.circle import grant_access, record_conflict
from cases.forms.access import GrantForm, PersonForm
from cases.models import Case, CaseGrant
from tat import paging
from tat.idempotency import once
from tat.models import AccessEntry, Seat, User
from tat.permissions import request_scope
from tat.roles import Permission
from tat.statutes import end_of_day, local_date
from tat.workflow import Blocked

PAGE = 50


@case_view(Permission.VIEW_LOG, "GET")
def case_log(request: HttpRequest, case: Case) -> HttpResponse:
    """The circle of a case by name, and the latest views of it."""
    return show(request, case)


def show(request: HttpRequest, case: Case, **forms: Any) -> HttpResponse:
    """The access page, with a form's errors where there are any."""
    way, at = request_door(request), request_scope(request).at
    entries = AccessEntry.objects.filter(about_id=case.id)
    views, after = paging.page(entries, ("at", "id"), request.GET.get("after", ""), PAGE, newest_first=True)
    context = {
        "case": case,
        "seated": seated(case, at),
        "grants": CaseGrant.objects.filter(content_object=case, until__gt=at).select_related("user"),
        "kept_out": User.objects.filter(pk__in=excluded_people(case, at)).order_by("full_name"),
        "views": views,
        "after": after,
        "conflict_form": forms.get("conflict_form") or (PersonForm(case=case) if can(way, Permission.RECORD_CONFLICT, case) else None),
        "grant_form": forms.get("grant_form") or (GrantForm(case=case) if can(way, Permission.GRANT_ACCESS, case) else None),
    }
    return render(request, "cases/access.html", context)


def seated(case: Case, at: Any) -> list[Seat]:
    """The seats of the case's team that are in its circle now, less people in conflict."""
    day = local_date(at)
    seats = Seat.objects.filter(team_id=case.team_id, user__isnull=False, kind=Seat.Kind.CORE, from_on__lte=day).filter(
        Q(until_on=None) | Q(until_on__gte=day)
    )
    if case.circle == "triage":
        seats = seats.filter(triage=True)
    return list(seats.exclude(user_id__in=excluded_people(case, at)).select_related("user").order_by("user__full_name"))


@case_view(Permission.RECORD_CONFLICT, "POST")
@once
def conflict(request: HttpRequest, case: Case) -> HttpResponse:
    """Keep a person out."""
    form = PersonForm(request.POST, case=case)
    if not form.is_valid():
        return show(request, case, conflict_form=form)
    record_conflict(case=case, by=request.user, person=form.cleaned_data["person"])
    messages.success(request, _("The case is closed to this person from now on."))
    return redirect("home") if form.cleaned_data["person"] == request.user else redirect("case_log", code=case.code)


@case_view(Permission.GRANT_ACCESS, "POST")
@once
def grant(request: HttpRequest, case: Case) -> HttpResponse:
    """Let a named person in until a day."""
    form = GrantForm(request.POST, case=case)
    if form.is_valid():
        try:
            data = form.cleaned_data
            grant_access(case=case, by=request.user, to=data["person"], until=end_of_day(data["until"]), reason=data["reason"])
        except Blocked as blocked:
            for problem in blocked.problems:
                form.add_error(None, problem)
        else:
            messages.success(request, _("Access is open until the end of that day."))
            return redirect("case_log", code=case.code)
    return show(request, case, grant_form=form)
