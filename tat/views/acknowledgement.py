"""The yearly acknowledgement: its page, and the way to it for who asks for a case first."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from tat.actions.acknowledging import acknowledge, statement_for, year_asked
from tat.forms.acknowledgement import AcknowledgementForm
from tat.idempotency import once
from tat.models import Acknowledgement
from tat.permissions import request_scope, signed_in
from tat.typed import read_typed
from tat.views.mending import mend, on_what_stands
from tat.workflow import Blocked

EARLIER = 5
"""How many of the own acknowledgements stand on the page, the latest first."""


def ask_first(request: HttpRequest) -> HttpResponse:
    """What stands in the place of a case that is not opened yet: the page to acknowledge; a form that was sent keeps its words."""
    where = reverse("acknowledgement")
    if request.method == "POST":
        return render(request, "tat/acknowledge_first.html", {"typed": read_typed(request), "where": where}, status=403)
    return redirect(f"{where}?{urlencode({'next': request.get_full_path()})}")


@signed_in("GET")
def acknowledgement(request: HttpRequest) -> HttpResponse:
    """What everybody takes on who opens a case, and whether this person has."""
    return show(request)


def show(request: HttpRequest, form: AcknowledgementForm | None = None) -> HttpResponse:
    """The page, with the form's errors where there are any."""
    scope = request_scope(request)
    statement, mine = statement_for(scope), Acknowledgement.objects.filter(recorded_by_id=scope.user_id)
    first = {"seen": statement.mark, "next": own_page(request, request.GET.get("next", ""))}
    shown = on_what_stands(form, seen=statement.mark) if form else AcknowledgementForm(initial=first)
    context = {
        "statement": statement,
        "form": None if scope.acknowledged and form is None else shown,
        "next": first["next"] if scope.acknowledged else "",
        "year": year_asked(scope.district_id, scope.at) if scope.district_id else None,
        "earlier": mine.select_related("school_year").order_by("-recorded_at")[:EARLIER],
    }
    return render(request, "tat/acknowledgement.html", context)


@signed_in("POST")
@once
def sign(request: HttpRequest) -> HttpResponse:
    """Take it on, and go on to the page that was asked for."""
    form = AcknowledgementForm(request.POST)
    if not form.is_valid():
        return show(request, form)
    data = form.cleaned_data
    try:
        acknowledge(by=request.user, seen=data["seen"], confidential=data["confidential"], together=data["together"])  # type: ignore[arg-type]
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, form)
    messages.success(request, _("Recorded. It holds until the next school year begins."))
    return redirect(own_page(request, data["next"]) or "acknowledgement")


def own_page(request: HttpRequest, address: str) -> str:
    """An address of this house as it was asked for; "" for any other."""
    good = address.startswith("/") and url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if good else ""
