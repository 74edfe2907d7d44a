"""Strategies of the plan: added from the library, changed, ended; and the safeguard beside a separation."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.access import can, case_view, request_door
from cases.actions.members import people_in
from cases.actions.plan import Stale, copy_in_force, is_writable, strategy_in_force
from cases.actions.plan_facts import answers_of
from cases.actions.safeguards import answer_safeguard
from cases.actions.strategies import add_strategies, change_strategy, library
from cases.forms.strategies import AddStrategiesForm, SafeguardForm, StrategyForm
from cases.models import Case, PlanStrategy
from cases.safeguard import EXHIBIT, SAFEGUARD, WHY
from cases.step import StepDomain
from cases.views import drafts
from cases.views.case import subject_name
from cases.views.mending import as_left, changed_meanwhile, mend
from cases.views.plan import RAIL_PLACE, show
from cases.views.plan_sheet import safeguard
from cases.views.rail import rail
from tat.addresses import address
from tat.idempotency import once
from tat.permissions import request_scope
from tat.roles import Permission
from tat.workflow import Blocked

DRAFT = "safeguard"
PLANNED = _l("Added. The step stays planned until its safeguard is answered.")
REMOVED = _l("Added. The removal is recorded as active; its eight answers are due by the time below.")


@case_view(Permission.WRITE_PLAN, "POST")
@once
def add(request: HttpRequest, case: Case) -> HttpResponse:
    """Add what was chosen or written to the draft."""
    domain = request.POST.get("domain", "")
    if domain not in StepDomain.values:
        raise Http404
    people = people_in(case, request_scope(request).at)
    form = AddStrategiesForm(request.POST, library=library(case, domain), people=people)
    if not form.is_valid():
        return show(request, case, add=form)
    chosen, answers = form.cleaned_data["chosen"], form.answers()
    try:
        added = add_strategies(case=case, by=request.user, codes=chosen, words=form.words(), free=form.free(), answers=answers)
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, case, add=form)
    waiting = next((row for row in added if row.is_separation and len(row.answered) < len(SAFEGUARD)), None)
    if waiting:
        messages.warning(request, REMOVED if waiting.emergency_at else PLANNED)
        return redirect("case_safeguard", code=case.code, strategy_id=waiting.id)
    messages.success(request, _("Added to the plan."))
    return redirect("case_plan", code=case.code)


@case_view(Permission.VIEW_CASE, "GET")
def case_strategy(request: HttpRequest, case: Case, strategy_id: uuid.UUID) -> HttpResponse:
    """One strategy of the plan as it stands now, and the form that changes it."""
    row = opened(case, strategy_id)
    if row is None:
        return redirect("case_plan", code=case.code)
    return show_strategy(request, case, row) if row.id == strategy_id else redirect(place(case, "case_strategy", row))


@case_view(Permission.WRITE_PLAN, "POST")
@once
def change(request: HttpRequest, case: Case, strategy_id: uuid.UUID) -> HttpResponse:
    """Change one strategy, or record how it stands; sent from an earlier version of the plan, it reaches the copy in the present one."""
    row = opened(case, strategy_id)
    if row is None:
        return redirect("case_plan", code=case.code)
    form = StrategyForm(request.POST, row=row, people=people_in(case, request_scope(request).at))
    if not form.is_valid():
        return show_strategy(request, case, row, form)
    version = form.cleaned_data["version"]
    try:
        change_strategy(case=case, by=request.user, strategy_id=row.id, version=version, words=form.words())
    except Stale as stale:
        return compare(request, case, form, stale.current)
    except Blocked as blocked:
        mend(form, blocked)
        return show_strategy(request, case, row, form)
    messages.success(request, _("Strategy saved."))
    return redirect("case_plan", code=case.code)


@case_view(Permission.VIEW_CASE, "GET")
def case_safeguard(request: HttpRequest, case: Case, strategy_id: uuid.UUID) -> HttpResponse:
    """The eight questions beside one strategy, each with its answer, name and date."""
    row = opened(case, strategy_id)
    if row is None or not row.offers_safeguard:
        return redirect("case_plan", code=case.code)
    return show_safeguard(request, case, row) if row.id == strategy_id else redirect(place(case, "case_safeguard", row))


@case_view(Permission.WRITE_PLAN, "POST")
@once
def answer(request: HttpRequest, case: Case, strategy_id: uuid.UUID) -> HttpResponse:
    """Keep the answers, by name and date."""
    row = opened(case, strategy_id)
    if row is None:
        return redirect("case_plan", code=case.code)
    form = SafeguardForm(request.POST, row=row, answers=answers_of(case, row))
    if not form.is_valid():
        return show_safeguard(request, case, row, form)
    version = form.cleaned_data["version"]
    try:
        answer_safeguard(case=case, by=request.user, strategy_id=row.id, version=version, answers=form.answers())
    except Stale as stale:
        return compare_answers(request, case, form, stale.current)
    except Blocked as blocked:
        mend(form, blocked)
        return show_safeguard(request, case, row, form)
    drafts.done(request, case, DRAFT)
    messages.success(request, _("Answers saved, with your name and the date."))
    return redirect("case_safeguard", code=case.code, strategy_id=row.id)


def opened(case: Case, strategy_id: uuid.UUID) -> PlanStrategy | None:
    """The strategy where it stands in the present version: itself, or its copy; None without one. Raises Http404 for no such row."""
    try:
        return strategy_in_force(case, strategy_id)
    except Blocked:
        return copy_in_force(case, strategy_id)


def show_strategy(request: HttpRequest, case: Case, row: PlanStrategy, form: StrategyForm | None = None) -> HttpResponse:
    """The page of one strategy."""
    people = people_in(case, request_scope(request).at) if form is None else ()
    found = frame(request, case, row)
    found["form"] = (form or StrategyForm(row=row, people=people)) if found["may_write"] else None
    return render(request, "cases/plan_strategy.html", found)


def show_safeguard(request: HttpRequest, case: Case, row: PlanStrategy, form: SafeguardForm | None = None) -> HttpResponse:
    """The page of one safeguard."""
    found, given = frame(request, case, row), answers_of(case, row)
    if found["may_write"] and form is None:
        left = drafts.typed(request, case, DRAFT)
        left = left if left and left.get("strategy") == str(row.id) else None
        form = as_left(SafeguardForm(left, row=row, answers=given), left)
    found |= {
        "form": form if found["may_write"] else None,
        "questions": [{"item": item, "given": given.get(item.code)} for item in SAFEGUARD],
        "why": WHY,
        "exhibit": EXHIBIT,
    }
    return render(request, "cases/plan_safeguard.html", found)


def frame(request: HttpRequest, case: Case, row: PlanStrategy) -> dict[str, Any]:
    """What both pages of a strategy show."""
    at = request_scope(request).at
    return {
        "case": case,
        "row": row,
        "plan": row.plan,
        "subject": subject_name(case),
        "stages": rail(case, RAIL_PLACE),
        "now": at,
        "safeguard": safeguard(row, at) if row.offers_safeguard else None,
        "may_write": is_writable(case) and can(request_door(request), Permission.WRITE_PLAN, case),
    }


def compare(request: HttpRequest, case: Case, form: StrategyForm, current: PlanStrategy) -> HttpResponse:
    """Both texts of a strategy side by side, and the typed form once more, on what stands now."""
    data = renewed(request.POST, current)
    again = StrategyForm(data, row=current, people=people_in(case, request_scope(request).at))
    theirs = {name: getattr(current, name) for name in form.fields}
    page = {"template": "cases/plan/_strategy_form.html", "row": current, "back_url": place(case, "case_strategy", current)}
    return changed_meanwhile(request, case, form=form, again=again, theirs=theirs, page=page)


def compare_answers(request: HttpRequest, case: Case, form: SafeguardForm, current: PlanStrategy) -> HttpResponse:
    """Both sets of answers side by side, and the typed form once more, on what stands now."""
    given = answers_of(case, current)
    again = SafeguardForm(renewed(request.POST, current), row=current, answers=given)
    theirs = {code: each.answer for code, each in given.items()}
    page = {"template": "cases/plan/_safeguard_form.html", "row": current, "back_url": place(case, "case_safeguard", current)}
    return changed_meanwhile(request, case, form=form, again=again, theirs=theirs, page=page)


def place(case: Case, name: str, row: PlanStrategy) -> str:
    """The address of one page of a strategy."""
    return address(name, case.code, row.id)


def renewed(typed: QueryDict, current: PlanStrategy) -> QueryDict:
    """What was typed, on the version that stands now."""
    data = typed.copy()
    data["version"] = str(current.version)
    return data
