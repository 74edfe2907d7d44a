"""Clear and present danger: its own question, with its own answer and clock, apart from every level."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _l

from cases.access import case_view
from cases.actions.danger import correct_danger, determine_danger, duties_of, history, may_record, standing
from cases.forms.danger import CorrectionForm, DangerForm
from cases.models import Case
from cases.views.acting import act, on_what_stands
from cases.views.case import subject_name
from cases.views.rail import rail
from tat.idempotency import once
from tat.models import Obligation
from tat.permissions import request_scope
from tat.roles import Permission
from tat.statutes import RULES


@case_view(Permission.VIEW_CASE, "GET")
def case_danger(request: HttpRequest, case: Case) -> HttpResponse:
    """The answers so far, and the form for those who may determine."""
    return show(request, case)


def show(request: HttpRequest, case: Case, form: DangerForm | None = None, correction: CorrectionForm | None = None) -> HttpResponse:
    """The page, with a form's errors where there are any."""
    at = request_scope(request).at
    may = case.is_open() and may_record(request.user, case, at)
    stands = standing(case)
    corrects = corrected_by(correction, [found.pk for found in stands if found.answer == "yes"])
    rows = [
        {
            "found": found,
            "earlier": history(case, found)[1:],
            "duties": [_duty(duty) for duty in duties_of(case, found)],
            "form": _correction(found.pk, correction if found.pk == corrects else None) if may and found.answer == "yes" else None,
        }
        for found in stands
    ]
    context = {"case": case, "stages": rail(case, 4), "rows": rows, "subject": subject_name(case)}
    return render(request, "cases/danger.html", context | {"form": (form or DangerForm()) if may else None})


def _duty(duty: Obligation) -> dict[str, Any]:
    """The duty that an answer started: its words, and where it stands."""
    is_open = duty.state == Obligation.State.OPEN
    return {
        "id": duty.id,
        "words": RULES[duty.rule].duty,
        "is_open": is_open,
        "due_at": duty.due_at(),
        "state": str(duty.get_state_display()).lower(),
    }


def corrected_by(typed: CorrectionForm | None, stands: list[uuid.UUID]) -> uuid.UUID | None:
    """Which of these answers the typed correction is about; where that one stands no more, the latest, so that nothing typed is lost."""
    if typed is None or not stands:
        return None
    return next((each for each in stands if typed.data.get("correction-determination") == str(each)), stands[0])


def _correction(determination_id: uuid.UUID, typed: CorrectionForm | None) -> CorrectionForm:
    if typed is not None:
        return on_what_stands(typed, determination=determination_id)
    return CorrectionForm(initial={"determination": determination_id})


@case_view(Permission.VIEW_CASE, "POST")
@once
def determine(request: HttpRequest, case: Case) -> HttpResponse:
    """Record one answer; “yes” is first read back on a page of its own, then recorded."""
    form = DangerForm(request.POST)
    confirmed = "confirmed" in request.POST
    if "back" in request.POST:
        return show(request, case, form)
    if (
        form.is_valid()
        and form.cleaned_data["answer"] == "yes"
        and not confirmed
        and may_record(request.user, case, request_scope(request).at)
    ):
        context = {"case": case, "form": form, "subject": subject_name(case), "at": form.cleaned_data["determined_at"]}
        return render(request, "cases/danger_confirm.html", context)
    return act(
        request,
        case,
        form,
        do=lambda: determine_danger(case=case, by=request.user, given=form.given()),
        again=lambda: show(request, case, form),
        done=_l("The determination is recorded."),
        go="case_danger",
    )


@case_view(Permission.VIEW_CASE, "POST")
@once
def correct(request: HttpRequest, case: Case) -> HttpResponse:
    """Correct the stated time, with a reason; both stay in view."""
    form = CorrectionForm(request.POST)
    return act(
        request,
        case,
        form,
        do=lambda: _correct(request, case, form),
        again=lambda: show(request, case, correction=form),
        done=_l("The correction is recorded beside the earlier time."),
        go="case_danger",
    )


def _correct(request: HttpRequest, case: Case, form: CorrectionForm) -> None:
    data = form.cleaned_data
    at, reason = data["determined_at"], data["reason"]
    correct_danger(case=case, by=request.user, determination_id=data["determination"], determined_at=at, reason=reason)
