"""The proof of a superintendent's duty toward the police, on the page of the duty."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.actions.notifications import Outcome
from cases.actions.outside_proofs import PROVEN_HERE, calls_of_the_school, may_tell, tell_police
from cases.forms.outside_proofs import PoliceToldForm
from cases.models import Case, NotificationEntry
from cases.views.duties import opened, show
from cases.views.mending import mend
from tat.idempotency import once
from tat.models import Obligation
from tat.permissions import request_scope, signed_in
from tat.workflow import Blocked


@signed_in("POST")
def tell(request: HttpRequest, obligation_id: uuid.UUID) -> HttpResponse:
    """Record the call, or the attempt; the entry goes into the ledger of the case, which the writer need not see."""
    duty, case = opened(request, obligation_id)
    if duty.rule not in PROVEN_HERE:
        raise Http404
    if duty.state == Obligation.State.OPEN and not may_tell(request.user, duty, request_scope(request).at):  # type: ignore[arg-type]
        raise PermissionDenied
    return _taken(request, duty, case)


@once
def _taken(request: HttpRequest, duty: Obligation, case: Case | None) -> HttpResponse:
    form = PoliceToldForm(request.POST, calls=calls_of_the_school(duty))
    if not form.is_valid():
        return show(request, duty, case, police_form=form)
    try:
        entry = tell_police(duty=duty, by=request.user, given=form.given())  # type: ignore[arg-type]
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, duty, case, police_form=form)
    messages.success(request, _done(entry, duty))
    return redirect("duty_detail", obligation_id=duty.id)


def _done(entry: NotificationEntry, duty: Obligation) -> str:
    if entry.outcome != Outcome.REACHED:
        return _("The attempt is recorded. The duty stays open, and the clock keeps running.")
    due = duty.due_at()
    if due and entry.told_at > due:
        return _("The call is recorded and the duty is closed. It stays late.")
    return _("The call is recorded and the duty is closed.")
