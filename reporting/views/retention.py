"""Retention and holds, for who keeps records: codes and days, and nothing else of a case."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.views.mending import mend
from reporting.actions.retention import enter_schedule, holds_of, kept_by, lift_hold, place_hold, retention_of, schedules_for, schedules_of
from reporting.forms.record_steps import HoldForm, LiftForm, ScheduleForm
from tat import audit, paging
from tat.idempotency import once
from tat.permissions import may, needs, request_scope
from tat.roles import Permission
from tat.statutes import local_date
from tat.views.mending import taken
from tat.workflow import Blocked

PAGE, KEYS = 20, ("closed_at", "id")


@needs(Permission.KEEP_RETENTION, "GET")
def retention_list(request: HttpRequest) -> HttpResponse:
    """Closed cases, the longest closed first, each with what stands against its disposal; the holds that run."""
    return show(request)


def show(
    request: HttpRequest,
    form: HoldForm | None = None,
    lifting: tuple[uuid.UUID, LiftForm] | None = None,
    schedule: ScheduleForm | None = None,
) -> HttpResponse:
    """The page, with a form's errors where there are any."""
    scope = request_scope(request)
    cases, after = paging.page(kept_by(scope), KEYS, request.GET.get("after", ""), PAGE)
    running = holds_of(scope).filter(lifted_at=None)
    held = [(row, lifting[1] if lifting and lifting[0] == row.pk else LiftForm(auto_id=f"id_{row.pk}_%s")) for row in running]
    context = {
        "rows": retention_of(cases, local_date(scope.at)),
        "after": after,
        "held": held,
        "form": form or HoldForm(),
        "schedules": [each for name, each in schedules_of(scope.district_id or 0).items() if name in schedules_for(scope)],
        "schedule_form": schedule or ScheduleForm(classes=schedules_for(scope)),
        "keeps": may(scope, Permission.KEEP_RECORDS),
    }
    codes = [case.code for case in cases] + [row.case.code for row, _form in held]
    audit.record_access(request.user, kind="list", page="retention_list", at=scope.at, digest=audit.digest_of(codes))  # type: ignore[arg-type]
    return render(request, "reporting/retention.html", context)


@needs(Permission.KEEP_RETENTION, "POST")
@once
def hold(request: HttpRequest) -> HttpResponse:
    """Put a hold on the records of one case."""
    form = HoldForm(request.POST)
    if form.is_valid():
        try:
            place_hold(by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except Blocked as blocked:
            mend(form, blocked)
        else:
            messages.success(request, _("The records are held. Nothing of them may be disposed of until the hold is ended."))
            return redirect("retention_list")
    return show(request, form)


@needs(Permission.KEEP_RETENTION, "POST")
@once
def schedule(request: HttpRequest) -> HttpResponse:
    """Enter an approved schedule for files about adults."""
    form = ScheduleForm(request.POST, classes=schedules_for(request_scope(request)))
    if taken(form, lambda: enter_schedule(by=request.user, given=form.given())) is None:  # type: ignore[arg-type]
        return show(request, schedule=form)
    messages.success(request, _("The schedule is entered. The clock of these files counts by it from now on."))
    return redirect("retention_list")


@needs(Permission.KEEP_RETENTION, "POST")
def lift(request: HttpRequest, hold_id: uuid.UUID) -> HttpResponse:
    """End a hold. One that is not this person's to see is not there."""
    if not holds_of(request_scope(request)).filter(pk=hold_id).exists():
        raise Http404
    return _lift(request, hold_id)


@once
def _lift(request: HttpRequest, hold_id: uuid.UUID) -> HttpResponse:
    form = LiftForm(request.POST, auto_id=f"id_{hold_id}_%s")
    if form.is_valid():
        try:
            lift_hold(hold_id=hold_id, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except Blocked as blocked:
            mend(form, blocked)
        else:
            messages.success(request, _("The hold has ended, with your reason."))
            return redirect("retention_list")
    return show(request, lifting=(hold_id, form))
