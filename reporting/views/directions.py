"""Directions of the prevention team: the list for those who give and those who get them, and one with who acknowledged it."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _l

from cases.views.acting import on_what_stands, refusal
from reporting.actions.direction_duties import ABOUT, RULE
from reporting.actions.directions import waits_for
from reporting.forms.directions import AcknowledgeForm, DirectionForm, WithdrawForm
from reporting.models import Direction, DirectionTeam, EnvironmentalFinding
from tat import paging
from tat.models import Obligation, Team
from tat.permissions import Scope, may, needs, request_scope, signed_in
from tat.roles import Permission

PAGE = 20
STATES = {
    "acknowledged": ("done", _l("Acknowledged")),
    "aside": ("open", _l("Put aside with a reason, not acknowledged")),
    "late": ("late", _l("Not acknowledged, past its day")),
    "waiting": ("needs", _l("Waiting to be acknowledged")),
    "ended": ("open", _l("Not asked any more")),
}


def rows_of(scope: Scope) -> Any:
    """The directions that this person reads by office: of the district, or of the teams of the own buildings; with their teams."""
    teams = DirectionTeam.objects.select_related("team").order_by("team__name")
    rows = Direction.objects.filter(district=scope.district_id or 0)
    if not may(scope, Permission.VIEW_DISTRICT):
        own = DirectionTeam.objects.filter(team__buildings__in=scope.principal_of)
        rows, teams = rows.filter(pk__in=own.values("direction")), teams.filter(pk__in=own.values("pk"))
    return rows.select_related("key").prefetch_related(Prefetch("given_to", teams, to_attr="teams"))


def lines_of(found: Sequence[Direction], scope: Scope) -> list[dict[str, Any]]:
    """Each direction with how its teams stand; one statement for all their duties."""
    duties = duties_of(found)
    return [{"direction": each, "teams": teams_of(each, duties, scope)} for each in found]


def duties_of(found: Iterable[Direction]) -> dict[str, Obligation]:
    """The duties of these directions by the reference of the team's row."""
    rows = Obligation.objects.filter(rule=RULE, about_kind=ABOUT, about_id__in=[each.pk for each in found])
    return {duty.trigger_ref: duty for duty in rows.select_related("district")}


def teams_of(direction: Any, duties: dict[str, Obligation], scope: Scope) -> list[dict[str, Any]]:
    """Each team of a direction, with its state."""
    return [team_line(direction, row, duties.get(row.ref), scope) for row in direction.teams]


def team_line(direction: Direction, row: DirectionTeam, duty: Obligation | None, scope: Scope) -> dict[str, Any]:
    """One team: its state, in words, and its duty."""
    row.direction = direction
    state = "acknowledged" if row.acknowledged_at else "ended" if direction.withdrawn_at else _running(duty, scope)
    kind, words = STATES[state]
    return {"row": row, "duty": duty, "state": kind, "words": words, "waits": state in ("waiting", "late", "aside")}


def _running(duty: Obligation | None, scope: Scope) -> str:
    if duty is not None and duty.state != Obligation.State.OPEN:
        return "aside"
    return "late" if duty is not None and duty.is_overdue(scope.at) else "waiting"


@needs(Permission.VIEW_DIRECTIONS, "GET")
def direction_list(request: HttpRequest) -> HttpResponse:
    """The directions, the latest first; who gives them finds the form here."""
    return show_list(request)


def show_list(request: HttpRequest, form: DirectionForm | None = None) -> HttpResponse:
    """The list, with the form's errors where there are any."""
    scope = request_scope(request)
    found, after = paging.page(rows_of(scope), ("recorded_at", "id"), request.GET.get("after", ""), PAGE, newest_first=True)
    gives = may(scope, Permission.GIVE_DIRECTION)
    if gives and form is None:
        form = DirectionForm(teams=teams_to_choose(scope), initial=begun(request, scope))
    context = {
        "lines": lines_of(found, scope),
        "after": after,
        "form": form,
        "replaced": referred(form, "replaces", rows_of(scope)),
        "answered": referred(form, "answers", EnvironmentalFinding.objects.filter(district=scope.district_id).select_related("building")),
        "whole": may(scope, Permission.VIEW_DISTRICT),
    }
    return render(request, "reporting/directions.html", context)


def teams_to_choose(scope: Scope) -> list[Team]:
    """Every team of the district."""
    return list(Team.objects.filter(district=scope.district_id).order_by("name"))


def begun(request: HttpRequest, scope: Scope) -> dict[str, Any]:
    """What a new direction begins with: the one whose place it takes, or the finding that it answers."""
    earlier = known(request.GET.get("replaces", ""), rows_of(scope).filter(withdrawn_at=None))
    if earlier is not None:
        teams = [str(row.team_id) for row in earlier.teams]
        return {"replaces": earlier.pk, "answers": earlier.answers_id, "title": earlier.title, "text": earlier.text, "teams": teams}
    return {"answers": request.GET.get("answers", "")}


def referred(form: DirectionForm | None, name: str, rows: Any) -> Any:
    """The row to which the form refers, for its head."""
    return known(str(form[name].value() or ""), rows) if form is not None else None


def known(text: str, rows: Any) -> Any:
    """The row of that id; None for what reads as no id, and for what is not there."""
    try:
        return rows.filter(pk=uuid.UUID(text)).first()
    except ValueError:
        return None


@signed_in("GET")
def direction_detail(request: HttpRequest, direction_id: uuid.UUID) -> HttpResponse:
    """One direction, for those who give and get it, and for whoever its duty waits for."""
    return show(request, direction_id)


def opened(request: HttpRequest, direction_id: uuid.UUID) -> tuple[Direction, list[dict[str, Any]]]:
    """The direction with the teams that this person reads of. Raises Http404 for whom it does not concern."""
    scope = request_scope(request)
    direction = rows_of(scope).filter(pk=direction_id).first() if may(scope, Permission.VIEW_DIRECTIONS) else None
    if direction is None:
        direction = in_the_place_of_a_lead(direction_id, scope)
    return direction, teams_of(direction, duties_of([direction]), scope)


def in_the_place_of_a_lead(direction_id: uuid.UUID, scope: Scope) -> Any:
    """The direction with the teams for whose lead this person stands in. Raises Http404 where there is none."""
    rows = Direction.objects.filter(pk=direction_id, district=scope.district_id or 0).select_related("key")
    direction: Any = rows.first()
    duties = duties_of([direction]) if direction else {}
    teams = direction.given_to.select_related("team").order_by("team__name") if duties else []
    own = [row for row in teams if row.ref in duties and (waits_for(scope, duties[row.ref]) or row.acknowledged_by_id == scope.user_id)]
    if not own:
        raise Http404
    direction.teams = own
    return direction


def show(
    request: HttpRequest, direction_id: uuid.UUID, answer: AcknowledgeForm | None = None, withdrawal: WithdrawForm | None = None
) -> HttpResponse:
    """The page, with a form's errors where there are any."""
    scope = request_scope(request)
    direction, teams = opened(request, direction_id)
    asked = [each for each in teams if each["waits"] and each["duty"] is not None and waits_for(scope, each["duty"])]
    for each in asked:
        each["form"] = answer_form(each["row"], answer, alone=len(asked) == 1)
    runs = direction.withdrawn_at is None and may(scope, Permission.GIVE_DIRECTION)
    forms = [each["form"] for each in teams if "form" in each]
    withdraw = (withdrawal or WithdrawForm(prefix="withdraw")) if runs else None
    context = {
        "direction": direction,
        "teams": teams,
        "replaced_by": reads(rows_of(scope).filter(replaces=direction), scope),
        "earlier": reads(rows_of(scope).filter(pk=direction.replaces_id), scope) if direction.replaces_id else None,
        "finding": finding_of(direction, scope),
        "withdraw_form": withdraw,
        "reads_list": may(scope, Permission.VIEW_DIRECTIONS),
        **refusal(request, (answer, withdrawal), [*forms, withdraw]),
    }
    return render(request, "reporting/direction.html", context)


def reads(rows: Any, scope: Scope) -> Direction | None:
    """The one of these that this person may open: an earlier or later direction may be for other teams."""
    found: Direction | None = rows.first() if may(scope, Permission.VIEW_DIRECTIONS) else None
    return found


def answer_form(row: DirectionTeam, sent: AcknowledgeForm | None, *, alone: bool) -> AcknowledgeForm:
    """The form of one team: as it was sent, or a fresh one. What was sent for no team stands where there is one team alone."""
    if sent is not None and (alone or str(sent["to"].data) == str(row.pk)):
        return on_what_stands(sent, to=row.pk)
    return AcknowledgeForm(prefix="answer", initial={"to": row.pk}, auto_id=f"id_{row.pk}_%s")


def finding_of(direction: Direction, scope: Scope) -> EnvironmentalFinding | None:
    """The finding that it answers, for those who read findings of that place."""
    if direction.answers_id is None or not may(scope, Permission.VIEW_SYSTEM):
        return None
    rows = EnvironmentalFinding.objects.filter(pk=direction.answers_id).select_related("building")
    return (rows if may(scope, Permission.VIEW_DISTRICT) else rows.filter(building__in=scope.principal_of)).first()


def late_teams(scope: Scope) -> list[dict[str, Any]]:
    """For the district's page: each direction that is not acknowledged by all of its teams, with those that are missing."""
    waiting = DirectionTeam.objects.filter(acknowledged_at=None, direction__district=scope.district_id, direction__withdrawn_at=None)
    found = list(rows_of(scope).filter(pk__in=waiting.values("direction")).order_by("due_on", "id")[:PAGE])
    lines = lines_of(found, scope)
    return [line | {"missing": [each for each in line["teams"] if each["waits"]]} for line in lines]
