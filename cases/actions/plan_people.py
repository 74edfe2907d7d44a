"""The people of a plan in force: where each seat stands on it, and who carries it when that changes (4:190-AP2; handbook 7.1)."""

import uuid

from django.db import transaction

from cases.actions.locks import Overtaken, Unfit, locked_open, refuse
from cases.actions.members import members_of
from cases.actions.places import place_of, places
from cases.actions.plan import NOT_ON_TEAM, let_carry, log_plan
from cases.actions.stamps import stamp
from cases.models import Case, Handover, Plan, PlanPosition
from cases.models.plan import CARRIERS
from tat import clock
from tat.models import User
from tat.roles import Permission
from tat.workflow import Blocked

Stance, Capacity = PlanPosition.Stance, Handover.Capacity
TOUCH = (Capacity.ENGAGER, Capacity.SECOND_ENGAGER)

NOT_IN_FORCE = "This version is not in force any more. Read the plan as it stands, then take your position on it."
NO_SEAT = "Only somebody who holds a seat of this team, or its back-up, takes a position on the plan."
STANCE = "Choose whether you concur or dissent."
WHY = "A dissent needs its reasons. They are printed with the file."
NO_PLAN = "No plan is in force yet. Name who carries it in the draft, then adopt it."
WHICH = "Choose what is handed over."
TO_WHOM = "Choose to whom it is handed over."
SAME = "This person carries it already. Choose somebody else."
IN_TOUCH = "{name} keeps in touch already. Choose somebody else."
REASON = "Write why it is handed over, and what the next person has to know first."


@transaction.atomic
def take_plan_position(*, case: Case, by: User, plan_id: uuid.UUID, stance: str, reason: str = "") -> PlanPosition:
    """A seat concurs with the plan in force, or dissents with reasons. A later one of the same seat counts; the earlier one stays.

    Raises Overtaken where another version is in force by now, Blocked for who holds no seat and for a dissent without reasons.
    """
    at = clock.now()
    locked = locked_open(case, by=by, at=at, permission=Permission.VIEW_CASE)
    place = place_of(by, places(locked, at))
    if place is None:
        raise Blocked((NO_SEAT,))
    plan = _in_force(locked)
    if plan is None or plan.pk != plan_id:
        raise Overtaken(NOT_IN_FORCE, plan)
    refuse(("stance", STANCE, stance not in Stance.values), ("reason", WHY, stance == Stance.DISSENT and not reason.strip()))
    found = PlanPosition.objects.create(case=locked, plan=plan, seat=place.seat, stance=stance, reason=reason.strip(), **stamp(by, at))
    log_plan("plan_position_taken", locked, by=by, at=at, plan=plan, detail=stance)
    return found


def _in_force(case: Case) -> Plan | None:
    return case.plan_set.filter(state=Plan.State.ADOPTED).select_related(*CARRIERS).first()


def capacities_of(plan: Plan) -> list[str]:
    """What of a plan may be handed over; the second place beside who keeps in touch is open once the first is taken."""
    return [name for name in CARRIERS if name != Capacity.SECOND_ENGAGER or plan.engager_id]


@transaction.atomic
def hand_over_plan(*, case: Case, by: User, capacity: str, person: User | None, reason: str) -> Handover:
    """The lead hands over who carries the plan in force; the plan itself stays. What waited for the one before waits for the next.

    A draft that is being written names the next person too, where it named the one before. Raises Blocked with what is wrong.
    """
    at = clock.now()
    locked = locked_open(case, by=by, at=at, permission=Permission.ADOPT_PLAN)
    plan = _in_force(locked)
    if plan is None:
        raise Blocked((NO_PLAN,))
    refuse(
        ("capacity", WHICH, capacity not in capacities_of(plan)),
        ("person", TO_WHOM, person is None),
        ("reason", REASON, not reason.strip()),
    )
    before: User | None = getattr(plan, capacity)
    if person is None or person == before:
        raise Unfit({"person": SAME})
    refuse(
        ("person", IN_TOUCH.format(name=person.full_name), capacity in TOUCH and person in (plan.engager, plan.second_engager)),
        ("person", NOT_ON_TEAM.format(name=person.full_name), not members_of(locked, at).filter(pk=person.pk).exists()),
    )
    found = Handover.objects.create(
        case=locked, plan=plan, capacity=capacity, before=before, person=person, reason=reason.strip(), **stamp(by, at)
    )
    for each in locked.plan_set.exclude(state=Plan.State.REPLACED).filter(**{capacity: before}):
        _name(each, capacity, person)
    setattr(plan, capacity, person)
    let_carry(locked, plan, by, at)
    log_plan("plan_handed_over", locked, by=by, at=at, plan=plan, detail=capacity)
    return found


def _name(plan: Plan, capacity: str, person: User) -> None:
    """Name the next person; a draft that had this one in touch already, in the other place, names each person once."""
    setattr(plan, capacity, person)
    if plan.second_engager_id and plan.second_engager_id == plan.engager_id:
        plan.engager, plan.second_engager = person, None
    plan.version += 1  # who has the old name on an open form is shown the new one first
    plan.save(update_fields=[*CARRIERS, "version"])
