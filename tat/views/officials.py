"""School officials from outside: the superintendent reads, designates and ends them."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tat import paging
from tat.actions.officials import designate_official, end_official, officials_of
from tat.forms.officials import OfficialForm
from tat.idempotency import once
from tat.permissions import Scope, needs, request_scope
from tat.roles import Permission
from tat.statutes import local_date
from tat.views.mending import mend
from tat.workflow import Blocked

PAGE, KEYS = 20, ("until_on", "id")


@needs(Permission.NAME_OFFICIAL, "GET")
def official_list(request: HttpRequest) -> HttpResponse:
    """Those that run or begin later, or the ended ones; and the form of a new one."""
    return show(request)


def show(request: HttpRequest, form: OfficialForm | None = None) -> HttpResponse:
    """The page, with the form's errors where there are any."""
    scope = request_scope(request)
    today, past = local_date(scope.at), request.GET.get("show") == "ended"
    rows = officials_of(scope).filter(until_on__lt=today) if past else officials_of(scope).filter(until_on__gte=today)
    found, after = paging.page(rows, KEYS, request.GET.get("after", ""), PAGE, newest_first=True)
    context = {"rows": found, "after": after, "past": past, "today": today, "form": None if past else form or make_form(scope)}
    return render(request, "tat/officials.html", context)


def make_form(scope: Scope, data: object = None) -> OfficialForm:
    """The form, from today on where no other day is written."""
    return OfficialForm(data, district_id=scope.district_id, initial={"from_on": local_date(scope.at)})


@needs(Permission.NAME_OFFICIAL, "POST")
@once
def designate(request: HttpRequest) -> HttpResponse:
    """Put a designation on file."""
    form = make_form(request_scope(request), request.POST)
    if form.is_valid():
        try:
            row = designate_official(by=request.user, given=form.given())  # type: ignore[arg-type]
        except Blocked as blocked:
            mend(form, blocked)
        else:
            messages.success(request, _("%(name)s is on file. It ends by itself with its last day.") % {"name": row.person.full_name})
            return redirect("official_list")
    return show(request, form)


@needs(Permission.NAME_OFFICIAL, "POST")
def end(request: HttpRequest, official_id: uuid.UUID) -> HttpResponse:
    """End one at once; it stays on record. What is of another district is not there."""
    if not officials_of(request_scope(request)).filter(pk=official_id).exists():
        raise Http404
    return _end(request, official_id)


@once
def _end(request: HttpRequest, official_id: uuid.UUID) -> HttpResponse:
    try:
        end_official(official_id=official_id, by=request.user)  # type: ignore[arg-type]
    except Blocked as blocked:
        messages.error(request, " ".join(map(str, blocked.problems)))
    else:
        messages.success(request, _("Ended. The student record is shut to this person from now on."))
    return redirect("official_list")
