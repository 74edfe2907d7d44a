"""The case page: where it stands, what stands between it and the next step, its clocks, and what happened."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _l

from cases.access import Door, can, case_view, record_withheld, request_door
from cases.actions.facts import standing_facts
from cases.actions.on_record import Row, on_record
from cases.actions.plan_facts import sheet_on_record
from cases.forms.notes import NoteForm
from cases.models import Case, Party
from cases.views import glance
from cases.views.heartbeat import last_year
from cases.views.merged import merged_here, merging
from cases.views.note_list import latest_notes
from cases.views.rail import rail
from cases.views.signposts import leads
from cases.views.timeline import held_from, timeline
from cases.workflow import CaseFacts, Stage, met, next_move, unmet
from tat.addresses import address
from tat.models import Obligation
from tat.models.prepared import Given, Prepared
from tat.permissions import request_scope
from tat.roles import Permission
from tat.views.needs import Actor, Need, Running, need, place_of

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
    Stage.MERGED: (_l("This case was merged into another. It can be read; nothing more is added to it."), "", ""),
}
HEADINGS = {"close_case": _l("Before this case can close"), "adopt_plan": _l("Before the plan can be adopted")}
PLACES = {"close_case": "case_closing", "adopt_plan": "case_plan"}
AT_ONCE = (Stage.INTAKE, Stage.CONTAINMENT)
"""What may be an emergency is open to an officer from whom the record is withheld."""
PANEL_DECIDES = {"close_at_triage", "reopen", ""}


@case_view(Permission.VIEW_CASE, "GET", outline=True)
def case_detail(request: HttpRequest, case: Case) -> HttpResponse:
    """Show the case. Opening it is recorded."""
    return show(request, case)


def show(request: HttpRequest, case: Case, note_form: NoteForm | None = None) -> HttpResponse:
    """The case page with a note form, fresh or as it was typed with its errors."""
    at, way = request_scope(request).at, request_door(request)
    if record_withheld(way, case):
        outline = {"case": case, "may_declare": case.stage in DECLARABLE, "emergency": case.stage in AT_ONCE}
        return render(request, "cases/withheld.html", outline)
    record = on_record(case, at)
    parties = glance.parties(case)
    running = clocks(case, [duty for duty in record["duty"] if duty["open"]])
    may_log = can(way, Permission.VIEW_LOG, case)
    context = {
        "case": case,
        "subject": next((party.shown_name() for party in parties if party.role == Party.Role.SUBJECT), ""),
        "now": at,
        "stages": rail(case),
        "step": step(case, at, record, way),
        "running": [case_need(request, case, row) for row in running],
        "ended": len(record["duty"]) - len(running),
        "timeline": timeline(case.id, held_from(way, case)),
        "year": last_year(record, at),
        "glance": glance.glance(parties, record["rest"][0]["weapon"], [row["gate"] for row in record["gate"] if row["answer"] == "yes"]),
        "named": [party for party in parties if party.person_id],
        "circle": glance.circle(case),
        "people": glance.seated(record["standing"]) if may_log else [],
        "merging": merging(way, case) if case.stage == Stage.MERGED else None,
        "merged_here": merged_here(way, case) if record["rest"][0]["merged"] else [],
        "may_merge": case.is_open() and leads(way, "case_merging", case),
        "may_log": may_log,
        "may_print": can(way, Permission.PRINT_CASE, case),
        "may_review": leads(way, "case_record_review", case),
        "may_declare": case.stage in DECLARABLE,
        **latest_notes(request, case, note_form),
    }
    return render(request, "cases/case.html", context)


def case_need(request: HttpRequest, case: Case, duty: Obligation | Running) -> Need:
    """The row of one duty of a case for somebody who sees the case; with its button for those who have something to do there."""
    has_button = leads(request_door(request), place_of(duty.rule), case)
    return need(duty, request_scope(request).at, viewer_id=request.user.pk, through_case=True, has_button=has_button)


DECLARABLE = {Stage.INTAKE, Stage.TRIAGE, Stage.ASSESSMENT, Stage.MANAGEMENT}


def clocks(case: Case, duties: list[Row]) -> list[Running]:
    """Open duties of the record, the soonest target first."""
    rows = [
        Running(
            id=duty["id"],
            rule=duty["rule"],
            code=case.code,
            district=case.district,
            building=case.building,
            practice=case.practice,
            actor=Actor(duty["actor"], duty["actor_name"]) if duty["actor"] else None,
            triggered_at=datetime.fromisoformat(duty["began"]),
            legal_due_at=moment(duty["legal"]),
            target_due_at=moment(duty["target"]),
        )
        for duty in duties
    ]
    return sorted(rows, key=lambda row: (row.target_due_at is None, row.target_due_at or row.triggered_at))


def moment(text: str | None) -> datetime | None:
    """An instant of the record."""
    return datetime.fromisoformat(text) if text else None


def subject_name(case: Case) -> str:
    """The subject's name for people behind the door, or that it is not known yet."""
    party = SUBJECT.first(case=case)
    return party.shown_name() if party else ""


SUBJECT: Prepared[Party] = Prepared(
    lambda: Party.objects.filter(case=Given("case"), role=Party.Role.SUBJECT).select_related("person__key").order_by("recorded_at")[:1]
)


def step(case: Case, at: datetime, record: dict[str, list[Row]], way: Door) -> dict[str, Any]:
    """What stands between the case and its next move: unmet first, each with source and page, then met."""
    sentence, heading, place = STATES[case.stage]
    facts = standing_facts(case, at, record, sheet_on_record(case, at, record["rest"][0]))
    move = next_move(facts)
    heading, place = HEADINGS.get(move, heading), PLACES.get(move, place)
    url = address(place, case.code) if place and leads(way, place, case) else ""
    found: dict[str, Any] = {"sentence": sentence, "heading": heading, "url": url}
    if move in PANEL_DECIDES:
        return found | {"heading": heading if url else ""}
    return found | {"unmet": listed(move, facts, case, way), "met": done(move, facts)}


def listed(move: str, facts: CaseFacts, case: Case, way: Door, here: str = "") -> list[dict[str, Any]]:
    """What stands before a move, for templates/partials/_ticks.html. What the page `here` mends itself, or others do, has no link."""
    rows = [(each, *each.missing.partition(". ")) for each in unmet(move, facts) if not each.on_form]
    return [
        {
            "name": each.name,
            "words": f"{first}." if more else first,
            "more": more,
            "source": each.clause,
            "url": mend(each.mend, case) if each.mend != here and leads(way, each.mend, case) else "",
            "action": GO.get(each.mend, _l("Put it right")),
        }
        for each, first, _stop, more in rows
    ]


def done(move: str, facts: CaseFacts) -> list[Any]:
    """The labels of what is met; what the move's own form asks is not met before it is asked."""
    return [check.label for check in met(move, facts) if not check.on_form]


# The button beside a missing thing, by the page that mends it.
GO = {
    "case_imminence": _l("Answer the imminence questions"),
    "case_containment": _l("Enter the facts of containment"),
    "case_assessment": _l("Add a finding"),
    "case_interviews": _l("Record the interview"),
    "case_questions": _l("Answer the key questions"),
    "case_danger": _l("Answer the danger question"),
    "case_classification": _l("Open the classification"),
    "case_plan": _l("Open the plan"),
    "case_safeguard": _l("Open the plan"),
    "case_updates": _l("Write the update"),
    "case_duties": _l("Open the duties"),
    "case_closing": _l("Open the closing"),
    "case_transfer": _l("Open the request"),
}


def mend(place: str, case: Case) -> str:
    """The page where a missing thing is put right; a safeguard is answered on the plan's page."""
    return address("case_plan" if place == "case_safeguard" else place, case.code)
