"""Tabletop exercises: those of a team, the page on which one is played, and its end."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.access import can, case_view, request_door
from cases.models import Case
from cases.views.acting import refusal
from cases.views.mending import mend
from reporting.actions import exercises as acts
from reporting.documents.exercise import parts_of
from reporting.documents.exercise_kind import EXERCISE
from reporting.forms.exercises import DecisionForm, EndForm, StartForm
from reporting.models import Exercise, IssuedDocument
from tat import audit, notices, paging
from tat.actions.team_doors import team_read
from tat.actions.training import members_of
from tat.idempotency import once
from tat.models import Standing, Team
from tat.permissions import request_scope, signed_in
from tat.roles import Permission
from tat.workflow import Blocked

PAGE = 20
KEYS = ("recorded_at", "id")


@signed_in("GET")
def team_exercises(request: HttpRequest, team_ref: uuid.UUID) -> HttpResponse:
    """The exercises of a team in which this person plays or played, the latest first; who leads a building finds the form here."""
    return show_team(request, team_read(request_scope(request), team_ref))


def show_team(request: HttpRequest, team: Team, form: StartForm | None = None) -> HttpResponse:
    """The list, with the form's errors where there are any."""
    scope = request_scope(request)
    played = Exercise.objects.filter(team=team, case__in=list(scope.cases_as(Standing.Capacity.PLAYER))).select_related("case__building")
    found, after = paging.page(played, KEYS, request.GET.get("after", ""), PAGE, newest_first=True)
    codes = audit.digest_of([each.case.code for each in found])
    audit.record_access(request.user, kind="list", page="team_exercises", at=scope.at, digest=codes)  # type: ignore[arg-type]
    may_start = bool(acts.led_buildings(scope, team))
    context = {"team": team, "exercises": found, "after": after, "form": (form or start_form(request, team)) if may_start else None}
    return render(request, "reporting/exercises.html", context)


def start_form(request: HttpRequest, team: Team, data: Any = None) -> StartForm:
    """The form, with the buildings that the person leads and the members beside them."""
    scope = request_scope(request)
    others = [each for each in members_of(team, scope.at) if each.pk != scope.user_id]
    return StartForm(data, buildings=acts.led_buildings(scope, team), players=others, prefix="start")


@signed_in("POST")
def start(request: HttpRequest, team_ref: uuid.UUID) -> HttpResponse:
    """Start an exercise. For whoever leads no building of the team, it is not there."""
    scope = request_scope(request)
    team = team_read(scope, team_ref)
    if not acts.led_buildings(scope, team):
        raise Http404
    return _start(request, team)


@once
def _start(request: HttpRequest, team: Team) -> HttpResponse:
    form = start_form(request, team, request.POST)
    if form.is_valid():
        try:
            exercise = acts.start_exercise(team_ref=team.ref, by=request.user, given=form.given())  # type: ignore[arg-type]
        except Blocked as blocked:
            mend(form, blocked)
        else:
            messages.success(request, _("The exercise has begun. Those who play are told. Read the first part to them."))
            return redirect("case_exercise", code=exercise.case.code)
    return show_team(request, team, form)


@case_view(Permission.VIEW_CASE, "GET")
def case_exercise(request: HttpRequest, case: Case) -> HttpResponse:
    """The page of the exercise: the parts that have come, and what was decided. Raises Http404 for a case that is no exercise."""
    response = show(request, case)
    scope = request_scope(request)
    notices.mark_opened(scope.user_id, case.pk, scope.at, kind="exercise")
    return response


def show(
    request: HttpRequest, case: Case, *, typed: Mapping[int, DecisionForm] | None = None, end_form: EndForm | None = None
) -> HttpResponse:
    """The page, with what is wrong where something is; `typed` by the number of the part."""
    exercise = acts.exercise_of(case)
    if exercise is None:
        raise Http404
    at, runs, typed = request_scope(request).at, exercise.ended_at is None, typed or {}
    parts = parts_of(exercise, exercise.ended_at or at)
    for part in parts:
        number = part["inject"].number
        part["form"] = (typed.get(number) or DecisionForm(prefix=f"part-{number}")) if runs else None
    coming = exercise.injects.filter(number__gt=len(parts)).order_by("number").first() if runs else None
    leads = can(request_door(request), Permission.CLOSE_CASE, case)
    context = {
        "case": case,
        "exercise": exercise,
        "parts": parts,
        "of": exercise.injects.count(),
        "next_at": coming.comes_at(exercise.recorded_at) if coming else None,
        "players": exercise.players.order_by("name", "id"),
        "paper": IssuedDocument.objects.filter(case=case, kind=EXERCISE).order_by("-copy_number").first(),
        "end_form": (end_form or fresh_end(exercise, at)) if runs and leads else None,
        "now": at,
    }
    shown = [context["end_form"], *(part["form"] for part in parts)]
    context |= refusal(request, [end_form, *typed.values()], shown)
    return render(request, "reporting/exercise.html", context)


def fresh_end(exercise: Exercise, at: Any) -> EndForm:
    """The form of the end: everybody took part, and the time that it took, in quarter hours."""
    people = acts.creditable(exercise, at)
    quarters = max(1, round((at - exercise.recorded_at).total_seconds() / 900))
    return EndForm(players=people, prefix="end", initial={"present": [str(each.pk) for each in people], "hours": quarters / 4})


@case_view(Permission.VIEW_CASE, "POST")
def decide(request: HttpRequest, case: Case, number: int) -> HttpResponse:
    """Write down what was decided on one part."""
    form = DecisionForm(request.POST, prefix=f"part-{number}")
    words = _("Written down, with your name and the time.")
    return _taken(
        request,
        case,
        form,
        lambda: acts.decide(case=case, by=request.user, number=number, words=form.cleaned_data["words"]),  # type: ignore[arg-type]
        words,
        lambda: show(request, case, typed={number: form}),
    )


@case_view(Permission.CLOSE_CASE, "POST")
def end(request: HttpRequest, case: Case) -> HttpResponse:
    """End the exercise; its record is printed and kept. Raises Http404 for a case that is no exercise."""
    exercise = acts.exercise_of(case)
    if exercise is None:
        raise Http404
    form = EndForm(request.POST, players=acts.creditable(exercise, request_scope(request).at), prefix="end")
    return _taken(
        request,
        case,
        form,
        lambda: acts.end_exercise(case=case, by=request.user, given=form.given()),  # type: ignore[arg-type]
        _("The exercise has ended. Its record is made and kept; open it below."),
        lambda: show(request, case, end_form=form),
    )


@once
def _taken(
    request: HttpRequest, case: Case, form: forms.Form, act: Callable[[], object], words: str, again: Callable[[], HttpResponse]
) -> HttpResponse:
    """Act on a valid form and go back to the page; the page with what is to be mended in it, where it is not taken."""
    if form.is_valid():
        try:
            act()
        except Blocked as blocked:
            mend(form, blocked)
        else:
            messages.success(request, words)
            return redirect("case_exercise", code=case.code)
    return again()
