"""The district's school calendar: what clocks of school days and business days count, and what may still be changed in it."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.actions.school_calendar import add_days, add_school_year, remove_day
from cases.forms.school_calendar import DaysForm, YearForm
from cases.views.indicators import signed
from cases.views.mending import mend
from tat.idempotency import once
from tat.models import ClosedDay, SchoolYear
from tat.permissions import needs, request_scope
from tat.roles import Permission
from tat.statutes import local_date
from tat.workflow import Blocked


@needs(Permission.SET_UP_DISTRICT, "GET")
def school_calendar(request: HttpRequest) -> HttpResponse:
    """The school years and the days of the one that runs, or comes next."""
    return show(request)


def show(request: HttpRequest, days: DaysForm | None = None, year: YearForm | None = None) -> HttpResponse:
    """The page, with a form's errors where there are any."""
    scope = request_scope(request)
    today = local_date(scope.at)
    years = list(SchoolYear.objects.filter(district_id=scope.district_id).order_by("-starts_on"))
    asked = request.GET.get("year", "")
    running = [each for each in years if each.ends_on >= today]
    chosen = next((each for each in years if asked == str(each.starts_on.year)), None) or (running or years or [None])[-1 if running else 0]
    context = {
        "years": years,
        "chosen": chosen,
        "closed": list(_closed(scope.district_id, chosen)) if chosen else [],
        "today": today,
        "form": days or DaysForm(),
        "year_form": year or YearForm(),
    }
    return render(request, "cases/school_calendar.html", context)


def _closed(district_id: int | None, year: SchoolYear) -> list[ClosedDay]:
    """The days from the first student day to the eve of the next school year, office holidays of the summer included."""
    later = SchoolYear.objects.filter(district_id=district_id, starts_on__gt=year.starts_on).order_by("starts_on").first()
    rows = ClosedDay.objects.filter(district_id=district_id, on__gte=year.starts_on).order_by("on", "kind")
    return list(rows.filter(on__lt=later.starts_on) if later else rows)


@needs(Permission.SET_UP_DISTRICT, "POST")
@once
def add(request: HttpRequest) -> HttpResponse:
    """Enter a day or a break."""
    form, by = DaysForm(request.POST), signed(request)

    def act() -> str:
        return _added(len(add_days(district=by.district, by=by, given=form.given())))

    return _act(request, form, act, lambda: show(request, days=form))


@needs(Permission.SET_UP_DISTRICT, "POST")
@once
def add_year(request: HttpRequest) -> HttpResponse:
    """Enter a school year."""
    form, by = YearForm(request.POST), signed(request)

    def act() -> str:
        add_school_year(district=by.district, by=by, starts_on=form.cleaned_data["starts_on"], ends_on=form.cleaned_data["ends_on"])
        return _("The school year is entered. Its annual filing opens by itself.")

    return _act(request, form, act, lambda: show(request, year=form))


@needs(Permission.SET_UP_DISTRICT, "POST")
@once
def remove(request: HttpRequest, day_id: int) -> HttpResponse:
    """Take out a day that is still to come."""
    by = signed(request)
    try:
        remove_day(district=by.district, by=by, day_id=day_id)
    except Blocked as blocked:
        messages.error(request, " ".join(map(str, blocked.problems)))
        return redirect("school_calendar")
    messages.success(request, _("The day is taken out. What runs keeps its due time."))
    return redirect("school_calendar")


def _act(request: HttpRequest, form: forms.Form, act: Callable[[], str], again: Callable[[], HttpResponse]) -> HttpResponse:
    if not form.is_valid():
        return again()
    try:
        words = act()
    except Blocked as blocked:
        mend(form, blocked)
        return again()
    messages.success(request, words)
    return redirect("school_calendar")


def _added(moved: int) -> str:
    if not moved:
        return _("Entered. No due time that runs has moved.")
    return ngettext(
        "Entered. %(moved)d due time that runs moved; the duty shows the old one beside it.",
        "Entered. %(moved)d due times that run moved; each duty shows the old one beside it.",
        moved,
    ) % {"moved": moved}
