"""Teams: seats, back-ups and the Triage Team, as they stand today."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from tat.actions.acknowledging import who_has_acknowledged
from tat.actions.school_years import begun, years_of
from tat.actions.team_doors import WHOLE_DISTRICT, manages, teams_in
from tat.clock import CENTRAL
from tat.models import RosterCheck, Seat, Team, User
from tat.permissions import Scope, may, needs, request_scope
from tat.roles import Permission
from tat.statutes import EXPERTISE, SEATS

CHECKS = 6
"""How many checks of the roster stand on a team's page, the latest first."""


@needs(Permission.VIEW_TEAM, "GET")
def team_list(request: HttpRequest) -> HttpResponse:
    """The teams, with how many statutory seats each has filled."""
    scope = request_scope(request)
    today = scope.at.astimezone(CENTRAL).date()
    rows = [
        {"team": team, "filled": filled(team, today)} for team in teams_in(scope).order_by("name").prefetch_related("buildings", "seats")
    ]
    leads = may(scope, Permission.VIEW_DIRECTIONS) and may(scope, Permission.VIEW_SYSTEM)
    years = years_of(scope.district_id or 0) if scope.offices & WHOLE_DISTRICT else []
    context = {
        "rows": rows,
        "seats": len(SEATS),
        "leads": leads,
        "designates": may(scope, Permission.DESIGNATE),
        "unreached": unreached(scope),
        "year": begun(years, today),
    }
    return render(request, "tat/teams.html", context)


def unreached(scope: Scope) -> QuerySet[User]:
    """Whom mail does not reach: in the whole district for the superintendent and the custodian, in the own teams for a principal."""
    found = User.objects.filter(district_id=scope.district_id, is_active=True, mail_returned_at__isnull=False).order_by("full_name")
    if scope.offices & WHOLE_DISTRICT:
        return found
    return found.filter(seats__team__in=teams_in(scope)).distinct() if may(scope, Permission.MANAGE_TEAM) else found.none()


def filled(team: Team, today: date) -> int:
    """How many statutory seats somebody holds today."""
    held = {seat.statutory for seat in team.seats.all() if seat.user_id and seat.statutory and _runs(seat, today)}
    return len(held)


def _runs(seat: Seat, today: date) -> bool:
    return seat.from_on <= today and (seat.until_on is None or seat.until_on >= today)


@needs(Permission.VIEW_TEAM, "GET")
def team_detail(request: HttpRequest, team_id: int) -> HttpResponse:
    """One team's roster today: the six seats, back-ups, triage, and what is missing in words."""
    scope = request_scope(request)
    team = teams_in(scope).filter(pk=team_id).first()
    if team is None:
        raise Http404
    today = scope.at.astimezone(CENTRAL).date()
    seats = [seat for seat in team.seats.select_related("user").order_by("id") if _runs(seat, today)]
    checks = RosterCheck.objects.filter(team=team).select_related("school_year").order_by("-opened_at")[:CHECKS]
    people = who_has_acknowledged(team, scope.at)
    context = {
        "team": team,
        "roster": roster(seats),
        "missing": gaps(seats),
        "today": today,
        "checks": checks,
        "waits": any(check.signed_at is None for check in checks),
        "keeps": manages(scope, team),
        "acknowledged": people,
        "number": sum(at is not None for _person, at in people),
        "waiting": [person for person, at in people if at is None],
        "ask": next(iter(team.buildings.all()), None),
    }
    return render(request, "tat/team.html", context)


def roster(seats: list[Seat]) -> list[dict[str, Any]]:
    """The statutory seats in order, then the others; each with its holder and back-ups."""
    rows = []
    for seat in [seat for seat in seats if seat.kind == Seat.Kind.CORE]:
        backups = [each for each in seats if each.kind == Seat.Kind.BACKUP and each.covers_id == seat.id]
        rows.append({"seat": seat, "backups": backups})
    order = list(SEATS)
    return sorted(rows, key=lambda row: order.index(row["seat"].statutory) if row["seat"].statutory else len(order))


def gaps(seats: list[Seat]) -> list[str]:
    """What the roster lacks, as sentences: seats by statute and expertise by procedure are two lists (handbook 2.2)."""
    held = [seat for seat in seats if seat.kind == Seat.Kind.CORE and seat.user_id]
    missing = [
        f"No {SEATS[code].member.removeprefix('at least one ')} holds a seat (105 ILCS 128/45(a))."
        for code in SEATS
        if code not in {seat.statutory for seat in held}
    ]
    known = {area for seat in held for area in seat.expertise}
    missing += [f"No member brings {EXPERTISE[code].label.lower()} (4:190-AP2)." for code in EXPERTISE if code not in known]
    if sum(seat.triage for seat in held) < 2:
        missing.append("The Triage Team has fewer than two members (4:190-AP2, Triage).")
    return missing
