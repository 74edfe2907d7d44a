"""What is done with an annual review: one address for each verb."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.views.mending import mend
from reporting.actions import reviews as acts
from reporting.actions.review_duties import HOLD, INVITE, REPORT, Review, read
from reporting.forms.reviews import CorrectForm, HoldForm, InviteForm, NobodyForm, PlanForm, ReportForm
from reporting.views.filing import year_or_404
from reporting.views.reviews import acts_in, opened, show
from tat.idempotency import once
from tat.models import Obligation
from tat.permissions import needs, request_scope, signed_in
from tat.roles import Permission
from tat.workflow import Blocked

Duties = dict[str, Obligation]


@needs(Permission.FILE_ANNUAL, "POST")
@once
def open_it(request: HttpRequest, year: int) -> HttpResponse:
    """Open the review of a year before its first reminder does."""
    meeting = acts.open_year(school_year=year_or_404(request, year), by=request.user)
    return redirect("review_detail", meeting_id=meeting.pk)


def _post(
    name: str, rule: str, make: Callable[[HttpRequest, Review], Any], do: Callable[[HttpRequest, Review, Any], str]
) -> Callable[..., HttpResponse]:
    """A POST on one review: open it, ask whether this person acts in that duty, take the form once, act, go back to the page."""

    @once
    def taken(request: HttpRequest, review: Review, duties: Duties) -> HttpResponse:
        form: forms.Form = make(request, review)
        if form.is_valid():
            try:
                words = do(request, review, form)
            except Blocked as blocked:
                mend(form, blocked)
            else:
                messages.success(request, words)
                return redirect("review_detail", meeting_id=review.meeting.pk)
        return show(request, review, duties, **{name: form})

    def view(request: HttpRequest, meeting_id: uuid.UUID) -> HttpResponse:
        review, duties = opened(request, meeting_id)
        if not acts_in(request_scope(request), duties, rule):
            raise PermissionDenied
        return taken(request, review, duties)

    return signed_in("POST")(view)


def _plan_form(request: HttpRequest, review: Review) -> PlanForm:
    return PlanForm(request.POST, prefix="plan", moves=review.planned_on is not None)


def _invite_form(request: HttpRequest, review: Review) -> InviteForm:
    free = [building for building in review.buildings if building.pk in review.missing]
    return InviteForm(request.POST, prefix="invite", buildings=free)


def _nobody_form(request: HttpRequest, review: Review) -> NobodyForm:
    return NobodyForm(request.POST, prefix="nobody", kinds=review.missing)


def _hold_form(request: HttpRequest, review: Review) -> HoldForm:
    return HoldForm(request.POST, prefix="hold")


def _correct_form(request: HttpRequest, review: Review) -> CorrectForm:
    return CorrectForm(request.POST, prefix="correct")


def _report_form(request: HttpRequest, review: Review) -> ReportForm:
    return ReportForm(request.POST, prefix="report", sent=review.reports)


def _plan(request: HttpRequest, review: Review, form: Any) -> str:
    meeting = acts.plan_review(meeting_id=review.meeting.pk, by=request.user, **form.cleaned_data)
    if acts.duties_of(meeting)[INVITE].is_overdue(request_scope(request).at):
        return _("The day is recorded. The invitations were due before now: they are late, and are recorded all the same.")
    return _("The day is recorded. Invite everyone listed below, and record it here.")


def _invite(request: HttpRequest, review: Review, form: Any) -> str:
    acts.record_invitations(meeting_id=review.meeting.pk, by=request.user, given=form.given())
    return _left(review)


def _nobody(request: HttpRequest, review: Review, form: Any) -> str:
    acts.record_nobody(meeting_id=review.meeting.pk, by=request.user, **form.cleaned_data)
    return _left(review)


def _left(before: Review) -> str:
    (review,) = read([before.meeting])
    if review.missing:
        return _("Recorded. Some are still to be invited.")
    return _("Recorded. Everyone the law names is invited.")


def _hold(request: HttpRequest, review: Review, form: Any) -> str:
    acts.hold_review(meeting_id=review.meeting.pk, by=request.user, **form.cleaned_data)
    return _("Recorded. Send the one-page report to the participants and to the regional superintendent.")


def _correct(request: HttpRequest, review: Review, form: Any) -> str:
    acts.correct_held(meeting_id=review.meeting.pk, by=request.user, **form.cleaned_data)
    return _("Corrected. The day that was recorded before stays in view.")


def _report(request: HttpRequest, review: Review, form: Any) -> str:
    acts.record_report(meeting_id=review.meeting.pk, by=request.user, **form.cleaned_data)
    (after,) = read([review.meeting])
    return _("Recorded. The year’s review is complete.") if after.reported_on else _("Recorded. It goes to the other side too.")


plan = _post("plan", HOLD, _plan_form, _plan)
invite = _post("invite", INVITE, _invite_form, _invite)
nobody = _post("nobody", INVITE, _nobody_form, _nobody)
hold = _post("hold", HOLD, _hold_form, _hold)
correct = _post("correct", HOLD, _correct_form, _correct)
report = _post("report", REPORT, _report_form, _report)
