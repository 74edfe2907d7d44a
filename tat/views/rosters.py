"""A roster is changed: who is seated, what stays empty, the Triage Team, the buildings; and one seat with its past and its end."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tat import home
from tat.actions import seats as acts
from tat.actions.absences import days_away, send_away
from tat.actions.rosters import leads
from tat.actions.team_doors import manages, teams_in
from tat.actions.teams import change_buildings, kept_buildings
from tat.actions.triage_team import designate_triage
from tat.forms.absences import AwayForm
from tat.forms.rosters import BuildingsForm, EmptyForm, EndSeatForm, ExpertiseForm, SeatForm, TriageForm
from tat.idempotency import once
from tat.models import Seat, Team
from tat.permissions import Scope, needs, request_scope
from tat.roles import Permission
from tat.statutes import RULES, local_date
from tat.views.mending import refusal, taken

OPEN_AT_MOST = 20


def kept_or_404(request: HttpRequest, team_ref: uuid.UUID) -> Team:
    """The team, for whoever keeps its roster. Raises Http404 for everybody else."""
    scope = request_scope(request)
    team = teams_in(scope).filter(ref=team_ref).prefetch_related("buildings").first()
    if team is None or not manages(scope, team):
        raise Http404
    return team


@needs(Permission.MANAGE_TEAM, "GET")
def team_roster(request: HttpRequest, team_ref: uuid.UUID) -> HttpResponse:
    """Everything by which a roster is changed, beside who is on it from when until when."""
    return show(request, kept_or_404(request, team_ref))


def show(request: HttpRequest, team: Team, **sent: Any) -> HttpResponse:
    """The page, with a form's errors where there are any; `sent` by name."""
    scope = request_scope(request)
    seats = acts.now_of(team, scope.at)
    forms_here = {
        "seat_form": sent.get("seat") or seat_form(scope, seats),
        "empty_form": sent.get("empty") or EmptyForm(seats=seats, prefix="empty"),
        "triage_form": (sent.get("triage") or TriageForm(seats=seats, prefix="triage")) if leads(scope, team) else None,
        "buildings_form": sent.get("serves") or buildings_form(scope, team),
    }
    context = {"team": team, "seats": seats, "today": local_date(scope.at), "now": scope.at, **forms_here}
    context |= refusal(request, sent.values(), forms_here.values())
    return render(request, "tat/team_roster.html", context)


def seat_form(scope: Scope, seats: list[Seat], data: Any = None) -> SeatForm:
    """The form that seats somebody, from today on where no other day is written."""
    return SeatForm(data, seats=seats, district_id=scope.district_id, prefix="seat", initial={"from_on": local_date(scope.at)})


def buildings_form(scope: Scope, team: Team, data: Any = None) -> BuildingsForm:
    """The buildings of which this person gives and takes; for a principal the own ones."""
    serves = [building.pk for building in team.buildings.all()]
    return BuildingsForm(data, places=kept_buildings(scope), prefix="serves", initial={"buildings": serves})


def _post(
    name: str,
    form_of: Callable[[Scope, Team, Any], Any],
    act: Callable[[HttpRequest, Team, Any], str],
    allowed: Callable[[Scope, Team], bool] | None = None,
) -> Callable[..., HttpResponse]:
    """A POST on one roster: for whoever does not keep it, it is not there; then the form once, and back to the page."""

    @once
    def once_taken(request: HttpRequest, team: Team) -> HttpResponse:
        form = form_of(request_scope(request), team, request.POST)
        if (words := taken(form, lambda: act(request, team, form))) is None:
            return show(request, team, **{name: form})
        messages.success(request, words)
        kept = teams_in(request_scope(request)).filter(pk=team.pk).exists()
        return redirect("team_roster", team_ref=team.ref) if kept else redirect("team_list")

    def sent(request: HttpRequest, team_ref: uuid.UUID) -> HttpResponse:
        team = kept_or_404(request, team_ref)
        if allowed and not allowed(request_scope(request), team):
            raise PermissionDenied
        return once_taken(request, team)

    return needs(Permission.MANAGE_TEAM, "POST")(sent)


def _seat(request: HttpRequest, team: Team, form: SeatForm) -> str:
    seat = acts.seat_person(team_ref=team.ref, by=request.user, given=form.given())  # type: ignore[arg-type]
    assert seat.user
    words = _("%(name)s is seated. Initial training by an expert falls due where none is on record.")
    return words % {"name": seat.user.full_name}


def _empty(request: HttpRequest, team: Team, form: EmptyForm) -> str:
    acts.leave_empty(team_ref=team.ref, by=request.user, given=form.given())  # type: ignore[arg-type]
    return _("Recorded, with whom you asked and when. It stands on the roster and in the annual filing.")


def _triage(request: HttpRequest, team: Team, form: TriageForm) -> str:
    designate_triage(team_ref=team.ref, by=request.user, seats=form.cleaned_data["seats"])  # type: ignore[arg-type]
    return _("The Triage Team is designated from today on. What has begun at triage keeps its panel.")


def _serve(request: HttpRequest, team: Team, form: BuildingsForm) -> str:
    others = {building.pk for building in team.buildings.all()} - {place.pk for place in kept_buildings(request_scope(request))}
    change_buildings(team_ref=team.ref, by=request.user, buildings={*form.cleaned_data["buildings"], *others})  # type: ignore[arg-type]
    return _("Recorded. Open cases stay with their team; new reports go to whichever team serves the building.")


add = _post("seat", lambda scope, team, data: seat_form(scope, acts.now_of(team, scope.at), data), _seat)
empty = _post("empty", lambda scope, team, data: EmptyForm(data, seats=acts.now_of(team, scope.at), prefix="empty"), _empty)
triage = _post("triage", lambda scope, team, data: TriageForm(data, seats=acts.now_of(team, scope.at), prefix="triage"), _triage, leads)
serves = _post("serves", buildings_form, _serve)


def seat_or_404(request: HttpRequest, seat_ref: uuid.UUID) -> Seat:
    """A seat that somebody holds or held, for whoever keeps the roster. Raises Http404 for everybody else."""
    rows = Seat.objects.filter(ref=seat_ref, user__isnull=False).select_related("user", "covers__user", "by", "ended_by", "team")
    seat = rows.first()
    if seat is None:
        raise Http404
    seat.team = kept_or_404(request, seat.team.ref)
    return seat


@needs(Permission.MANAGE_TEAM, "GET")
def seat_detail(request: HttpRequest, seat_ref: uuid.UUID) -> HttpResponse:
    """One seat: how it read from when on, what waits for its holder, and what may be changed."""
    return show_seat(request, seat_or_404(request, seat_ref))


def show_seat(request: HttpRequest, seat: Seat, **sent: Any) -> HttpResponse:
    """The page, with a form's errors where there are any; `sent` by name, change, end or away."""
    scope = request_scope(request)
    today = local_date(scope.at)
    runs = seat.until_on is None or seat.until_on >= today
    forms_here = {
        "change_form": (sent.get("change") or ExpertiseForm(prefix="change", initial={"expertise": seat.expertise})) if runs else None,
        "end_form": (sent.get("end") or EndSeatForm(prefix="end")) if runs else None,
        "away_form": (sent.get("away") or AwayForm(initial={"from_on": today})) if runs else None,
    }
    waiting = home.rows_for(scope).filter(team=seat.team, actor=seat.user)[:OPEN_AT_MOST] if runs else []
    context = {
        "seat": seat,
        "team": seat.team,
        "place": acts.seat_words(seat),
        "runs": runs,
        "today": today,
        "days": days_away(seat.user, scope.at) if runs and seat.user else [],
        "never": seat.until_on is not None and seat.until_on < seat.from_on,
        "backups": seat.backups.exclude(until_on__lt=today).select_related("user"),
        "versions": [(row, acts.areas(row.expertise)) for row in seat.versions.select_related("by").order_by("-from_on", "-id")],
        "areas": acts.areas(seat.expertise),
        "waiting": [(row, RULES[row.rule].duty) for row in waiting],
        **forms_here,
    }
    context |= refusal(request, sent.values(), forms_here.values())
    return render(request, "tat/seat.html", context)


def _seat_post(
    name: str, form_of: Callable[[Any], forms.Form], act: Callable[[HttpRequest, uuid.UUID, Any], str]
) -> Callable[..., HttpResponse]:
    """A POST on one seat: for whoever does not keep the roster, it is not there; then the form once, and back to the page."""

    @once
    def once_taken(request: HttpRequest, seat: Seat) -> HttpResponse:
        form = form_of(request.POST)
        if (words := taken(form, lambda: act(request, seat.ref, form))) is None:
            return show_seat(request, seat, **{name: form})
        messages.success(request, words)
        return redirect("seat_detail", seat_ref=seat.ref)

    def sent(request: HttpRequest, seat_ref: uuid.UUID) -> HttpResponse:
        return once_taken(request, seat_or_404(request, seat_ref))

    return needs(Permission.MANAGE_TEAM, "POST")(sent)


def _change(request: HttpRequest, seat_ref: uuid.UUID, form: ExpertiseForm) -> str:
    acts.change_expertise(seat_ref=seat_ref, by=request.user, expertise=form.cleaned_data["expertise"])  # type: ignore[arg-type]
    return _("Recorded from today on. What the seat brought before stays on record.")


def _end(request: HttpRequest, seat_ref: uuid.UUID, form: EndSeatForm) -> str:
    acts.end_seat(seat_ref=seat_ref, by=request.user, last_on=form.cleaned_data["last_on"])  # type: ignore[arg-type]
    return _("The seat ends. What was done from it stays as it is; the back-ups named for it end with it.")


def _away(request: HttpRequest, seat_ref: uuid.UUID, form: AwayForm) -> str:
    send_away(by=request.user, seat_ref=seat_ref, **form.cleaned_data)  # type: ignore[arg-type]
    return _("Recorded. On these days the back-ups are seated, and told beside the person.")


away = _seat_post("away", AwayForm, _away)
change = _seat_post("change", lambda data: ExpertiseForm(data, prefix="change"), _change)
end = _seat_post("end", lambda data: EndSeatForm(data, prefix="end"), _end)
