"""The people of the plan in force: positions of the seats, who carries it and who did before."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _l

from cases.access import can, case_view, request_door
from cases.actions.members import seated
from cases.actions.places import Place, place_of, places
from cases.actions.plan_people import hand_over_plan, take_plan_position
from cases.forms.plan_people import HandoverForm, PlanPositionForm
from cases.models import Case, Handover, Plan, PlanPosition
from cases.views.acting import act, refusal
from cases.views.plan import in_force, plans_of
from cases.views.rail import rail
from tat.idempotency import once
from tat.models.prepared import Given, Prepared
from tat.models.written import with_position
from tat.permissions import request_scope
from tat.roles import Permission

RAIL_PLACE = 6
TAKEN: Prepared[PlanPosition] = Prepared(
    lambda: PlanPosition.objects.filter(plan=Given("plan")).select_related("case__key", "seat").order_by("recorded_at", "id")
)
HANDED: Prepared[Handover] = Prepared(
    lambda: Handover.objects.filter(case=Given("case")).select_related("before", "person").order_by("-recorded_at", "-id")
)


@case_view(Permission.VIEW_CASE, "GET")
def plan_people(request: HttpRequest, case: Case) -> HttpResponse:
    """Where each seat stands on the plan in force, and who carries it."""
    return show(request, case)


def show(request: HttpRequest, case: Case, position: PlanPositionForm | None = None, handover: HandoverForm | None = None) -> HttpResponse:
    """The page, with a form's errors where there are any."""
    at, way = request_scope(request).at, request_door(request)
    plan = in_force(plans_of(case))
    here, members = places(case, at), seated(case, at)
    running = plan is not None and case.is_open()
    mine = running and place_of(request.user, here) is not None
    leads = running and can(way, Permission.ADOPT_PLAN, case)
    context: dict[str, Any] = {
        "case": case,
        "stages": rail(case, RAIL_PLACE),
        "plan": plan,
        "seats": seats_with(here, TAKEN(plan=plan.pk)) if plan else [],
        "carriers": carriers(plan, members, at) if plan else [],
        "handovers": HANDED(case=case),
        "position_form": (position or PlanPositionForm(initial={"plan": plan.pk})) if plan and mine else None,
        "handover_form": (handover or HandoverForm(members=members, plan=plan)) if leads else None,
    }
    context |= refusal(request, (position, handover), [context["position_form"], context["handover_form"]])
    return render(request, "cases/plan_people.html", context)


def seats_with(here: Iterable[Place], taken: Iterable[PlanPosition]) -> list[dict[str, Any]]:
    """Each seat of the team with its last position, or none; then positions of seats that were given up since."""
    last = {position.seat_id: position for position in taken}
    rows = [
        {"words": with_position(place.signer.full_name, place.signer.position), "position": last.pop(place.seat.pk, None)} for place in here
    ]
    return rows + [{"words": position.written_by, "position": position} for position in last.values()]


def carriers(plan: Plan, members: Iterable[Any], at: datetime) -> list[dict[str, Any]]:
    """Who carries the plan, and whether each still holds a seat of this team; the second place in touch only where it is taken."""
    on_team = {person.pk for person in members}
    people = [(capacity, getattr(plan, capacity)) for capacity in Handover.Capacity]
    return [
        {"label": capacity.label, "person": person, "has_seat": person is not None and person.pk in on_team}
        for capacity, person in people
        if person or capacity != Handover.Capacity.SECOND_ENGAGER
    ]


@case_view(Permission.VIEW_CASE, "POST")
@once
def position(request: HttpRequest, case: Case) -> HttpResponse:
    """Take the position of one's own seat."""
    form = PlanPositionForm(request.POST)
    return act(
        request,
        case,
        form,
        do=lambda: take_plan_position(case=case, by=request.user, plan_id=form.cleaned_data["plan"], **words(form)),
        again=lambda: show(request, case, position=form),
        done=_l("Your position stands beside the plan."),
        go="plan_people",
    )


def words(form: PlanPositionForm) -> dict[str, str]:
    """Stance and reasons as typed."""
    return {name: form.cleaned_data[name] for name in ("stance", "reason")}


@case_view(Permission.ADOPT_PLAN, "POST")
@once
def hand_over(request: HttpRequest, case: Case) -> HttpResponse:
    """Hand over who carries the plan."""
    form = HandoverForm(request.POST, members=seated(case, request_scope(request).at), plan=in_force(plans_of(case)))
    return act(
        request,
        case,
        form,
        do=lambda: hand_over_plan(case=case, by=request.user, **form.cleaned_data),
        again=lambda: show(request, case, handover=form),
        done=_l("It is handed over. What waits for it waits for the next person from now on."),
        go="plan_people",
    )
