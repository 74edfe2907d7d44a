"""Reassess, or say why not: what asks for a new look, what was answered, and a form for what happened (handbook 7.8)."""

import uuid
from typing import Any

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _l

from cases.access import can, case_view, request_door
from cases.actions.triggers import due_ones, is_asked_of, note_change, say_why_not, trigger_ref
from cases.forms.triggers import ChangeForm, WhyNotForm
from cases.models import Case, ReassessmentTrigger
from cases.views.acting import act, refusal
from cases.views.rail import rail
from tat.idempotency import once
from tat.models import Obligation
from tat.models.prepared import Given, Prepared
from tat.permissions import request_scope
from tat.roles import Permission
from tat.templatetags.moments import time_left

RAIL_PLACE = 7
SHOWN = 50
NOTED: Prepared[ReassessmentTrigger] = Prepared(
    lambda: ReassessmentTrigger.objects.filter(case=Given("case")).order_by(F("answered_at").desc(nulls_first=True), "-recorded_at", "-id")[
        : SHOWN + 1
    ]
)
RUNNING: Prepared[Obligation] = Prepared(lambda: Obligation.objects.open().about("case", Given("case")).filter(rule="REASSESS"))


@case_view(Permission.VIEW_CASE, "GET")
def case_reassess(request: HttpRequest, case: Case) -> HttpResponse:
    """What asks for a new look, the open ones first."""
    return show(request, case)


def show(request: HttpRequest, case: Case, form: ChangeForm | None = None, why_not: WhyNotForm | None = None) -> HttpResponse:
    """The page, with a form's errors where there are any."""
    way = request_door(request)
    noted = NOTED(case=case)
    waiting = [each for each in noted if each.answered_at is None]
    may_note = is_asked_of(case) and can(way, Permission.ASSESS, case)
    may_answer = case.is_open() and can(way, Permission.CLASSIFY, case)
    due = {row.trigger_ref: row for row in RUNNING(case=case.pk)} if waiting else {}
    at = request_scope(request).at
    asking = [each for each in waiting if each.kind == ReassessmentTrigger.Kind.ASKED]
    rows = [_row(each, due.get(trigger_ref(each)), at, why_not, may_answer) for each in waiting]
    context: dict[str, Any] = {
        "case": case,
        "stages": rail(case, RAIL_PLACE),
        "rows": rows,
        "asks_alone": bool(asking) and not due_ones(reversed(asking)),
        "answered": [each for each in noted[:SHOWN] if each.answered_at],
        "more": len(noted) > SHOWN,
        "form": (form or ChangeForm()) if may_note else None,
        "may_assess": may_note,
        "may_answer": may_answer,
    }
    context |= refusal(request, (form, why_not), [context["form"], *(row["form"] for row in rows)])
    return render(request, "cases/reassess.html", context)


def _row(trigger: ReassessmentTrigger, duty: Obligation | None, at: Any, sent: WhyNotForm | None, may: bool) -> dict[str, Any]:
    """One thing that waits, with its clock, and the form that says why not."""
    mine = sent if sent is not None and sent.prefix == str(trigger.pk) else None
    due_at = duty.due_at() if duty else None
    return {
        "trigger": trigger,
        "left": time_left(due_at, at) if due_at else "",
        "late": bool(due_at and due_at < at),
        "form": (mine or WhyNotForm(prefix=str(trigger.pk))) if may else None,
        "open": mine,
    }


@case_view(Permission.ASSESS, "POST")
@once
def note(request: HttpRequest, case: Case) -> HttpResponse:
    """Something happened that asks for a new look."""
    form = ChangeForm(request.POST)
    return act(
        request,
        case,
        form,
        do=lambda: note_change(case=case, by=request.user, **form.cleaned_data),
        again=lambda: show(request, case, form),
        done=_l("It stands here. The lead reassesses, or says why not."),
        go="case_reassess",
    )


@case_view(Permission.CLASSIFY, "POST")
@once
def why_not(request: HttpRequest, case: Case) -> HttpResponse:
    """No new look, with the reason."""
    try:
        trigger_id = uuid.UUID(request.POST.get("trigger_id", ""))
    except ValueError:
        raise Http404 from None
    form = WhyNotForm(request.POST, prefix=str(trigger_id))

    def say() -> None:
        if say_why_not(case=case, by=request.user, trigger_id=trigger_id, reason=form.cleaned_data["reason"]) is None:
            raise Http404

    return act(
        request,
        case,
        form,
        do=say,
        again=lambda: show(request, case, why_not=form),
        done=_l("The reason stands in the record."),
        go="case_reassess",
    )
