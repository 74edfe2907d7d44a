"""What is done in matters of records law: one address for each verb."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.views.mending import mend
from reporting.actions.record_duties import has_duty
from reporting.actions.record_steps import take_step
from reporting.actions.records import open_matter
from reporting.forms.records import FORMS
from reporting.views.record_sheet import form_for
from reporting.views.records import opened, refuse_kind, schools_for, show, show_new
from tat.idempotency import once
from tat.permissions import needs, request_scope, signed_in
from tat.roles import Permission
from tat.workflow import Blocked


@needs(Permission.VIEW_RECORDS, "POST")
def save(request: HttpRequest, kind: str) -> HttpResponse:
    """A matter begins. A kind that is not this person's to record is not there."""
    refuse_kind(request_scope(request), kind)
    return _save(request, kind)


@once
def _save(request: HttpRequest, kind: str) -> HttpResponse:
    form = FORMS[kind](request.POST, schools=schools_for(request_scope(request), kind))
    if not form.is_valid():
        return show_new(request, kind, form)
    try:
        matter = open_matter(kind=kind, by=request.user, given=form.given())  # type: ignore[arg-type]
    except Blocked as blocked:
        mend(form, blocked)
        return show_new(request, kind, form)
    runs = has_duty(matter)
    messages.success(request, _("Recorded. Its clock runs.") if runs else _("Recorded and kept. It is no order, so no clock runs."))
    return redirect("record_detail", matter_id=matter.pk)


DONE: dict[str, Any] = {
    "answer": _l("The answer is recorded."),
    "extend": _l("The time is extended. It cannot be extended again."),
    "notice": _l("The notice is recorded, with its time."),
    "comply": _l("The answer to the court is recorded."),
    "letter": _l("Recorded."),
    "certificate": _l("Recorded. Nothing is deleted by it."),
    "confer": _l("The conference is recorded."),
    "officer": _l("The hearing officer is recorded."),
    "postpone": _l("The later day is recorded."),
    "heard": _l("The hearing is recorded. The decision is sent within ten school days."),
    "rule": _l("The decision is recorded. The time for an appeal runs."),
    "withdraw": _l("It is recorded that the request was taken back."),
}


@once
def _step(request: HttpRequest, matter_id: uuid.UUID, verb: str) -> HttpResponse:
    matter, _duty, _own = opened(request, matter_id)
    form = form_for(verb, matter, request.POST)
    if not form.is_valid():
        return show(request, matter_id, verb, form)
    try:
        take_step(matter_id=matter_id, by=request.user, given=form.given())  # type: ignore[arg-type]
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, matter_id, verb, form)
    messages.success(request, str(DONE[verb]))
    return redirect("record_detail", matter_id=matter_id)


def _verb(name: str) -> Any:
    """The address of one verb: for whom the matter is not, it is not there; who only sees its duty is refused."""

    def view(request: HttpRequest, matter_id: uuid.UUID) -> HttpResponse:
        _matter, _duty, own = opened(request, matter_id)
        if not own:
            raise PermissionDenied
        return _step(request, matter_id, name)

    view.__name__ = name
    return signed_in("POST")(view)


answer, extend, notice, comply, letter, certificate, confer, officer, postpone, heard, rule, withdraw = map(_verb, DONE)
