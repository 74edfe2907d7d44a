"""Keying in a tip from Safe2Help Illinois, a forwarded mail or a call; and the tip's own text, opened by its few readers."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from cases.access import case_view, request_door
from cases.models import Case
from cases.views.mending import mend
from tat import clock
from tat.idempotency import once
from tat.models import Building
from tat.permissions import needs, request_scope
from tat.roles import Permission
from tat.workflow import Blocked
from triage.actions.raw_tips import open_raw_tips
from triage.actions.reports import take_in
from triage.actions.search import Earlier
from triage.forms.emergency import whatever_is_typed
from triage.forms.handoff import HandoffForm
from triage.views.intake import buildings_of, keys_of, offered, reasons, saved, search
from triage.views.left import Left, left_in, ref_of

DRAFT = "handoff"


@needs(Permission.LOG_REPORT, "GET")
def report_handoff(request: HttpRequest) -> HttpResponse:
    """The empty form, or the draft that was left."""
    buildings = buildings_of(request_scope(request))
    left = left_in(request, DRAFT, keys_of(buildings))
    form = make_form(request, left.body, buildings)
    return show(request, form.without_errors() if left.body is not None else form, left=left)


@needs(Permission.LOG_REPORT, "POST")
@once
def handoff_save(request: HttpRequest) -> HttpResponse:
    """Save the tip as a report, or show what must be mended, or what is on record already under the name."""
    form = make_form(request, request.POST.copy())
    if request.POST.get("then") == "containment":
        given = whatever_is_typed(form, clock.now())
        return saved(request, given, *take_in(by=request.user, given=given, way=request_door(request)), draft=DRAFT)
    if not form.is_valid():
        return show(request, form)
    data = form.cleaned_data
    if earlier := search(request, form, page="report_handoff", building=data["building"], text=data["nature"]):
        return show(request, form, earlier=earlier)
    try:
        given = form.given()
        taken = take_in(by=request.user, given=given, way=request_door(request))
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, form)
    return saved(request, given, *taken, draft=DRAFT)


def make_form(request: HttpRequest, data: QueryDict | None, buildings: list[Building] | None = None) -> HandoffForm:
    """The form for this person's buildings, read where the caller has not. Raises PermissionDenied where there are none."""
    scope = request_scope(request)
    buildings = buildings_of(scope) if buildings is None else buildings
    if not buildings:
        raise PermissionDenied
    return HandoffForm(data, by=request.user, buildings=buildings, at=scope.at)


def show(request: HttpRequest, form: HandoffForm, *, earlier: Earlier | None = None, left: Left | None = None) -> HttpResponse:
    """The page with what was typed."""
    if earlier:
        form.ask_into(offered(earlier), reasons(earlier))
    building = form.fields["building"].initial
    context = {"form": form, "earlier": earlier, "left": left or Left(ref=ref_of(request)), "building": building}
    return render(request, "triage/handoff.html", context)


@case_view(Permission.VIEW_RAW_TIP, "POST")
def case_raw_tip(request: HttpRequest, case: Case) -> HttpResponse:
    """Open the tips of a case as they came in; who opened them, and when, is kept."""
    return render(request, "triage/raw_tip.html", {"case": case, "tips": open_raw_tips(case=case, by=request.user)})
