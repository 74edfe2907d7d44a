"""Containment: act first; each press keeps person and time, and the facts come afterwards."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.access import can, case_view, request_door
from cases.actions.containment import NOT_A_STEP, Step, open_containment, record_facts, record_step
from cases.actions.facts import gather
from cases.actions.plan import Stale
from cases.forms.containment import FactsForm, StepForm, as_it_stands, filled
from cases.models import Case, Containment, Indicator
from cases.views import drafts
from cases.views.calls import IN_CONTAINMENT, Calls, calls
from cases.views.mending import changed_meanwhile, differing, mend
from cases.views.rail import rail
from cases.workflow import Stage, met, unmet
from tat.addresses import address
from tat.idempotency import once
from tat.permissions import request_scope
from tat.roles import Permission
from tat.workflow import Blocked

MOVE, FORM = "confirm_containment", "containment"


@case_view(Permission.VIEW_CASE, "GET", at_once=True)
def case_containment(request: HttpRequest, case: Case) -> HttpResponse:
    """The page for the emergency, and afterwards its record."""
    return show(request, case)


def show(
    request: HttpRequest,
    case: Case,
    *,
    facts_form: FactsForm | None = None,
    step_form: StepForm | None = None,
    problems: tuple[str, ...] = (),
) -> HttpResponse:
    """The page, with what is wrong where something is."""
    containment = open_containment(case)
    running = case.stage == Stage.CONTAINMENT and containment is not None
    way = request_door(request)
    facts = gather(case, request_scope(request).at) if running else None
    context = {
        "case": case,
        "stages": rail(case, 1),
        "containment": containment,
        "running": running,
        "calls": whom_to_call(request, case) if running else None,
        "steps": steps(containment, step_form) if containment else [],
        "facts_form": (facts_form or fresh_form(request, case, containment)) if running else None,
        "unmet": unmet(MOVE, facts) if facts else (),
        "met": [check.label for check in met(MOVE, facts)] if facts else [],
        "problems": problems,
        "may_confirm": running and can(way, Permission.CONFIRM_CONTAINMENT, case),
        "may_declare": case.is_open() and not running,
        "indicators_note": Indicator().note_shown,
    }
    return render(request, "cases/containment.html", context)


def whom_to_call(request: HttpRequest, case: Case) -> Calls:
    """911, then the police of the building."""
    at = request_scope(request).at
    return calls(IN_CONTAINMENT, district_id=case.district_id, building=case.building, at=at, emergency=True)


def fresh_form(request: HttpRequest, case: Case, containment: Containment) -> FactsForm:
    """The facts as they stand, with the draft that was left in the form."""
    draft = drafts.typed(request, case, FORM)
    return drafts.again(FactsForm(None if draft is None else filled(draft, containment), containment=containment), draft)


def steps(containment: Containment, wrong: StepForm | None) -> list[dict[str, Any]]:
    """The five steps in order: done when and by whom, earlier times kept, and the form that corrects the time."""
    found = []
    for step in Step:
        done = containment.steps.get(step.value)
        is_wrong = wrong is not None and wrong.data.get("step") == step.value
        form = wrong if is_wrong else StepForm(initial={"occurred_at": _time(done)}, auto_id=f"id_{step.value}_%s")
        found.append(
            {
                "code": step.value,
                "words": step.label,
                "at": _time(done),
                "recorded_at": _time(done, "recorded_at"),
                "by": done["by"] if done else "",
                "was": [_time(before) for before in done.get("was", [])] if done else [],
                "form": form,
                "is_wrong": is_wrong,
            }
        )
    return found


def _time(done: dict[str, Any] | None, name: str = "at") -> datetime | None:
    return datetime.fromisoformat(done[name]) if done else None


@case_view(Permission.RECORD_CONTAINMENT, "POST", at_once=True)
@once
def step(request: HttpRequest, case: Case) -> HttpResponse:
    """One step is done, now or at the stated time."""
    form = StepForm(request.POST, auto_id=f"id_{request.POST.get('step', '')[:10]}_%s")
    if "step" in form.errors:
        return _said(request, case, Blocked((NOT_A_STEP,)))
    if not form.is_valid():
        return show(request, case, step_form=form)
    given = form.cleaned_data
    try:
        record_step(case=case, by=request.user, step=given["step"], occurred_at=given["occurred_at"])
    except Blocked as blocked:
        return _said(request, case, blocked)
    return redirect("case_containment", code=case.code)


@case_view(Permission.RECORD_CONTAINMENT, "POST", at_once=True)
@once
def facts(request: HttpRequest, case: Case) -> HttpResponse:
    """Keep the facts that are known by now."""
    containment = open_containment(case)
    if containment is None:
        return _said(request, case, Blocked((_("Containment is not open in this case."),)))
    form = FactsForm(request.POST, containment=containment)
    if not form.is_valid():
        return show(request, case, facts_form=form)
    return keep(request, case, form, form.cleaned_data["version"])


def keep(request: HttpRequest, case: Case, form: FactsForm, version: int) -> HttpResponse:
    """Save the facts of a valid form, typed on that version."""
    try:
        record_facts(case=case, by=request.user, version=version, facts=form.facts())
    except Stale as stale:
        return compare(request, case, stale.current)
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, case, facts_form=form)
    drafts.done(request, case, FORM)
    messages.success(request, _("The facts are saved."))
    return redirect("case_containment", code=case.code)


def compare(request: HttpRequest, case: Case, current: Containment) -> HttpResponse:
    """Somebody changed the facts meanwhile: saved all the same where no answer differs, else both side by side; nothing is overwritten."""
    form = FactsForm(filled(request.POST, current), containment=current)
    theirs = as_it_stands(current)
    if form.is_valid() and not any(mine and stands for _label, mine, stands in differing(form, theirs)):
        return keep(request, case, form, current.version)
    page = {
        "template": "cases/containment/_facts_form.html",
        "indicators_note": Indicator().note_shown,
        "back_url": address("case_containment", case.code),
    }
    return changed_meanwhile(request, case, form=form, again=form, theirs=theirs, page=page)


def _said(request: HttpRequest, case: Case, blocked: Blocked) -> HttpResponse:
    messages.error(request, " ".join(map(str, blocked.problems)))
    return redirect("case_containment", code=case.code)
