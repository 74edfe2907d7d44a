"""Triage: what was checked, one's own sealed opinion, the panel, and how it ends."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet, Subquery
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.access import can, case_view, request_door
from cases.actions.conflicts import seats_in_force
from cases.actions.facts import gather
from cases.actions.members import who_works_on
from cases.concurrence import CLOSE, CONVENE, OPEN, Answer
from cases.gates import Moment
from cases.models import Case, CrisisResponse, GateAnswer, Meeting, of_case_and_merged
from cases.views import drafts
from cases.views.mending import mend
from cases.views.rail import rail
from cases.views.signposts import leads
from cases.workflow import Stage, unmet
from tat.clock import CENTRAL
from tat.idempotency import once
from tat.models.prepared import Given, Prepared
from tat.permissions import request_scope
from tat.roles import Permission
from tat.workflow import Blocked
from triage.actions import triage as acts
from triage.forms.opinion import AbsenceForm, CrisisForm, MeetingForm, OpinionForm
from triage.models import Report, TriageOpinion
from triage.views.panel import checked, own_opinion, panel_page
from triage.workflow import CrisisKind

FORM = "opinion"

WENT = {
    OPEN: _l("Your opinion is sealed. You can replace it until the seal opens."),
    CLOSE: _l("Every member concurs. The seal is open and the case is closed at triage."),
    CONVENE: _l("The seal is open and the full team is convened."),
}


@case_view(Permission.VIEW_CASE, "GET")
def case_triage(request: HttpRequest, case: Case) -> HttpResponse:
    """The page of triage, at whatever stage the case is."""
    return show(request, case)


def show(request: HttpRequest, case: Case, **given: Form) -> HttpResponse:
    """The page, with a form's errors where there are any."""
    at, way = request_scope(request).at, request_door(request)
    held = can(way, Permission.RECORD_TRIAGE, case)
    panel = panel_page(case, request.user, at)
    context = {
        "case": case,
        "stages": rail(case, 2),
        "reports": REPORTS(case_id=case.id),
        "checked": checked(case),
        "panel": panel,
        "opinion_form": given.get("opinion_form")
        or (opinion_form(request, case, at, mine=panel.own_opinion) if panel.own_seat and panel.is_open else None),
        "before": unmet("begin_triage", gather(case, at)) if case.stage == Stage.INTAKE else (),
        "may_determine": leads(way, "case_imminence", case),
        "may_record": case.is_open() and leads(way, "case_interviews", case),
        "may_begin": case.stage == Stage.INTAKE and can(way, Permission.BEGIN_TRIAGE, case),
        "may_convene": panel.is_open and can(way, Permission.CONVENE_TAT, case),
        "crisis_form": given.get("crisis_form") or (CrisisForm(initial={"started_at": at}) if held and case.is_open() else None),
        "crises": [{"kind": CrisisKind(row.kind).label, "row": row} for row in CRISES(case=case)],
        "meeting_form": given.get("meeting_form") or (meeting_form(case, at) if held and case.convened_at and case.is_open() else None),
        "meetings": MEETINGS(case=case),
        "may_declare": case.stage == Stage.TRIAGE,
        "asks_gates": held and case.stage == Stage.TRIAGE,
        "now": at,
    }
    return render(request, "triage/triage.html", context)


def _reports() -> QuerySet[Any]:
    """The reports of a case, each with when and by whom the gates were last answered at triage: one statement for both."""
    asked = GateAnswer.objects.filter(case=Given("case_id"), moment=Moment.TRIAGE).order_by("-recorded_at")
    rows = (
        Report.objects.filter(case__any_of=of_case_and_merged(Given("case_id"))).select_related("facts__case__key").order_by("reported_at")
    )
    return rows.annotate(asked_at=Subquery(asked.values("recorded_at")[:1]), asked_by=Subquery(asked.values("recorded_name")[:1]))


REPORTS: Prepared[Any] = Prepared(_reports)
CRISES: Prepared[CrisisResponse] = Prepared(lambda: CrisisResponse.objects.filter(case=Given("case")).order_by("started_at"))
MEETINGS: Prepared[Meeting] = Prepared(lambda: Meeting.objects.filter(case=Given("case")).order_by("held_at"))


def opinion_form(request: HttpRequest, case: Case, at: datetime, data: Any = None, *, mine: TriageOpinion | None = None) -> OpinionForm:
    """The form of one's own opinion, with `mine`, which one sealed before."""
    names = ("answer", "addressed_by", "follow_up_by", "follow_up_on", "reason")
    initial = {name: getattr(mine, name) for name in names} if mine else {"follow_up_by": request.user}
    draft = drafts.typed(request, case, FORM) if data is None else None
    form = OpinionForm(draft if data is None else data, people=who_works_on(case, at), today=at.astimezone(CENTRAL).date(), initial=initial)
    return drafts.again(form, draft)


def meeting_form(case: Case, at: datetime, data: Any = None) -> MeetingForm:
    """The form of the meeting, seat by seat."""
    return MeetingForm(data, seats=seats_in_force(case, at), initial={"held_at": at})


@case_view(Permission.BEGIN_TRIAGE, "POST")
@once
def begin(request: HttpRequest, case: Case) -> HttpResponse:
    """Freeze the panel and ask it."""
    try:
        acts.begin_triage(case=case, by=request.user)
    except Blocked as blocked:
        return back(request, case, blocked)
    return redirect("case_triage", code=case.code)


@case_view(Permission.GIVE_OPINION, "POST")
@once
def give_opinion(request: HttpRequest, case: Case) -> HttpResponse:
    """Seal one's opinion; what cannot be taken back is asked once more, on a page."""
    at = request_scope(request).at
    form = opinion_form(request, case, at, request.POST, mine=own_opinion(case, request.user))
    if not form.is_valid():
        return show(request, case, opinion_form=form)
    if form.asks_again():
        return render(
            request,
            "triage/opinion_sure.html",
            {"case": case, "form": form, "typed": form.cleaned_data, "answer_words": Answer(form.cleaned_data["answer"]).label},
        )
    try:
        found = acts.give_opinion(case=case, by=request.user, given=form.given())
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, case, opinion_form=form)
    drafts.done(request, case, FORM)
    messages.success(request, WENT[found.kind])
    return redirect("case_triage", code=case.code)


@case_view(Permission.GIVE_OPINION, "POST")
@once
def step_aside(request: HttpRequest, case: Case) -> HttpResponse:
    """Leave the case, without a reason; it cannot be undone, so a page asks once more."""
    if request.POST.get("sure") != "yes":
        return render(request, "triage/aside_sure.html", {"case": case})
    try:
        acts.step_aside(case=case, by=request.user)
    except Blocked as blocked:
        messages.error(request, blocked.problems[0])
        return redirect("case_triage", code=case.code)
    messages.success(request, _("You stepped aside from this case. Its pages are closed to you."))
    return redirect("home")


@case_view(Permission.VIEW_CASE, "POST")
@once
def absent(request: HttpRequest, case: Case) -> HttpResponse:
    """Record an absence: one's own, or as the superintendent."""
    form = AbsenceForm(request.POST, case=case)
    if not form.is_valid():
        return back(request, case, Blocked((acts.GONE,)))
    try:
        acts.record_absence(case=case, by=request.user, seat=form.cleaned_data["seat"])
    except Blocked as blocked:
        return back(request, case, blocked)
    messages.success(request, _("The absence is recorded. A back-up is seated where there is one."))
    return redirect("case_triage", code=case.code)


@case_view(Permission.CONVENE_TAT, "POST")
@once
def convene(request: HttpRequest, case: Case) -> HttpResponse:
    """Send the case to the full team."""
    try:
        acts.convene_tat(case=case, by=request.user)
    except Blocked as blocked:
        return back(request, case, blocked)
    messages.success(request, _("The full team is convened."))
    return redirect("case_triage", code=case.code)


def back(request: HttpRequest, case: Case, blocked: Blocked) -> HttpResponse:
    """To the page, with what stands in the way."""
    messages.error(request, " ".join(map(str, blocked.problems)))
    return redirect("case_triage", code=case.code)
