"""The classification page: the lead's level, FORT, open gaps, each seat's position, and a raise; each is signed."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _l

from cases import fort
from cases.access import can, case_view, request_door
from cases.actions.asked_again import last_replies
from cases.actions.classification import classify
from cases.actions.facts import fort_facts, gather
from cases.actions.places import Place, place_of, places
from cases.actions.positions import take_position
from cases.actions.raising import raise_level
from cases.forms.classification import AbsentForm, LevelForm, PositionForm, RaiseForm
from cases.levels import Level, is_lower
from cases.models import Case, Classification, Position
from cases.views.acting import act
from cases.views.case import mend
from cases.views.rail import rail
from cases.workflow import unmet
from tat.idempotency import once
from tat.permissions import request_scope
from tat.roles import Permission


@case_view(Permission.VIEW_CASE, "GET")
def case_classification(request: HttpRequest, case: Case) -> HttpResponse:
    """The level, why, FORT, gaps and positions."""
    return show(request, case)


def show(request: HttpRequest, case: Case, **typed: Any) -> HttpResponse:
    """The page, with a form's errors where there are any; `typed` by level, position, absent or raise."""
    at, way = request_scope(request).at, request_door(request)
    rows = list(case.classification_set.order_by("-recorded_at"))
    current = next((row for row in rows if row.replaced_at is None), None)
    here = places(case, at)
    given = {position.seat_id: position for position in current.positions.filter(void_at=None)} if current else {}
    is_open = case.is_open() and case.convened_at is not None
    is_lead = can(way, Permission.CLASSIFY, case)
    context = {
        "case": case,
        "stages": rail(case, 4),
        "current": current,
        "earlier": [row for row in rows if row is not current],
        "letters": fort.evidence(fort_facts(case, at)),
        "gaps": [gap for gap in case.informationgap_set.select_related("owner") if gap.closed_at is None],
        "todo": _todo(case, at),
        "people": [_seat(place, given.get(place.seat.pk)) for place in here],
        "level_form": (typed.get("level") or _level_form(request, case)) if is_lead and is_open else None,
        "position_form": typed.get("position") or _position_form(request, case, current, here, given) if is_open else None,
        "absent_form": typed.get("absent") or _absent_form(request, current, here, given) if is_lead and is_open else None,
        "raise_form": typed.get("raise") or _raise_form(request, case) if is_open and can(way, Permission.RAISE_LEVEL, case) else None,
    }
    return render(request, "cases/classification.html", context)


def _todo(case: Case, at: Any) -> list[dict[str, str]]:
    """What is missing on other pages before the lead can sign."""
    missing = [each for each in unmet("classify", gather(case, at)) if not each.on_form]
    return [{"words": each.missing, "law": each.clause, "url": mend(each.mend, case)} for each in missing]


def _seat(place: Place, position: Position | None) -> dict[str, Any]:
    return {"place": place, "position": position}


def _level_form(request: HttpRequest, case: Case, data: Any = None) -> LevelForm:
    return LevelForm(data, signer=request.user, last=last_replies(case), initial={"facts_version": case.facts_version})


def _position_form(request: HttpRequest, case: Case, current: Classification | None, here: list[Place], given: dict[int, Position]) -> Any:
    """The form of one's own seat, while its position is outstanding."""
    place = place_of(request.user, [each for each in here if each.seat.pk not in given])
    if current is None or place is None:
        return None
    initial = {"classification": current.pk, "seat": place.seat.pk, "facts_version": case.facts_version}
    return PositionForm(signer=request.user, initial=initial)


def _absent_form(request: HttpRequest, current: Classification | None, here: list[Place], given: dict[int, Position]) -> Any:
    waiting = [place.seat for place in here if place.seat.pk not in given and place.signer != request.user]
    if current is None or not waiting:
        return None
    return AbsentForm(signer=request.user, seats=waiting, initial={"classification": current.pk})


def _raise_form(request: HttpRequest, case: Case, data: Any = None) -> Any:
    """Only where a level is in force and another stands above it."""
    above = [level for level in Level if case.level and is_lower(case.level, level)]
    return RaiseForm(data, signer=request.user, above=above) if above else None


@case_view(Permission.CLASSIFY, "POST")
@once
def sign(request: HttpRequest, case: Case) -> HttpResponse:
    """The lead signs a level."""
    form = _level_form(request, case, request.POST)
    return act(
        request,
        case,
        form,
        do=lambda: classify(case=case, by=request.user, given=form.given()),
        again=lambda: show(request, case, level=form),
        done=_l("Signed. The duties of the level have started, and each seat is asked for its position."),
        go="case_classification",
    )


@case_view(Permission.RAISE_LEVEL, "POST")
@once
def raise_it(request: HttpRequest, case: Case) -> HttpResponse:
    """Raise the level at once: the lead, or two seats."""
    form = _raise_form(request, case, request.POST)
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
    absent = "absent-seat" in request.POST
    seats = [place.seat for place in places(case, request_scope(request).at)]
    form: Any = AbsentForm(request.POST, signer=request.user, seats=seats) if absent else PositionForm(request.POST, signer=request.user)
    return act(
        request,
        case,
        form,
        do=lambda: take_position(case=case, by=request.user, classification_id=form.cleaned_data["classification"], given=form.given()),
        again=lambda: show(request, case, **{"absent" if absent else "position": form}),
        done=_l("Signed. The position is recorded."),
        go="case_classification",
    )
