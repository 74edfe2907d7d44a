"""Days away: a person's own page; and somebody in a seat who is back, said by whoever keeps the roster."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tat.actions import absences as acts
from tat.forms.absences import AwayForm
from tat.idempotency import once
from tat.models import Seat
from tat.permissions import needs, request_scope, signed_in
from tat.roles import Permission
from tat.statutes import local_date
from tat.views.mending import taken
from tat.views.rosters import seat_or_404


@signed_in("GET")
def account_away(request: HttpRequest) -> HttpResponse:
    """When this person is away, and who is seated meanwhile."""
    return show(request)


def show(request: HttpRequest, form: AwayForm | None = None) -> HttpResponse:
    """The page, with the form's errors where there are any."""
    scope = request_scope(request)
    today = local_date(scope.at)
    seats = Seat.objects.filter(user=request.user, kind=Seat.Kind.CORE, from_on__lte=today).exclude(until_on__lt=today)  # type: ignore[misc]
    context = {
        "days": acts.days_away(request.user, scope.at),  # type: ignore[arg-type]
        "today": today,
        "form": form or AwayForm(initial={"from_on": today}),
        "seats": [(seat, list(seat.backups.exclude(until_on__lt=today).select_related("user"))) for seat in seats.select_related("team")],
    }
    return render(request, "account/away.html", context)


@signed_in("POST")
@once
def add(request: HttpRequest) -> HttpResponse:
    """Record days of one's own."""
    form = AwayForm(request.POST)
    if taken(form, lambda: acts.go_away(by=request.user, **form.cleaned_data)) is None:
        return show(request, form)
    messages.success(request, _("Recorded. On these days your back-ups are seated, and told beside you."))
    return redirect("account_away")


@signed_in("POST")
@once
def end(request: HttpRequest, absence_id: int) -> HttpResponse:
    """Back already."""
    acts.come_back(by=request.user, absence_id=absence_id)  # type: ignore[arg-type]
    messages.success(request, _("Recorded. From today on you are there."))
    return redirect("account_away")


@needs(Permission.MANAGE_TEAM, "POST")
def seat_back(request: HttpRequest, seat_ref: uuid.UUID, absence_id: int) -> HttpResponse:
    """Who holds the seat is back already."""
    return _back_in_seat(request, seat_or_404(request, seat_ref), absence_id)


@once
def _back_in_seat(request: HttpRequest, seat: Seat, absence_id: int) -> HttpResponse:
    acts.call_back(by=request.user, seat_ref=seat.ref, absence_id=absence_id)  # type: ignore[arg-type]
    messages.success(request, _("Recorded. From today on the person is there."))
    return redirect("seat_detail", seat_ref=seat.ref)
