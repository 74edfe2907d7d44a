"""The inbox, and public tips as the team reads them: one, or several of a burst together; each act on them is a form of its own."""

import functools
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.access import can, request_door
from cases.views.mending import mend
from tat import audit, paging
from tat.idempotency import once
from tat.permissions import request_scope, signed_in
from tat.roles import Permission
from tat.views.files import download
from tat.workflow import Blocked
from triage.access import (
    WITH_IT,
    open_tip_by_code,
    reads_tips,
    stands_for_superintendent,
    unopened_reports,
    visible_tips,
    waiting_tips,
)
from triage.actions import inbox as acts
from triage.actions.search import Earlier
from triage.forms.inbox import AsideForm, AskForm, PassOnForm, TakeUpForm
from triage.models import ReporterIdentity, Tip, TipFile
from triage.receipts import is_code
from triage.views.intake import buildings_of, offered, reasons, search
from triage.workflow import ReportStatus

PAGE, AT_ONCE_AT_MOST = 25, 50
OPEN = (ReportStatus.RECEIVED, ReportStatus.REVIEWED)


View = Callable[..., HttpResponse]


def for_readers(*methods: str) -> Callable[[View], View]:
    """Open to people for whom tips may wait: principals, Triage Teams, the superintendent and who is named for it."""

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not reads_tips(request_scope(request)):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return signed_in(*methods)(guarded)

    return wrap


def tip_view(*methods: str) -> Callable[[View], View]:
    """As `for_readers`, for one tip, which is opened by its code through the requester's door: the view gets `request, tip`."""

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def opened(request: HttpRequest, code: str, **more: Any) -> HttpResponse:
            return view(request, open_tip_by_code(request, code), **more)

        return for_readers(*methods)(opened)

    return wrap


@for_readers("GET")
def report_inbox(request: HttpRequest) -> HttpResponse:
    """Tips to decide, a page of them at a time, and reports in cases that neither the principal nor a triage member has opened."""
    at, way = request_scope(request).at, request_door(request)
    waiting = waiting_tips(way).filter(report__state__in=OPEN).select_related("report__building", "set_aside")
    tips, later = paging.page(waiting, ("recorded_at", "id"), request.GET.get("after", ""), PAGE)
    rows = list(unopened_reports(way)[:AT_ONCE_AT_MOST])
    codes = [tip.code for tip in tips] + [row.case.code for row in rows]
    audit.record_access(request.user, kind="list", page="report_inbox", at=at, digest=audit.digest_of(codes))
    context = {"tips": tips, "later": later, "rows": rows, "now": at, "schools": buildings_of(way.scope)}
    return render(request, "triage/inbox.html", context)


@tip_view("GET")
def tip_detail(request: HttpRequest, tip: Tip) -> HttpResponse:
    """One tip. The first look of somebody who reviews is on record, and tells the reporter that it was read."""
    if request.method == "GET":
        tip = acts.open_tip(tip=tip, by=request.user)
    return show(request, [tip])


@tip_view("GET")
def file(request: HttpRequest, tip: Tip, number: int) -> HttpResponse | StreamingHttpResponse:
    """The copy of one picture or PDF of a tip; each download is on record."""
    row = tip.files.filter(number=number).select_related("display__key").first()
    if row is None:
        raise Http404
    at, digest = request_scope(request).at, bytes(row.display.sha256)
    audit.record_access(request.user, kind="file", page="tip_file", ref=(tip.id, tip.code), at=at, digest=digest)  # type: ignore[arg-type]
    row.tip = tip
    return download(request, row.display, row.kept_name())


@for_readers("POST")
def tips_together(request: HttpRequest) -> HttpResponse:
    """The ticked tips on one page, to be decided at once; each counts as read."""
    tips = chosen(request)
    if not tips:
        messages.error(request, _("Tick the tips that you want to review together."))
        return redirect("report_inbox")
    return show(request, [acts.open_tip(tip=tip, by=request.user) for tip in tips])


def chosen(request: HttpRequest) -> list[Tip]:
    """The tips that the form names, as far as the person may read them, the oldest first; 50 at most."""
    codes = [code for code in request.POST.getlist("tip")[:AT_ONCE_AT_MOST] if is_code(code)]
    rows = visible_tips(request_door(request)).select_related(*WITH_IT).filter(code__in=codes)
    return list(rows.order_by("recorded_at", "id"))


def show(request: HttpRequest, tips: Sequence[Tip], *, earlier: Earlier | None = None, **forms: Any) -> HttpResponse:
    """The page of these tips, with what may be done with them; a form that must be mended opens with its errors."""
    first = tips[0]
    case = first.report.case
    take = forms.get("take_up") or TakeUpForm(None, by=request.user, tips=list(tips))
    if earlier:
        take.ask_into(offered(earlier), reasons(earlier))
    kept = list(TipFile.objects.filter(tip__in=tips).select_related("tip").order_by("number"))
    for tip in tips:
        tip.kept = [each for each in kept if each.tip_id == tip.pk]  # type: ignore[attr-defined]
        audit.record_access(request.user, kind="tip", page="tip_detail", ref=(tip.id, tip.code), at=request_scope(request).at)
    context = {
        "tips": tips,
        "tip": first,
        "case": case if case and can(request_door(request), Permission.VIEW_CASE, case) else None,
        "is_open": all(tip.report.state in OPEN for tip in tips),
        "may_take_up": all(tip.report.case_id is None for tip in tips),
        "aside": getattr(first, "set_aside", None),
        "said": list(first.messages.select_related("tip__key").order_by("at")),
        "has_reporter": ReporterIdentity.objects.filter(report=first.report).exists(),
        "with_district": first.with_district,
        "may_pass_on": first.with_district and stands_for_superintendent(request_scope(request)),
        "earlier": earlier,
        "take_up": take,
        "aside_form": forms.get("aside_form") or AsideForm(),
        "ask_form": forms.get("ask_form") or AskForm(),
        "pass_on_form": forms.get("pass_on_form") or PassOnForm(by=request.user, chosen=first.report.building),
    }
    return render(request, "triage/tip_detail.html", context)


@for_readers("POST")
@once
def take_up(request: HttpRequest) -> HttpResponse:
    """Open a case from the tips, or add them to one; what is on record under the name is shown first."""
    tips = named(request)
    form = TakeUpForm(request.POST.copy(), by=request.user, tips=tips)
    if not form.is_valid():
        return show(request, tips, take_up=form)
    place = tips[0].report.building or form.cleaned_data["school"]
    earlier = search(request, form, page="tip_take_up", building=place, text=tips[0].what)
    if earlier:
        return show(request, tips, take_up=form, earlier=earlier)
    try:
        report = acts.take_up(tips=tips, by=request.user, given=form.given())
    except Blocked as blocked:
        if any(tip.report.case_id for tip in tips):  # a colleague was first, and the form is gone from the page
            messages.error(request, " ".join(map(str, blocked.problems)))
            return redirect("tip_detail", code=tips[0].code)
        mend(form, blocked)
        return show(request, tips, take_up=form)
    case = report.case
    if not can(request_door(request), Permission.VIEW_CASE, case):
        messages.success(request, _("Taken up as %(code)s. The school's team takes it from here.") % {"code": case.code})
        return redirect("home")
    messages.success(request, _("Taken up as %(code)s. The decision on imminence is next.") % {"code": case.code})
    return redirect("case_imminence", code=case.code)


@for_readers("POST")
@once
def set_aside(request: HttpRequest) -> HttpResponse:
    """Say why the tips are not about safety; a second member is asked."""
    tips = named(request)
    form = AsideForm(request.POST)
    if not form.is_valid():
        return show(request, tips, aside_form=form)
    try:
        acts.ask_to_set_aside(tips=tips, by=request.user, reason=form.cleaned_data["reason"])
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, tips, aside_form=form)
    messages.success(request, _("Recorded. It waits for a second member of the Triage Team; until then the review stays open."))
    return redirect("report_inbox")


@for_readers("POST")
@once
def agree(request: HttpRequest) -> HttpResponse:
    """The second member agrees that the tips are not about safety."""
    tips = named(request)
    try:
        acts.agree_to_set_aside(tips=tips, by=request.user)
    except Blocked as blocked:
        messages.error(request, " ".join(map(str, blocked.problems)))
        return redirect("tip_detail", code=tips[0].code)
    messages.success(request, _("Set aside by two members. It stays on record."))
    return redirect("report_inbox")


@tip_view("POST")
@once
def ask(request: HttpRequest, tip: Tip) -> HttpResponse:
    """Ask the reporter a question."""
    form = AskForm(request.POST)
    if not form.is_valid():
        return show(request, [tip], ask_form=form)
    try:
        acts.ask_reporter(tip=tip, by=request.user, text=form.cleaned_data["text"])
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, [tip], ask_form=form)
    messages.success(request, _("Asked. The reporter finds it with the four words."))
    return redirect("tip_detail", code=tip.code)


@tip_view("POST")
@once
def finish(request: HttpRequest, tip: Tip) -> HttpResponse:
    """Tell the reporter that it is finished."""
    try:
        acts.finish_tip(tip=tip, by=request.user)
    except Blocked as blocked:
        messages.error(request, " ".join(map(str, blocked.problems)))
    else:
        messages.success(request, _("The reporter now reads that it is finished."))
    return redirect("tip_detail", code=tip.code)


@for_readers("POST")
@once  # before the door: who has passed a tip on cannot open it any more, and a repeat must be answered as the first
def pass_on(request: HttpRequest, code: str) -> HttpResponse:
    """The first reader gives the tip to the school."""
    tip, form = open_tip_by_code(request, code), PassOnForm(request.POST, by=request.user)
    if not form.is_valid():
        return show(request, [tip], pass_on_form=form)
    try:
        acts.pass_on(tip=tip, by=request.user, building=form.cleaned_data["school"])
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, [tip], pass_on_form=form)
    messages.success(request, _("Passed on. The school's principal and Triage Team review it now."))
    return redirect("report_inbox")


@tip_view("POST")
def reporter(request: HttpRequest, tip: Tip) -> HttpResponse:
    """Open the name that was given, to call back; who opened it, and when, is kept."""
    found = acts.open_tip_reporter(tip=tip, by=request.user)
    return render(request, "triage/tip_reporter.html", {"tip": tip, "reporter": found})


def named(request: HttpRequest) -> list[Tip]:
    """The tips that a form is about. Raises Http404 where none of them may be read."""
    tips = chosen(request)
    if not tips:
        raise Http404
    return tips
