"""What is done with a direction: one address for each verb."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.views.mending import mend
from reporting.actions.directions import acknowledge_direction, give_direction, waits_for, withdraw_direction
from reporting.forms.directions import AcknowledgeForm, DirectionForm, WithdrawForm
from reporting.views.directions import opened, rows_of, show, show_list, teams_to_choose
from tat.idempotency import once
from tat.permissions import needs, request_scope, signed_in
from tat.roles import Permission
from tat.workflow import Blocked


@needs(Permission.GIVE_DIRECTION, "POST")
@once
def give(request: HttpRequest) -> HttpResponse:
    """Give a direction, in the place of an earlier one or not."""
    form = DirectionForm(request.POST, teams=teams_to_choose(request_scope(request)))
    if not form.is_valid():
        return show_list(request, form)
    try:
        direction = give_direction(by=request.user, given=form.given())  # type: ignore[arg-type]
    except Blocked as blocked:
        mend(form, blocked)
        return show_list(request, form)
    except Http404:
        form.add_error(None, _("The direction whose place this should take is not there. Give it as a new one."))
        return show_list(request, form)
    messages.success(request, _("The direction is given. Each lead is told, and it stands here until all have acknowledged it."))
    return redirect("direction_detail", direction_id=direction.pk)


@signed_in("POST")
def acknowledge(request: HttpRequest, direction_id: uuid.UUID) -> HttpResponse:
    """Acknowledge it for one team. For whom none of its duties waits, or has waited, it is not there."""
    scope = request_scope(request)
    _direction, teams = opened(request, direction_id)
    if not any(each["duty"] and waits_for(scope, each["duty"]) for each in teams):
        raise Http404
    return _acknowledge(request, direction_id)


@once
def _acknowledge(request: HttpRequest, direction_id: uuid.UUID) -> HttpResponse:
    form = AcknowledgeForm(request.POST, prefix="answer")
    if not form.is_valid():
        return show(request, direction_id, answer=form)
    try:
        given = {"row_id": form.cleaned_data["to"], "answer": form.cleaned_data["answer"]}
        acknowledge_direction(direction_id=direction_id, by=request.user, **given)
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, direction_id, answer=form)
    messages.success(request, _("Acknowledged, with your name and the time. The prevention team sees it."))
    return redirect("direction_detail", direction_id=direction_id)


@needs(Permission.GIVE_DIRECTION, "POST")
@once
def withdraw(request: HttpRequest, direction_id: uuid.UUID) -> HttpResponse:
    """Withdraw it; nobody has to acknowledge it any more."""
    if not rows_of(request_scope(request)).filter(pk=direction_id).exists():
        raise Http404
    form = WithdrawForm(request.POST, prefix="withdraw")
    if not form.is_valid():
        return show(request, direction_id, withdrawal=form)
    try:
        withdraw_direction(direction_id=direction_id, by=request.user, why=form.cleaned_data["why"])  # type: ignore[arg-type]
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, direction_id, withdrawal=form)
    messages.success(request, _("The direction is withdrawn. It can still be read."))
    return redirect("direction_detail", direction_id=direction_id)
