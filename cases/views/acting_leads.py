"""Acting leads in a principal's place: the superintendent reads, names and ends them."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.actions.acting_leads import end_acting_lead, name_acting_lead, namings_of
from cases.forms.acting_leads import ActingLeadForm
from cases.views.mending import mend
from tat import paging
from tat.idempotency import once
from tat.models import Building
from tat.permissions import Scope, needs, request_scope
from tat.roles import Permission
from tat.statutes import local_date
from tat.workflow import Blocked

PAGE, KEYS = 20, ("until_on", "id")


@needs(Permission.NAME_ACTING_LEAD, "GET")
def acting_lead_list(request: HttpRequest) -> HttpResponse:
    """Those that run or begin later, or the ended ones; and the form of a new one."""
    return show(request)


def show(request: HttpRequest, form: ActingLeadForm | None = None) -> HttpResponse:
    """The page, with the form's errors where there are any."""
    scope = request_scope(request)
    today, past = local_date(scope.at), request.GET.get("show") == "ended"
    rows = namings_of(scope).filter(until_on__lt=today) if past else namings_of(scope).filter(until_on__gte=today)
    found, after = paging.page(rows, KEYS, request.GET.get("after", ""), PAGE, newest_first=True)
    context = {"rows": found, "after": after, "past": past, "today": today, "form": None if past else form or make_form(scope)}
    return render(request, "cases/acting_leads.html", context)


def make_form(scope: Scope, data: object = None) -> ActingLeadForm:
    """The form, from today on where no other day is written."""
    places = Building.objects.filter(district_id=scope.district_id or 0).order_by("name")
    return ActingLeadForm(data, places=places, district_id=scope.district_id, initial={"from_on": local_date(scope.at)})


@needs(Permission.NAME_ACTING_LEAD, "POST")
@once
def put(request: HttpRequest) -> HttpResponse:
    """Name an acting lead."""
    form = make_form(request_scope(request), request.POST)
    if form.is_valid():
        try:
            row = name_acting_lead(by=request.user, given=form.given())  # type: ignore[arg-type]
        except Blocked as blocked:
            mend(form, blocked)
        else:
            messages.success(request, _("%(name)s is named. It ends by itself with its last day.") % {"name": row.person.full_name})
            return redirect("acting_lead_list")
    return show(request, form)


@needs(Permission.NAME_ACTING_LEAD, "POST")
def end(request: HttpRequest, acting_id: uuid.UUID) -> HttpResponse:
    """End one at once; it stays on record. What is of another district is not there."""
    if not namings_of(request_scope(request)).filter(pk=acting_id).exists():
        raise Http404
    return _end(request, acting_id)


@once
def _end(request: HttpRequest, acting_id: uuid.UUID) -> HttpResponse:
    try:
        end_acting_lead(acting_id=acting_id, by=request.user)  # type: ignore[arg-type]
    except Blocked as blocked:
        messages.error(request, " ".join(map(str, blocked.problems)))
    else:
        messages.success(request, _("Ended. The office, and the cases that it opened, are closed to this person from now on."))
    return redirect("acting_lead_list")
