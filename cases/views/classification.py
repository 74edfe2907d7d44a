"""The classification page: the lead's level, FORT, open gaps, each seat's position, and a raise; each is signed."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _l

from cases import fort
from cases.access import can, case_view, request_door
from cases.actions.asked_again import gates_are_due
from cases.actions.classification import classify
from cases.actions.facts import classifying_facts, fort_of, stated_in
from cases.actions.gaps import gaps_at
from cases.actions.on_record import Row, on_record
from cases.actions.places import Place, place_of, places
from cases.actions.plan_facts import PlanSheet, current_plan, strategies_of
from cases.actions.positions import LEAD_ONLY, NO_SEAT, take_position
from cases.actions.raising import SERIOUS, raise_level
from cases.forms.classification import AbsentForm, LevelForm, PositionForm, RaiseForm
from cases.levels import Level, is_lower
from cases.models import Case, Classification, Position
from cases.views import drafts
from cases.views.acting import act, on_what_stands, refusal
from cases.views.case import listed
from cases.views.classification_sheet import Levels, criteria, fort_lines, gate_lines, levels_of, seat_lines
from cases.views.fort import wording
from cases.views.mending import as_left
from cases.views.rail import rail
from cases.views.signposts import leads
from cases.views.step_sheet import numbered_gaps
from cases.workflow import MOVES
from tat.idempotency import once
from tat.models.prepared import Given, Prepared
from tat.permissions import request_scope
from tat.roles import Permission

RAIL_PLACE = 4
FORM, AGAIN, CHECK = "classification", "again", "check_wording"
Record = dict[str, list[Row]]


@case_view(Permission.VIEW_CASE, "GET")
def case_classification(request: HttpRequest, case: Case) -> HttpResponse:
    """The level, why, FORT, gaps and positions."""
    return show(request, case)


def show(request: HttpRequest, case: Case, wording: Any = None, **typed: Any) -> HttpResponse:
    """The page, with a form's errors where there are any; `typed` by level, position, absent or raise; `wording` what its check found."""
    at, way = request_scope(request).at, request_door(request)
    record, here = on_record(case, at), places(case, at)
    levels = levels_of(SIGNED(case=case), case.level)
    shown = [row for row in (levels.current, levels.asked) if row]
    given = TAKEN(classifications=[row.pk for row in shown]) if shown else []
    for position in given:
        position.case = case
    may_sign = case.is_open() and MOVES["classify"].starts_from(case.stage)
    is_lead = can(way, Permission.CLASSIFY, case)
    context = {
        "case": case,
        "stages": rail(case, RAIL_PLACE),
        "levels": levels,
        "may_sign": may_sign,
        "danger": danger_of(record),
        "criteria": criteria(),
        "gates_due": may_sign and can(way, Permission.ASSESS, case) and gates_are_due(case, levels.current),
        "wording": wording,
        "may_answer_danger": case.is_open() and leads(way, "case_danger", case),
        "gaps": open_gaps(case, record, levels),
        "seats": seat_lines(levels.current, here, given, record) if levels.current else [],
        "joining": seat_lines(levels.asked, here, given, record) if levels.asked else [],
        **assessed(request, case, levels, record, typed.get("level"), is_lead and may_sign),
        **(signing_forms(request, case, levels, here, given, typed, is_lead) if may_sign else {}),
    }
    context |= refusal(request, typed.values(), context.values())
    return render(request, "cases/classification.html", context)


SIGNED: Prepared[Classification] = Prepared(lambda: Classification.objects.filter(case=Given("case")).order_by("-recorded_at", "-id"))
TAKEN: Prepared[Position] = Prepared(lambda: Position.objects.filter(classification__any_of=Given("classifications"), void_at=None))


def assessed(request: HttpRequest, case: Case, levels: Levels, record: Record, typed: LevelForm | None, is_lead: bool) -> dict[str, Any]:
    """What the record shows, what is missing, and for the lead the form of the level."""
    plan = current_plan(case)
    sheet = PlanSheet(plan, tuple(strategies_of(case, plan)))
    letters = fort.evidence(fort_of(case, record, stated_in(levels.current), sheet))
    notes = levels.current.fort_notes if levels.current else {}
    found: dict[str, Any] = {
        "unmet": listed("classify", classifying_facts(case, record, sheet), case, request_door(request)),
        "fort": fort_lines(letters, notes),
    }
    form = (typed or fresh_level(request, case, levels, record)) if is_lead else None
    if form:
        danger_gate, gates = gate_lines(form)
        found |= {"level_form": form, "danger_gate": danger_gate, "gates": gates}
        found["override_asked"] = not all(each.shown for each in letters)
        found["fort"] = fort_lines(letters, notes, form)
    return found | {"may_ask_again": is_lead and not form}


def open_gaps(case: Case, record: Record, levels: Levels) -> list[tuple[int, Any]]:
    """The open gaps with their numbers, and for each level those that were open when it was signed; not read where there are none."""
    (rest,) = record["rest"]
    decided = [row for row in levels.every if row.open_gaps]
    if not rest["open_gaps"] and not decided:
        return []
    every = numbered_gaps(case)
    for row in decided:
        row.gaps_then = gaps_at(every, row.recorded_at)  # type: ignore[attr-defined]
    return [(number, gap) for number, gap in every if gap.closed_at is None]


def danger_of(record: Record) -> dict[str, Any] | None:
    """The latest answer on clear and present danger."""
    latest = next(iter(record["danger"]), None)
    return {"answer": latest["answer"], "at": datetime.fromisoformat(latest["at"])} if latest else None


def level_form(request: HttpRequest, case: Case, record: Record, data: Any = None) -> LevelForm:
    last = {row["gate"]: row["answer"] for row in record["gate"]}
    return LevelForm(data, request=request, last=last, initial={"facts_version": case.facts_version})


def fresh_level(request: HttpRequest, case: Case, levels: Levels, record: Record) -> LevelForm | None:
    """The form of the level with the draft that was left in it, on the facts that stand now; where a level stands, only for who asks."""
    left = drafts.typed(request, case, FORM)
    if levels.current and left is None and AGAIN not in request.GET:
        return None
    form = as_left(level_form(request, case, record, left), left)
    return on_what_stands(form, facts_version=case.facts_version)


def signing_forms(
    request: HttpRequest, case: Case, levels: Levels, here: list[Place], given: list[Position], typed: dict[str, Any], is_lead: bool
) -> dict[str, Any]:
    """The forms of one's own position, of an absence, and of a raise."""
    taken = {(each.classification_id, each.seat_id) for each in given}
    found: dict[str, Any] = {"raise_form": typed.get("raise") or raise_form(request, case), "raise_typed": "raise" in typed}
    if not can(request_door(request), Permission.RAISE_LEVEL, case):
        found["raise_form"] = None
    for name, row in (("join_form", levels.asked), ("position_form", levels.current)):
        place = place_of(request.user, [each for each in here if row and (row.pk, each.seat.pk) not in taken])
        if row and place and not row.complete_at and "join_form" not in found:
            initial = {"classification": row.pk, "seat": place.seat.pk, "facts_version": case.facts_version}
            form = typed.get("position") or PositionForm(request=request, initial=initial)
            found |= {name: on_what_stands(form, facts_version=case.facts_version), f"{name}_place": place}
    if is_lead and levels.current and not levels.current.complete_at:
        waiting = [place.seat for place in here if (levels.current.pk, place.seat.pk) not in taken and place.signer != request.user]
        initial = {"classification": levels.current.pk}
        found["absent_form"] = typed.get("absent") or (AbsentForm(request=request, seats=waiting, initial=initial) if waiting else None)
        found["absent_typed"] = "absent" in typed
    return found


def raise_form(request: HttpRequest, case: Case, data: Any = None) -> RaiseForm | None:
    """The levels above the one in force; before the first classification only those that cannot wait."""
    above = [level for level in Level if (is_lower(case.level, level) if case.level else level in SERIOUS)]
    return RaiseForm(data, request=request, above=above) if above else None


@case_view(Permission.CLASSIFY, "POST")
@once
def sign(request: HttpRequest, case: Case) -> HttpResponse:
    """The lead signs a level."""
    form = level_form(request, case, on_record(case, request_scope(request).at), request.POST)
    if CHECK in request.POST:
        return show(request, case, wording(request.POST.get("rationale", "")), level=drafts.again(form, request.POST))
    return act(
        request,
        case,
        form,
        do=lambda: classify(case=case, by=request.user, given=form.given()),
        again=lambda: show(request, case, level=on_what_stands(form, facts_version=case.facts_version)),
        done=_l("Signed. The duties of the level have started, and each seat is asked for its position."),
        go="case_classification",
        draft=FORM,
    )


@case_view(Permission.RAISE_LEVEL, "POST")
@once
def raise_it(request: HttpRequest, case: Case) -> HttpResponse:
    """Raise the level at once: the lead, or two seats."""
    form = raise_form(request, case, request.POST)
    if form is None:
        raise Http404
    return act(
        request,
        case,
        form,
        do=lambda: raise_level(case=case, by=request.user, given=form.given()),
        again=lambda: show(request, case, **{"raise": form}),
        done=_l("Signed. The raise is recorded."),
        go="case_classification",
    )


@case_view(Permission.VIEW_CASE, "POST")
@once
def position(request: HttpRequest, case: Case) -> HttpResponse:
    """Take a position, or record a member absent."""
    absent = "absent-classification" in request.POST
    here = places(case, request_scope(request).at)
    seats = [place.seat for place in here]
    form: Any = AbsentForm(request.POST, request=request, seats=seats) if absent else PositionForm(request.POST, request=request)
    if absent and not can(request_door(request), Permission.CLASSIFY, case):
        form.add_error(None, LEAD_ONLY)
    elif not absent and place_of(request.user, here) is None:
        form.add_error(None, NO_SEAT)
    return act(
        request,
        case,
        form,
        do=lambda: take_position(case=case, by=request.user, classification_id=form.cleaned_data["classification"], given=form.given()),
        again=lambda: show(request, case, **{"absent" if absent else "position": form}),
        done=_l("Signed. The position is recorded."),
        go="case_classification",
    )
