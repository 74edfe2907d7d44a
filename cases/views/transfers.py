"""Handing a case to another building, as the handing team sees it; and the subject who has left."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.access import can, case_view, request_door
from cases.actions.departures import departures_of, record_departure
from cases.actions.families import families_of
from cases.actions.members import who_works_on
from cases.actions.transfers import ask_transfer, frozen_duties, has_unread, transfers_of, withdraw_transfer
from cases.forms.transfers import AskForm, DepartureForm, TakeBackForm
from cases.models import Case, Departure, Party, Transfer
from cases.views.acting import act, on_what_stands, refusal
from cases.views.mending import beside, saved_by
from cases.views.rail import rail
from cases.workflow.transfers import held_here
from tat import notices
from tat.addresses import address
from tat.idempotency import once
from tat.models import Building
from tat.models.prepared import Given, Prepared
from tat.permissions import request_scope
from tat.roles import Permission
from tat.statutes import local_date


@case_view(Permission.VIEW_CASE, "GET")
def case_transfer(request: HttpRequest, case: Case) -> HttpResponse:
    """How a request stands, the form that asks, and what is on record of a subject who left."""
    notices.mark_opened(request.user.pk, case.id, request_scope(request).at, kind="transfer")
    return show(request, case)


def show(
    request: HttpRequest,
    case: Case,
    ask: AskForm | None = None,
    back: TakeBackForm | None = None,
    left: DepartureForm | None = None,
) -> HttpResponse:
    """The page, with a form's errors where there are any."""
    way, at = request_door(request), request_scope(request).at
    rows, entries = transfers_of(case), departures_of(case)
    waiting = next((row for row in rows if row.state == Transfer.State.ASKED), None)
    may = can(way, Permission.HAND_OVER_CASE, case)
    held = held_here(case.stage, unread=has_unread(case)) if may and waiting is None else ""
    asks = may and waiting is None and not held
    records = case.is_open() and can(way, Permission.SUBMIT_UPDATE, case)
    context: dict[str, Any] = {
        "case": case,
        "stages": rail(case),
        "waiting": waiting,
        "may_answer": waiting is not None and waiting.to_building_id in way.scope.principal_of,
        "duties": frozen_duties(waiting) if waiting else [],
        "earlier": [row for row in rows if row is not waiting],
        "reads_until": reads_until(rows, case, at) if not can(way, Permission.ASSESS, case) else None,
        "held": held,
        "may_ask": may,
        "ask_form": (ask or AskForm(buildings=OTHERS(district=case.district_id, building=case.building_id))) if asks else None,
        "back_form": (back or TakeBackForm(initial={"transfer": waiting.pk})) if waiting and may else None,
        "departure": entries[0] if entries else None,
        "before": entries[1:],
        "told": who_is_told(case, at) if entries or records else "",
        "left_form": (left or departure_form(case, at, entries)) if records else None,
    }
    context |= refusal(request, (ask, back, left), [context["ask_form"], context["back_form"], context["left_form"]])
    return render(request, "cases/transfer.html", context)


OTHERS: Prepared[Building] = Prepared(
    lambda: Building.objects.filter(district=Given("district"), closed_on=None).exclude(pk=Given("building")).order_by("name", "pk")
)


def reads_until(rows: list[Transfer], case: Case, at: datetime) -> datetime | None:
    """How long at most who handed the case over still reads it; None for who reads it for another reason."""
    last = next((row for row in rows if row.reads_until and row.reads_until > at), None)
    return last.reads_until if last else None


def who_is_told(case: Case, at: datetime) -> str:
    """In words: who gets the written notice in the subject's case; an order may bar somebody."""
    for family in families_of(case).on(local_date(at)):
        if family.party.role == Party.Role.SUBJECT:
            return family.student_words if family.rights_have_passed else _("The parents or guardians")
    return ""


def departure_form(case: Case, at: datetime, entries: list[Departure], typed: Any = None) -> DepartureForm:
    """The form on the entry that governs."""
    return DepartureForm(typed, people=who_works_on(case, at), latest=entries[0] if entries else None)


@case_view(Permission.HAND_OVER_CASE, "POST")
@once
def ask(request: HttpRequest, case: Case) -> HttpResponse:
    """Another building is asked to take the case."""
    form = AskForm(request.POST, buildings=OTHERS(district=case.district_id, building=case.building_id))
    return act(
        request,
        case,
        form,
        do=lambda: ask_transfer(case=case, by=request.user, given=form.given()),  # type: ignore[arg-type]
        again=lambda: show(request, case, ask=form),
        done=_l("The building is asked. Until it answers, the case and its duties stay with you."),
        go="case_transfer",
    )


@case_view(Permission.HAND_OVER_CASE, "POST")
@once
def withdraw(request: HttpRequest, case: Case) -> HttpResponse:
    """The request is taken back."""
    form = TakeBackForm(request.POST)
    return act(
        request,
        case,
        form,
        do=lambda: withdraw_transfer(case=case, by=request.user, transfer_id=form.cleaned_data["transfer"]),  # type: ignore[arg-type]
        again=lambda: show(request, case, back=form),
        done=_l("The request is taken back. The case stays with your team."),
        go="case_transfer",
    )


@case_view(Permission.SUBMIT_UPDATE, "POST")
@once
def departure(request: HttpRequest, case: Case) -> HttpResponse:
    """The subject has left, or something is new about it."""
    at = request_scope(request).at
    entries = departures_of(case)
    form = departure_form(case, at, entries, request.POST)
    return act(
        request,
        case,
        form,
        do=lambda: record_departure(case=case, by=request.user, given=form.given()),  # type: ignore[arg-type]
        again=lambda: show(request, case, left=form),
        done=_l("It is recorded that the subject has left. The case stays open, and updates go on."),
        go="case_transfer",
        compare=lambda current: compare(request, case, form, current),
    )


def compare(request: HttpRequest, case: Case, form: DepartureForm, current: Departure) -> HttpResponse:
    """Both texts side by side, and the typed form once more, on the entry that stands now."""
    theirs = {name: getattr(current, name, "") for name in form.fields}
    again = on_what_stands(departure_form(case, request_scope(request).at, [current], request.POST), seen=current.pk)
    page = {
        "template": "cases/transfer/_departure_form.html",
        "sentence": saved_by(current),
        "back_url": address("case_transfer", case.code),
    }
    return beside(request, case, form=form, again=again, theirs=theirs, page=page)
