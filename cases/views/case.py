"""The case page: where it stands, what stands between it and the next step, its clocks, and what happened."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from cases.access import can, case_view, request_door
from cases.actions.facts import gather
from cases.forms.notes import NoteForm
from cases.models import Case, Party
from cases.views.rail import rail
from cases.views.timeline import timeline
from cases.workflow import Circle, Stage, met, next_move, unmet
from tat import notices
from tat.models import Obligation
from tat.permissions import request_scope
from tat.roles import Permission
from tat.views.needs import need

# Sentence of state, heading of what is missing, URL name of the step itself.
STATES: dict[str, tuple[Any, Any, str]] = {
    Stage.INTAKE: (_l("A report is in. Whether a threat is imminent comes first."), _l("Before triage can begin"), "case_imminence"),
    Stage.CONTAINMENT: (
        _l("A threat is imminent. Contain first, document after."),
        _l("Before containment is confirmed"),
        "case_containment",
    ),
    Stage.TRIAGE: (_l("The Triage Team is deciding whether the full team is needed."), _l("At triage"), "case_triage"),
    Stage.ASSESSMENT: (_l("The full team is assessing."), _l("Before the team can classify"), "case_classification"),
    Stage.MANAGEMENT: (_l("The team manages the case."), _l("Before the next step"), "case_plan"),
    Stage.CLOSED: (_l("This case is closed. The record stays as long as the law says."), _l("To open it again"), "case_reopening"),
    Stage.MERGED: (_l("This case was merged into another."), "", ""),
}
HEADINGS = {"close_case": _l("Before this case can close"), "adopt_plan": _l("Before the plan can be adopted")}
PLACES = {"close_case": "case_closing", "adopt_plan": "case_plan"}
PANEL_DECIDES = {"close_at_triage", "reopen", ""}


@case_view(Permission.VIEW_CASE, "GET")
def case_detail(request: HttpRequest, case: Case) -> HttpResponse:
    """Show the case. Opening it is recorded, and opens the notes that wait for the person."""
    notices.mark_opened(request.user.pk, case.id, request_scope(request).at, kind="note")
    return show(request, case, NoteForm())


def show(request: HttpRequest, case: Case, note_form: NoteForm, status: int = 200) -> HttpResponse:
    """The case page with a note form, fresh or with its errors."""
    at = request_scope(request).at
    clocks = list(
        Obligation.objects.filter(about_kind="case", about_id=case.id)
        .select_related("building", "district", "actor")
        .order_by("target_due_at")
    )
    context = {
        "case": case,
        "subject": subject_name(case),
        "now": at,
        "stages": rail(case),
        "step": step(case, at),
        "running": [need(row, at, viewer_id=request.user.pk, through_case=True) for row in clocks if row.state == Obligation.State.OPEN],
        "ended": [row for row in clocks if row.state == Obligation.State.MET],
        "days": timeline(case.id),
        "notes": case.note_set.order_by("-recorded_at")[:20],
        "note_form": note_form,
        "may_note": can(request_door(request), Permission.ASSESS, case),
        "may_log": can(request_door(request), Permission.VIEW_LOG, case),
        "may_print": can(request_door(request), Permission.PRINT_CASE, case),
        "may_declare": case.stage in DECLARABLE,
        "whole_team": case.circle == Circle.TAT,
    }
    return render(request, "cases/case.html", context, status=status)


DECLARABLE = {Stage.INTAKE, Stage.TRIAGE, Stage.ASSESSMENT, Stage.MANAGEMENT}


def subject_name(case: Case) -> str:
    """The subject's name for people behind the door, or that it is not known yet."""
    party = case.party_set.filter(role=Party.Role.SUBJECT).select_related("person__key").order_by("recorded_at").first()
    return party.shown_name() if party else ""


def step(case: Case, at: Any) -> dict[str, Any]:
    """What stands between the case and its next move: unmet first, each with source and page, then met."""
    sentence, heading, place = STATES[case.stage]
    facts = gather(case, at)
    move = next_move(facts)
    heading, place = HEADINGS.get(move, heading), PLACES.get(move, place)
    found: dict[str, Any] = {
        "sentence": sentence,
        "heading": heading,
        "url": reverse(place, args=[case.code]) if place else "",
        "move": move,
    }
    if move in PANEL_DECIDES:
        return found | {"unmet": [], "met": []}
    listed = [check for check in unmet(move, facts) if not check.on_form]
    todo = [{"words": check.missing, "law": check.clause, "url": mend(check.mend, case)} for check in listed]
    return found | {"unmet": todo, "met": [check.label for check in met(move, facts)]}


def mend(place: str, case: Case) -> str:
    """The page where a missing thing is put right; a safeguard is answered on the plan's page."""
    return reverse("case_plan" if place == "case_safeguard" else place, args=[case.code])
