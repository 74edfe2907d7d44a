"""Incidents that are reported outside: their facts, entered here for those who report them and see no case."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _l

from cases.access import can, case_view, request_door
from cases.actions.gate_facts import record_gate_facts
from cases.duty_facts import incidents_of
from cases.forms.gate_facts import GateFactsForm
from cases.gates import GATES, REPORTED
from cases.models import Case, GateAnswer, GateFacts, IncidentFacts
from cases.models.incidents import Grounds
from cases.views.acting import act, refusal
from tat.idempotency import once
from tat.roles import Permission

HEADINGS = {
    "firearm": _l("Firearm"),
    "drugs": _l("Drugs"),
    "battery": _l("Attack on school personnel"),
    "safety": _l("Safety of the school"),
}
KINDS_OF_PLACE = {IncidentFacts.PlaceKind.CONVEYANCE: Grounds.CONVEYANCE, IncidentFacts.PlaceKind.OFF_SITE: Grounds.ELSEWHERE}


@case_view(Permission.VIEW_CASE, "GET")
def case_gate_facts(request: HttpRequest, case: Case) -> HttpResponse:
    """Each incident with its facts as they stand."""
    return show(request, case)


def show(request: HttpRequest, case: Case, form: GateFactsForm | None = None) -> HttpResponse:
    """The page, with a form's errors where there are any."""
    may = case.is_open() and can(request_door(request), Permission.ASSESS, case)
    incidents = incidents_of(case, REPORTED)
    first = _as_reported(case) if incidents else {}
    rows = [_row(answer, facts, form, first if may else None) for answer, facts in incidents]
    context: dict[str, Any] = {"case": case, "rows": rows, "may": may}
    context |= refusal(request, (form,), [row["form"] for row in rows])
    return render(request, "cases/gate_facts.html", context)


def _row(answer: GateAnswer, facts: GateFacts | None, form: GateFactsForm | None, first: dict[str, Any] | None) -> dict[str, Any]:
    mine = form if form is not None and form.prefix == f"facts-{answer.pk}" else None
    return {
        "answer": answer,
        "heading": HEADINGS[answer.gate],
        "question": GATES[answer.gate].question,
        "facts": facts,
        "form": mine or (None if first is None else GateFactsForm(answer=answer, facts=facts, first=first)),
    }


def _as_reported(case: Case) -> dict[str, Any]:
    """What the latest report says of time and place; a person looks it over before it is saved."""
    latest = case.incidentfacts_set.select_related("case__key").order_by("-recorded_at", "-id").first()
    if latest is None:
        return {}
    kind = KINDS_OF_PLACE.get(IncidentFacts.PlaceKind(latest.place_kind), "")
    return {"happened_at": latest.occurred_at, "grounds": kind, "place": latest.location[:200]}


@case_view(Permission.ASSESS, "POST")
@once
def record(request: HttpRequest, case: Case) -> HttpResponse:
    """Keep the facts of one incident."""
    asked = request.POST.get("answer", "")
    answer, facts = next(((row, facts) for row, facts in incidents_of(case, REPORTED) if str(row.pk) == asked), (None, None))
    if answer is None:
        raise Http404
    form = GateFactsForm(request.POST, answer=answer, facts=facts)
    return act(
        request,
        case,
        form,
        do=lambda: record_gate_facts(case=case, by=request.user, answer_id=UUID(asked), given=form.given()),  # type: ignore[arg-type]
        again=lambda: show(request, case, form),
        done=_l("The facts are saved. Whoever reports the incident sees them on the page of the duty."),
        go="case_gate_facts",
    )
