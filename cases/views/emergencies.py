"""Opening a case in an emergency, and the page on which a second person judges it."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.access import request_door
from cases.actions.emergencies import Found, ask_in_emergency, judge_opening, open_what_was_asked, review_of, reviews
from cases.forms.emergencies import EmergencyForm, JudgeForm
from cases.models import EmergencyOpening
from cases.views.mending import mend
from cases.views.pages_seen import PAGES
from tat import audit
from tat.addresses import address
from tat.idempotency import once
from tat.models import AccessEntry
from tat.permissions import needs, request_scope, signed_in
from tat.roles import Permission
from tat.statutes.limits import EMERGENCY_OPENING
from tat.views.mending import refusal
from tat.workflow import Blocked

LOOKS_SHOWN = 50


@needs(Permission.BREAK_GLASS, "GET")
def emergency_access(request: HttpRequest) -> HttpResponse:
    """The form. It knows nothing of any case."""
    return show(request, EmergencyForm(request=request))


def show(request: HttpRequest, form: EmergencyForm) -> HttpResponse:
    """The page, with the form's errors where there are any."""
    hours = EMERGENCY_OPENING.total_seconds() // 3600
    return render(request, "cases/emergency.html", {"form": form, "hours": int(hours), **refusal(request, (form,), (form,))})


@needs(Permission.BREAK_GLASS, "POST")
@once
def open_case(request: HttpRequest) -> HttpResponse:
    """Store the reason; only then look, and open what is found."""
    form = EmergencyForm(request.POST, request=request)
    if not form.is_valid():
        return show(request, form)
    try:
        stored = ask_in_emergency(by=request.user, given=form.given())  # type: ignore[arg-type]
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, form)
    return _led_on(request, open_what_was_asked(request=stored))


def _led_on(request: HttpRequest, found: Found) -> HttpResponse:
    hours = int(EMERGENCY_OPENING.total_seconds() // 3600)
    if found.opened:
        codes = ", ".join(case.code for case in found.opened)
        words = _("Open to you for %(hours)s hours: %(codes)s. Its lead has been told.")
        messages.success(request, words % {"hours": hours, "codes": codes})
        return redirect("case_detail", code=found.opened[0].code)
    if found.seen:
        messages.info(request, _("This case is open to you anyway. Your reason is kept."))
        return redirect("case_detail", code=found.seen[0].code)
    messages.warning(request, _("Your reason is kept. No case was opened: there is none to open under this code or name."))
    return redirect("emergency_access")


def opened_or_404(request: HttpRequest, opening_id: uuid.UUID) -> EmergencyOpening:
    """The opening, for who judges it. Raises Http404 for everybody else, who opened it included."""
    row = (
        EmergencyOpening.objects.select_related("case__key", "case__building", "case__district", "recorded_by")
        .filter(pk=opening_id)
        .first()
    )
    if row is None or not reviews(request_scope(request), request_door(request), row):
        raise Http404
    return row


@signed_in("GET")
def opening_detail(request: HttpRequest, opening_id: uuid.UUID) -> HttpResponse:
    """Who opened which case and why, what was looked at since, and the judgement."""
    return show_opening(request, opened_or_404(request, opening_id))


def show_opening(request: HttpRequest, row: EmergencyOpening, form: JudgeForm | None = None) -> HttpResponse:
    """The page, with the form's errors where there are any. That it was looked at is recorded with the case's code."""
    at = request_scope(request).at
    looks = AccessEntry.objects.filter(about_id=row.case_id, user_id=row.recorded_by_id, at__gte=row.recorded_at, at__lte=row.until_at)
    shown = looks.exclude(kind=audit.UNTOLD_KIND).order_by("at", "id")[: LOOKS_SHOWN + 1]
    lines = [(look.at, PAGES.get(look.page) or _("A form of this case")) for look in shown]
    form = None if row.verdict else form or JudgeForm()
    context = {
        "row": row,
        "case": row.case,
        "runs": row.until_at > at and row.verdict != EmergencyOpening.Verdict.NOT_PROPER,
        "looks": lines[:LOOKS_SHOWN],
        "more": len(lines) > LOOKS_SHOWN,
        "duty": review_of(row),
        "form": form,
        **refusal(request, (form,), (form,) if form else ()),
    }
    ref = (row.case_id, row.case.code)
    audit.record_access(request.user, kind="opening", page="opening_detail", ref=ref, at=at)  # type: ignore[arg-type]
    return render(request, "cases/opening.html", context)


@signed_in("POST")
def judge(request: HttpRequest, opening_id: uuid.UUID) -> HttpResponse:
    """Say whether it was proper."""
    return _judge(request, opened_or_404(request, opening_id))


@once
def _judge(request: HttpRequest, row: EmergencyOpening) -> HttpResponse:
    form = JudgeForm(request.POST)
    if not form.is_valid():
        return show_opening(request, row, form)
    try:
        judge_opening(opening_id=row.pk, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
    except Blocked as blocked:
        mend(form, blocked)
        return show_opening(request, row, form)
    messages.success(request, _("Recorded, with your name and the time."))
    return redirect(address("opening_detail", row.pk))
