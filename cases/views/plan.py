"""The case plan: the heartbeat on top, who carries it, strategies by letter, earlier versions, and the lead's signature."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.access import can, case_view, request_door
from cases.actions.facts import adoption_facts, domains_found
from cases.actions.members import members_of, seated
from cases.actions.on_record import on_record
from cases.actions.plan import Stale, adopt_plan, adoption_token, is_writable, save_plan
from cases.actions.plan_facts import PlanSheet, letters_missing, strategies_of
from cases.actions.referrals import referrals_of
from cases.actions.strategies import library
from cases.forms.plan import AdoptForm, PlanForm, plan_initial
from cases.forms.strategies import AddStrategiesForm
from cases.models import Case, Plan
from cases.models.plan import CARRIERS
from cases.step import StepDomain
from cases.views import drafts
from cases.views.case import listed, subject_name
from cases.views.date_sheet import coming_up
from cases.views.heartbeat import heartbeat, last_year
from cases.views.help_offered import by_person
from cases.views.mending import as_left, changed_meanwhile, mend
from cases.views.plan_sheet import gone, letters, unowned
from cases.views.rail import rail
from cases.views.rhythm import watch
from cases.views.signposts import leads
from cases.workflow import CaseFacts
from tat.addresses import address
from tat.idempotency import once
from tat.models.prepared import Given, Prepared
from tat.permissions import request_scope
from tat.roles import Permission
from tat.workflow import Blocked

RAIL_PLACE = 6
READ_AGAIN = "The plan changed while you read it. Nothing was signed. Read it again, then sign."


@case_view(Permission.VIEW_CASE, "GET")
def case_plan(request: HttpRequest, case: Case) -> HttpResponse:
    """The plan as it stands: the draft where one is being written, else the adopted one."""
    return show(request, case)


@case_view(Permission.VIEW_CASE, "GET")
def plan_version(request: HttpRequest, case: Case, number: int) -> HttpResponse:
    """One version, to read."""
    plan = case.plan_set.filter(number=number).select_related(*CARRIERS, "adopted_by").first()
    if plan is None:
        raise Http404
    at = request_scope(request).at
    context = {
        "case": case,
        "plan": plan,
        "now": at,
        "may_write": False,
        "subject": subject_name(case),
        "letters": letters(strategies_of(case, plan), (), at),
        "stages": rail(case, RAIL_PLACE),
    }
    return render(request, "cases/plan_version.html", context)


@case_view(Permission.WRITE_PLAN, "POST")
@once
def save(request: HttpRequest, case: Case) -> HttpResponse:
    """Save the plan's words. A stale edit is answered with both texts side by side, and nothing is overwritten."""
    form = PlanForm(request.POST, members=members_of(case, request_scope(request).at))
    if not form.is_valid():
        return show(request, case, form=form)
    try:
        save_plan(case=case, by=request.user, version=form.cleaned_data["version"], words=form.words())
    except Stale as stale:
        return compare(request, case, form, stale.current)
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, case, form=form)
    drafts.done(request, case, "plan")
    messages.success(request, _("Plan saved."))
    return redirect("case_plan", code=case.code)


@case_view(Permission.ADOPT_PLAN, "POST")
@once
def adopt(request: HttpRequest, case: Case) -> HttpResponse:
    """Adopt the draft with the lead's signature."""
    at = request_scope(request).at
    sheet = sheet_of(case, plans_of(case))
    form = AdoptForm(request.POST, request=request, letters=letters_missing(adoption_facts(case, at, sheet).fort_missing))
    if not form.is_valid():
        return show(request, case, sign=form)
    try:
        adopt_plan(case=case, by=request.user, version=form.cleaned_data["version"], fort_notes=form.fort_notes())
    except Stale:
        form.add_error(None, _(READ_AGAIN))
        return show(request, case, sign=form, status=409)
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, case, sign=form)
    messages.success(request, _("Plan adopted. The days until the next update are running."))
    return redirect("case_plan", code=case.code)


def plans_of(case: Case) -> list[Plan]:
    """Every version, the newest first."""
    return PLANS(case=case)


PLANS: Prepared[Plan] = Prepared(
    lambda: Plan.objects.filter(case=Given("case")).select_related(*CARRIERS, "adopted_by").order_by("-number")
)


def in_force(plans: list[Plan]) -> Plan | None:
    """The adopted version."""
    return next((plan for plan in plans if plan.state == Plan.State.ADOPTED), None)


def sheet_of(case: Case, plans: list[Plan]) -> PlanSheet:
    """The plan as it stands, out of versions that were read already; who is on the team is left to the caller."""
    current = next((plan for plan in plans if plan.state != Plan.State.REPLACED), None)
    adopted = any(plan.state == Plan.State.ADOPTED for plan in plans)
    return PlanSheet(current, tuple(strategies_of(case, current)), adopted=adopted)


def show(request: HttpRequest, case: Case, *, status: int = 200, **given: Any) -> HttpResponse:
    """The page, with a form's errors where there are any: `form` of the words, `add` of strategies, `sign` of the adoption."""
    at, way = request_scope(request).at, request_door(request)
    members = seated(case, at)
    plans = plans_of(case)
    sheet = replace(sheet_of(case, plans), on_team=frozenset(person.pk for person in members))
    record = on_record(case, at)
    (rest,) = record["rest"]
    may_write = is_writable(case) and can(way, Permission.WRITE_PLAN, case)
    is_draft = sheet.plan is not None and sheet.plan.state == Plan.State.DRAFT
    facts = adoption_facts(case, at, sheet, record) if is_draft else None
    context = {
        "case": case,
        "plan": sheet.plan,
        "plans": plans,
        "in_force": in_force(plans),
        "is_draft": is_draft,
        "subject": subject_name(case),
        "stages": rail(case, RAIL_PLACE),
        "now": at,
        "heartbeat": heartbeat(record, at),
        "year": last_year(record, at),
        "watch": watch(case, record, at),
        "may_update": sheet.adopted and case.is_open() and can(way, Permission.SUBMIT_UPDATE, case),
        "letters": letters(sheet.strategies, domains_found(record), at),
        "unowned": unowned(sheet.strategies) if case.is_open() else [],
        "dates": coming_up(case, rest["dates"], at) if rest["dates"] else [],
        "gone": gone(sheet) if case.is_open() else [],
        "help_offered": by_person(referrals_of(case)) if rest["referrals"] else [],
        "may_hand_over": leads(way, "case_system", case),
        "may_write": may_write,
        **writing(request, case, sheet.plan, members, given, may_write),
        "unmet": listed("adopt_plan", facts, case, way, "case_plan") if facts else [],
        "sign": sign_form(request, sheet, facts, given.get("sign")) if facts and can(way, Permission.ADOPT_PLAN, case) else None,
    }
    return render(request, "cases/plan.html", context, status=status)


def writing(
    request: HttpRequest, case: Case, plan: Plan | None, members: list[Any], given: dict[str, Any], may_write: bool
) -> dict[str, Any]:
    """The form of the words, or while the library is open the form that adds strategies."""
    if not may_write:
        return {"form": None, "add": None}
    add = given.get("add") or add_form(request, case, members)
    return {"form": None if add else given.get("form") or words_form(request, case, plan, members), "add": add}


def words_form(request: HttpRequest, case: Case, plan: Plan | None, members: list[Any]) -> PlanForm | None:
    """The form of the words as they stand, or as the person left them unsaved; of an adopted plan once it is asked for."""
    left = drafts.typed(request, case, "plan")
    if left is None and plan is not None and plan.state == Plan.State.ADOPTED and "words" not in request.GET:
        return None
    return as_left(PlanForm(left, initial=plan_initial(plan), members=members), left)


def add_form(request: HttpRequest, case: Case, members: list[Any]) -> AddStrategiesForm | None:
    """The library under one letter, once one is opened."""
    domain = request.GET.get("library", "")
    if domain not in StepDomain.values:
        return None
    return AddStrategiesForm(initial={"domain": domain}, library=library(case, domain), people=members)


def sign_form(request: HttpRequest, sheet: PlanSheet, facts: CaseFacts, given: AdoptForm | None) -> AdoptForm:
    """The lead's signature under what stands on this page."""
    form = given or AdoptForm(request=request, letters=letters_missing(facts.fort_missing))
    form.token = adoption_token(sheet)
    return form


def compare(request: HttpRequest, case: Case, form: PlanForm, current: Any) -> HttpResponse:
    """Both texts side by side, and the typed form once more, on the version that stands now."""
    data = request.POST.copy()
    data["version"] = current.token if current else ""
    page = {
        "template": "cases/plan/_words_form.html",
        "changed_by": getattr(current, "recorded_name", ""),
        "changed_at": getattr(current, "recorded_at", None),
        "back_url": address("case_plan", case.code),
    }
    again = PlanForm(data, members=members_of(case, request_scope(request).at))
    theirs = {name: getattr(current, name, "") for name in form.fields}
    return changed_meanwhile(request, case, form=form, again=again, theirs=theirs, page=page)
