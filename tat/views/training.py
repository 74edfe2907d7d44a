"""The training log of a team and of a school year: who lacks what until when, what was held, and the forms that record it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tat import paging
from tat.actions import training as acts
from tat.actions.school_years import begun, year_of, years_of
from tat.actions.team_doors import team_read
from tat.actions.training_duties import INITIAL, REFRESH, SESSION_RULES, STAFF, first_initial, refresher_due, trained, whose
from tat.forms.training import MembersForm, SessionForm, StaffForm
from tat.idempotency import once
from tat.models import Building, Obligation, SchoolYear, Team, Training, User
from tat.permissions import Scope, request_scope, signed_in
from tat.statutes import RULES, local_date
from tat.views.mending import taken

PAGE = 20


@signed_in("GET")
def team_training(request: HttpRequest, team_ref: uuid.UUID) -> HttpResponse:
    """Each member with the last training and what is due; the sessions of the year; the log."""
    return show_team(request, team_read(request_scope(request), team_ref))


def show_team(request: HttpRequest, team: Team, **sent: Any) -> HttpResponse:
    """The page, with a form's errors where there are any; `sent` by name, members or session."""
    scope = request_scope(request)
    people = acts.members_of(team, scope.at)
    duties = list(Obligation.objects.open().about("team", team.ref).select_related("district").order_by("target_due_at", "rule"))
    found, after = paging.page(log_of(team), ("on", "id"), request.GET.get("after", ""), PAGE, newest_first=True)
    context = {
        "team": team,
        "members": member_lines(people, duties, scope),
        "sessions": [line(duty, scope) for duty in duties if duty.rule in SESSION_RULES],
        "log": found,
        "after": after,
        "rules": {"initial": RULES[INITIAL], "refresher": RULES[REFRESH]},
        "now": scope.at,
        **forms_of(scope, team, people, sent),
    }
    return render(request, "tat/team_training.html", context)


def forms_of(scope: Scope, team: Team, people: list[User], sent: dict[str, Any]) -> dict[str, Any]:
    """The forms that this person may send."""
    members = acts.may_record_members(scope, team) and (sent.get("members") or MembersForm(members=people, prefix="member"))
    session = acts.may_record_session(scope, team) and (sent.get("session") or session_form(scope))
    return {"members_form": members or None, "session_form": session or None}


def session_form(scope: Scope, data: Any = None) -> SessionForm:
    """The form of a session, for the school year of today ahead."""
    years = years_of(scope.district_id or 0)
    present = year_of(years, local_date(scope.at)) or begun(years, local_date(scope.at))
    initial = {"year": str(present.ref)} if present else {}
    return SessionForm(data, years=reversed(years), initial=initial, prefix="session")


def log_of(team: Team) -> Any:
    """What was recorded for the team, with who was there."""
    return Training.objects.filter(team=team).select_related("school_year", "building").prefetch_related("trained", "files")


def member_lines(people: list[User], duties: list[Obligation], scope: Scope) -> list[dict[str, Any]]:
    """Each member: the initial training, the last one, and the duty that runs."""
    done = trained([each.pk for each in people])
    of_members = [duty for duty in duties if duty.rule in (INITIAL, REFRESH)]
    people_of = whose(of_members)
    running: dict[int, list[Obligation]] = {}
    for duty in of_members:
        running.setdefault(people_of.get(duty.trigger_ref, 0), []).append(duty)
    return [
        {
            "person": each,
            "initial": first_initial(done.get(each.pk, [])),
            "last": (last := done[each.pk][-1] if done.get(each.pk) else None),
            "next_at": refresher_due(last.training.on) if last else None,
            "duties": [line(duty, scope) for duty in running.get(each.pk, [])],
        }
        for each in people
    ]


def line(duty: Obligation, scope: Scope) -> dict[str, Any]:
    """A duty as the page shows it: when it is due, and whether that has passed."""
    return {"duty": duty, "rule": RULES[duty.rule], "due_at": duty.due_at(), "late": duty.is_overdue(scope.at)}


@signed_in("POST")
def members(request: HttpRequest, team_ref: uuid.UUID) -> HttpResponse:
    """Record a training of members. For whoever may not, it is not there."""
    scope = request_scope(request)
    team = team_read(scope, team_ref)
    if not acts.may_record_members(scope, team):
        raise Http404
    return _members(request, team)


@once
def _members(request: HttpRequest, team: Team) -> HttpResponse:
    form = MembersForm(request.POST, members=acts.members_of(team, request_scope(request).at), prefix="member")
    made = taken(form, lambda: acts.record_members(team_ref=team.ref, by=request.user, given=form.given()))
    if made:
        messages.success(request, _("Recorded. What it answers is done, and the next refresher has its date. Add the certificates here."))
        return redirect("training_detail", training_id=made.pk)
    return show_team(request, team, members=form)


@signed_in("POST")
def session(request: HttpRequest, team_ref: uuid.UUID) -> HttpResponse:
    """Record a session of the team. For whoever may not, it is not there."""
    scope = request_scope(request)
    team = team_read(scope, team_ref)
    if not acts.may_record_session(scope, team):
        raise Http404
    return _session(request, team)


@once
def _session(request: HttpRequest, team: Team) -> HttpResponse:
    form = session_form(request_scope(request), request.POST)
    made = taken(form, lambda: acts.record_session(team_ref=team.ref, by=request.user, given=form.given()))
    if made:
        messages.success(request, _("Recorded. The session stands in the log of its school year. Add the list of those who came here."))
        return redirect("training_detail", training_id=made.pk)
    return show_team(request, team, session=form)


@signed_in("GET")
def staff_training(request: HttpRequest, year_ref: uuid.UUID) -> HttpResponse:
    """The trainings of all staff in one school year."""
    return show_staff(request, acts.year_read(request_scope(request), year_ref))


def show_staff(request: HttpRequest, year: SchoolYear, form: StaffForm | None = None) -> HttpResponse:
    """The page, with the form's errors where there are any."""
    scope = request_scope(request)
    duty = Obligation.objects.about("school_year", year.ref).filter(rule=STAFF).select_related("district").first()
    rows = (
        Training.objects.filter(school_year=year, topic=Training.Topic.STAFF)
        .select_related("building")
        .prefetch_related("trained", "files")
    )
    found, after = paging.page(rows, ("on", "id"), request.GET.get("after", ""), PAGE, newest_first=True)
    context = {
        "year": year,
        "years": [each for each in reversed(years_of(year.district_id)) if each.pk != year.pk],
        "duty": line(duty, scope) if duty else None,
        "was_late": duty.was_late() if duty else False,
        "log": found,
        "after": after,
        "rule": RULES[STAFF],
        "form": (form or staff_form(year)) if acts.may_record_staff(scope, year) else None,
        "shares": acts.shares_of_staff(year),
        "now": scope.at,
    }
    return render(request, "tat/staff_training.html", context)


def staff_form(year: SchoolYear, data: Any = None) -> StaffForm:
    """The form of a session for the staff of a school, or of the whole district."""
    return StaffForm(data, buildings=list(Building.objects.filter(district=year.district_id).order_by("name")), prefix="staff")


@signed_in("POST")
def staff(request: HttpRequest, year_ref: uuid.UUID) -> HttpResponse:
    """Record a session for the staff. For whoever may not, it is not there."""
    scope = request_scope(request)
    year = acts.year_read(scope, year_ref)
    if not acts.may_record_staff(scope, year):
        raise Http404
    return _staff(request, year)


@once
def _staff(request: HttpRequest, year: SchoolYear) -> HttpResponse:
    form = staff_form(year, request.POST)
    made = taken(form, lambda: acts.record_staff(year_ref=year.ref, by=request.user, given=form.given()))
    if made:
        messages.success(request, _("Recorded. The session stands in the log of its school year. Add the list of those who came here."))
        return redirect("training_detail", training_id=made.pk)
    return show_staff(request, year, form)
