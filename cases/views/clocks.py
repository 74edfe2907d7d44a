"""The numbers that a district sets itself: days between updates, minutes of “immediately”, when notes open a report."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.forms.clocks import ClocksForm, clocks_of
from cases.views.acting import on_what_stands
from cases.views.mending import mend
from tat.actions.district import NUMBERS, set_clocks, token_of
from tat.idempotency import once
from tat.models import District
from tat.permissions import needs, request_scope
from tat.roles import Permission
from tat.workflow import Blocked


@needs(Permission.EDIT_GUIDANCE, "GET")
def clocks(request: HttpRequest) -> HttpResponse:
    """The numbers as they stand."""
    return show(request, ClocksForm(initial=clocks_of(_district(request))))


@needs(Permission.EDIT_GUIDANCE, "POST")
@once
def save(request: HttpRequest) -> HttpResponse:
    """Set them. Numbers that somebody changed meanwhile are shown, and what was typed stays in the form."""
    form = ClocksForm(request.POST)
    if not form.is_valid():
        return show(request, form)
    district = _district(request)
    try:
        set_clocks(district=district, by=request.user, seen=form.cleaned_data["seen"], numbers=form.numbers())
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, on_what_stands(form, seen=token_of(district)), stands=district)
    messages.success(request, _("Saved. It holds for what begins from now on."))
    return redirect("district_clocks")


def show(request: HttpRequest, form: ClocksForm, stands: District | None = None) -> HttpResponse:
    """The page; `stands` are the numbers that somebody else has set meanwhile."""
    now = [(field.label, str(getattr(stands, name))) for name, field in form.fields.items() if name in NUMBERS] if stands else []
    return render(request, "cases/clocks.html", {"form": form, "stands": now})


def _district(request: HttpRequest) -> District:
    return District.objects.get(pk=request_scope(request).district_id)
