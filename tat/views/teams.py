"""Teams: who sits on them on a day, what is missing in words, and a new one."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tat import paging
from tat.actions.acknowledging import who_has_acknowledged
from tat.actions.school_years import begun, years_of
from tat.actions.seats import areas
from tat.actions.team_doors import WHOLE_DISTRICT, manages, teams_in
from tat.actions.team_lacks import lacks_of
from tat.actions.teams import kept_buildings, make_team, without_team
from tat.actions.training_duties import trained
from tat.forms.rosters import TeamForm
from tat.idempotency import once
from tat.models import ActingLead, RosterCheck, Seat, Team, User
from tat.models.rosters import roster_of, rosters_of, seats_on, served_on
from tat.permissions import Scope, may, needs, request_scope
from tat.roles import Permission, Role
from tat.statutes import SEATS, local_date
from tat.statutes.rosters import lacking, seats_held
from tat.views.mending import mend
from tat.workflow import Blocked

CHECKS = 6
"""How many checks of the roster stand on a team's page, the latest first."""
PAGE, KEYS = 50, ("name", "id")


@needs(Permission.VIEW_TEAM, "GET")
def team_list(request: HttpRequest) -> HttpResponse:
    """The teams, with what each lacks in words, and the buildings that no team serves."""
    return show_list(request)


def show_list(request: HttpRequest, form: TeamForm | None = None) -> HttpResponse:
    """The list, with the form's errors where there are any."""
    scope = request_scope(request)
    today = local_date(scope.at)
    found, after = paging.page(teams_in(scope), KEYS, request.GET.get("after", ""), PAGE)
    rosters = rosters_of(found, today)
    kept = kept_buildings(scope)
    years = years_of(scope.district_id or 0) if scope.offices & WHOLE_DISTRICT else []
    context = {
        "rows": [
            {"team": team, "roster": rosters[team.pk], "filled": seats_held(rosters[team.pk]), "missing": lacking(rosters[team.pk])}
            for team in found
        ],
        "after": after,
        "seats": len(SEATS),
        "unserved": without_team(kept),
        "form": (form or TeamForm(places=kept, prefix="team", initial={"kind": Team.Kind.OWN})) if kept else None,
        "leads": may(scope, Permission.VIEW_DIRECTIONS) and may(scope, Permission.VIEW_SYSTEM),
        "designates": may(scope, Permission.DESIGNATE),
        "names_leads": Role.SUPERINTENDENT in scope.offices,
        "unreached": unreached(scope),
        "year": begun(years, today),
    }
    return render(request, "tat/teams.html", context)


@needs(Permission.MANAGE_TEAM, "POST")
@once
def make(request: HttpRequest) -> HttpResponse:
    """Make a team; its roster is the next page."""
    form = TeamForm(request.POST, places=kept_buildings(request_scope(request)), prefix="team")
    if form.is_valid():
        try:
            team = make_team(by=request.user, given=form.given())  # type: ignore[arg-type]
        except Blocked as blocked:
            mend(form, blocked)
        else:
            messages.success(request, _("The team is made. Seat its members now, and designate its Triage Team."))
            return redirect("team_roster", team_ref=team.ref)
    return show_list(request, form)


def unreached(scope: Scope) -> QuerySet[User]:
    """Whom mail does not reach: in the whole district for the superintendent and the custodian, in the own teams for a principal."""
    found = User.objects.filter(district_id=scope.district_id, is_active=True, mail_returned_at__isnull=False).order_by("full_name")
    if scope.offices & WHOLE_DISTRICT:
        return found
    return found.filter(seats__team__in=teams_in(scope)).distinct() if may(scope, Permission.MANAGE_TEAM) else found.none()


@needs(Permission.VIEW_TEAM, "GET")
def team_detail(request: HttpRequest, team_id: int) -> HttpResponse:
    """One team's roster today, or with `?on=` on any other day: the six seats, back-ups, triage, and what is missing in words."""
    scope = request_scope(request)
    team = teams_in(scope).filter(pk=team_id).first()
    if team is None:
        raise Http404
    today = local_date(scope.at)
    on = asked_day(request.GET.get("on", ""), today)
    seats, served = seats_on([team], on), served_on([team], on)[team.pk]
    roster = roster_of(team, seats, served)
    checks = RosterCheck.objects.filter(team=team).select_related("school_year").order_by("-opened_at")[:CHECKS]
    people = who_has_acknowledged(team, scope.at)
    context = {
        "team": team,
        "served": served,
        "roster": lines(seats),
        "missing": lacks_of(team, roster, scope.at) if on == today else lacking(roster) if seats else (),
        "today": today,
        "on": on,
        "checks": checks,
        "waits": any(check.signed_at is None for check in checks),
        "keeps": manages(scope, team),
        "acknowledged": people,
        "number": sum(at is not None for _person, at in people),
        "waiting": [person for person, at in people if at is None],
        "ask": next(iter(team.buildings.all()), None),
        "acting": ActingLead.objects.held_on(on).filter(building__in=served).select_related("person", "building"),
    }
    return render(request, "tat/team.html", context)


def asked_day(words: str, today: date) -> date:
    """The day of a roster that is asked for; today where it does not read as one."""
    try:
        return date.fromisoformat(words)
    except ValueError:
        return today


def lines(seats: Iterable[Seat]) -> list[dict[str, Any]]:
    """The statutory seats in order, then the others; each with its holder, what the person brings, the last training and the back-ups."""
    held = list(seats)
    done = trained([seat.user_id for seat in held if seat.user_id])
    return [
        {
            "seat": seat,
            "areas": areas(seat.expertise),
            "backups": [each for each in held if each.covers_id == seat.pk],
            "trained": done[seat.user_id][-1].training if seat.user_id and done.get(seat.user_id) else None,
        }
        for seat in held
        if seat.kind == Seat.Kind.CORE or seat.covers_id not in {each.pk for each in held}
    ]
