"""Tabletop exercises: a lead starts one for players of the team, they decide, the lead ends it and prints the record (handbook 8.6)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from cases import access
from cases.actions.logs import log_case
from cases.actions.moves import move_case
from cases.actions.opening import Incident
from cases.actions.parties import PartyGiven
from cases.actions.players import join, players_of
from cases.actions.practice import end_duties
from cases.actions.stamps import stamp
from cases.models import Affiliation, Case, Closing, Party
from cases.models.case import excluded_people
from cases.workflow import CaseFacts, ClosingReason, Stage
from reporting.actions.papers import issue_exercise
from reporting.catalogues import Scenario, scenarios
from reporting.models import Exercise, ExerciseDecision, ExerciseInject, ExercisePlayer
from tat import clock, files, notices
from tat.actions.team_doors import team_read
from tat.actions.training import BASIS, HOURS, TRAINER, TrainingGiven, credit_members, members_of
from tat.models import Appointment, Building, Standing, Team, Training, User
from tat.permissions import Scope, scope_of
from tat.roles import Permission, Role
from tat.statutes import local_date
from tat.workflow import Blocked, refuse
from triage.actions.given import ReportGiven
from triage.actions.reports import land

SCRIPT = "Choose one of the scripts."
PLACE = "Choose a building that this team serves and that you lead."
PLAYERS = "Choose at least one more player of the team; nobody practices alone."
NOT_OF_TEAM = "Somebody of those you chose holds no seat on this team. Choose from the list."
WORDS = "Write what was decided."
ENDED = "This exercise has ended. Its record is printed and stays as it is."
PRESENT = "Choose who took part to the end, or take the tick from the credit."
NO_EXERCISE = "This practice case has no exercise."


@dataclass(frozen=True, kw_only=True)
class ExerciseGiven:
    """An exercise as it is chosen: the script's code, the building's id, the players' ids."""

    scenario: str
    building: int | None
    players: Sequence[int] = ()


@dataclass(frozen=True, kw_only=True)
class EndGiven:
    """How an exercise ends; with `credit` those `present`, by id, are credited with a refresher by a trainer who is an expert."""

    lessons: str = ""
    credit: bool = False
    present: Sequence[int] = field(default=())
    trainer: str = ""
    expert_basis: str = ""
    hours: Decimal | None = None


def led_buildings(scope: Scope, team: Team) -> list[Building]:
    """The buildings of the team that this person leads, by name: there exercises can be started."""
    return [each for each in team.buildings.order_by("name", "pk") if each.pk in scope.principal_of]


def start_exercise(*, team_ref: uuid.UUID, by: User, given: ExerciseGiven) -> Exercise:
    """Open a practice case for these players and begin its script now; `by`, the principal, leads it.

    Raises Http404 for a team that is not theirs to read, PermissionDenied for who leads none of its buildings, Blocked with what is wrong.
    """
    with files.all_or_none() as made, transaction.atomic():
        at = clock.now()
        scope = scope_of(by, at)
        team = team_read(scope, team_ref)
        led = led_buildings(scope, team)
        if not led:
            raise PermissionDenied
        building = next((each for each in led if each.pk == given.building), None)
        script = scenarios().get(given.scenario)
        chosen = [each for each in members_of(team, at) if each.pk in given.players]
        others = [each for each in chosen if each.pk != by.pk]
        refuse(
            ("scenario", SCRIPT, script is None),
            ("building", PLACE, building is None),
            ("players", PLAYERS, not others),
            ("players", NOT_OF_TEAM, len(chosen) < len(set(given.players))),
        )
        assert script is not None and building is not None
        _report, case, _way = land(by=by, given=_given(script, building, others, by, at), way=None, at=at, made=made)
        exercise = _keep(script, team, case, [by, *others], by, at)
        ids = [each.pk for each in others]
        notices.tell_change(ids, ref=f"exercise:{exercise.id}", about_id=case.pk, code=case.code, practice=True, at=at)
        log_case("exercise_started", case, by=by, at=at, detail=f"{script.code}:{exercise.id}")
    return exercise


def _given(script: Scenario, building: Building, players: Sequence[User], by: User, at: datetime) -> ReportGiven:
    """The report with which the script begins. Its subject is called by a role: nobody is put on record as a person."""
    return ReportGiven(
        building=building,
        incident=Incident(nature=script.nature, quotation=script.quotation, location=script.location),
        reported_at=at,
        received_by=by,
        subject=PartyGiven(role=Party.Role.SUBJECT, kind=Party.Kind.ROLE, name=script.subject, affiliation=Affiliation.STUDENT_CURRENT),
        practice=True,
        players=tuple(players),
    )


def _keep(script: Scenario, team: Team, case: Case, players: Sequence[User], by: User, at: datetime) -> Exercise:
    exercise = Exercise.objects.create(
        district=case.district,
        team=team,
        case=case,
        scenario=script.code,
        edition=script.edition,
        title=script.title,
        level=script.level,
        **stamp(by, at),
    )
    ExercisePlayer.objects.bulk_create(_player(exercise, each) for each in players)
    ExerciseInject.objects.bulk_create(
        ExerciseInject(exercise=exercise, number=number, minute=each.minute, title=each.title, text=each.text, question=each.question)
        for number, each in enumerate(script.injects, start=1)
    )
    return exercise


@transaction.atomic
def decide(*, case: Case, by: User, number: int, words: str) -> ExerciseDecision:
    """Write down what was decided on one part that has come; what stands is never changed, a correction is another entry.

    Raises Http404 for who does not play and for a part that has not come, Blocked once the exercise has ended.
    """
    at = clock.now()
    locked = access.locked_case(case.id, by=by, permission=Permission.VIEW_CASE, at=at)
    exercise = _running(locked)
    inject = exercise.injects.filter(number=number).first()
    if inject is None or inject.comes_at(exercise.recorded_at) > at:
        raise Http404
    refuse(("words", _(WORDS), not words.strip()))
    decision = ExerciseDecision.objects.create(case=locked, inject=inject, words=words.strip(), **stamp(by, at))
    log_case("exercise_decided", locked, by=by, at=at, detail=f"inject:{number}")
    return decision


@transaction.atomic
def end_exercise(*, case: Case, by: User, given: EndGiven) -> Exercise:
    """End the exercise by its lead: its duties end, its case closes, its record is printed, and who took part is credited.

    A refresher is by an expert (4:190-AP2), so the credit asks who trained and what makes that person one. Raises Http404,
    PermissionDenied, Blocked with what is missing.
    """
    at = clock.now()
    locked = access.locked_case(case.id, by=by, permission=Permission.CLOSE_CASE, at=at)
    exercise = _running(locked)
    present = [each for each in creditable(exercise, at) if each.pk in given.present]
    refuse(
        ("present", _(PRESENT), given.credit and not present),
        ("trainer", _(TRAINER), given.credit and not given.trainer.strip()),
        ("expert_basis", _(BASIS), given.credit and not given.expert_basis.strip()),
        ("hours", _(HOURS), given.credit and (given.hours is None or given.hours <= 0)),
    )
    end_duties(locked, by=by, at=at)
    if locked.is_open():
        facts = CaseFacts(stage=Stage(locked.stage), practice=locked.practice)
        move_case(locked, "end_exercise", facts, closed_at=at, closed_reason=ClosingReason.EXERCISE)
        Closing.objects.create(case=locked, kind=Closing.Kind.CLOSED, reason=ClosingReason.EXERCISE, **stamp(by, at))
    exercise.case, exercise.lessons, exercise.ended_at, exercise.ended_by = locked, given.lessons.strip(), at, by
    exercise.training = _credit(exercise, present, given, by, at) if given.credit else None
    exercise.save(update_fields=["lessons", "ended_at", "ended_by", "training"])
    issue_exercise(exercise, by=by, at=at)
    log_case("exercise_ended", locked, by=by, at=at, detail=f"credited:{len(present) if given.credit else 0}")
    return exercise


def pass_on() -> int:
    """Let whoever leads the building now play, and so end, an exercise that runs while none who play leads it. Returns how many exercises.

    Running it twice, or two at once, changes nothing more. Each one is its own transaction and log entry.
    """
    at = clock.now()
    leads = Appointment.objects.held_on(local_date(at)).filter(role=Role.PRINCIPAL, user__is_active=True)
    running = Exercise.objects.filter(ended_at=None).annotate(
        led=Exists(leads.filter(building=OuterRef("case__building"), user__in=_playing(at))),
        leader=Exists(leads.filter(building=OuterRef("case__building"))),
    )
    return sum(_passed_on(pk, at) for pk in running.filter(led=False, leader=True).values_list("pk", flat=True))


def _playing(at: datetime) -> QuerySet[Standing, Any]:
    rows = Standing.objects.filter(about_kind="case", about_id=OuterRef(OuterRef("case_id")), capacity=Standing.Capacity.PLAYER)
    return rows.filter(from_at__lte=at, until_at=None).values("person")


@transaction.atomic
def _passed_on(pk: uuid.UUID, at: datetime) -> bool:
    exercise = Exercise.objects.select_for_update(of=("self",)).select_related("case").get(pk=pk)
    case = exercise.case
    leads = Appointment.objects.held_on(local_date(at)).filter(role=Role.PRINCIPAL, user__is_active=True, building=case.building_id)
    people = list(User.objects.filter(pk__in=leads.values("user")).exclude(pk__in=players_of(case) | excluded_people(case, at)))
    if exercise.ended_at or not people:
        return False
    join(case, people, at=at)
    known = exercise.players.values_list("person_id", flat=True)
    ExercisePlayer.objects.bulk_create(_player(exercise, each) for each in people if each.pk not in known)
    notices.tell_change([each.pk for each in people], ref=f"exercise:{exercise.id}", about_id=case.pk, code=case.code, practice=True, at=at)
    log_case("exercise_passed_on", case, by=None, at=at, detail=f"exercise:{exercise.id}")
    return True


def _player(exercise: Exercise, person: User) -> ExercisePlayer:
    return ExercisePlayer(exercise=exercise, person=person, name=person.full_name, position=person.position)


def creditable(exercise: Exercise, at: datetime) -> list[User]:
    """The players who hold a seat of the team still, by name: the training log is of members."""
    playing = set(exercise.players.values_list("person_id", flat=True))
    return [each for each in members_of(exercise.team, at) if each.pk in playing]


def _credit(exercise: Exercise, present: Sequence[User], given: EndGiven, by: User, at: datetime) -> Training:
    words = _("Record of the tabletop exercise “%(title)s”, with the papers of practice case %(code)s.")
    training = TrainingGiven(
        topic=Training.Topic.REFRESHER,
        on=local_date(exercise.recorded_at),
        hours=given.hours,
        trainer=given.trainer,
        expert_basis=given.expert_basis,
        evidence=words % {"title": exercise.title, "code": exercise.case.code},
    )
    return credit_members(exercise.team, present, training, by=by, at=at)


def exercise_of(case: Case) -> Exercise | None:
    """The exercise that is played in this case; None in any other."""
    return Exercise.objects.select_related("team", "case__key", "ended_by", "training").filter(case=case).first()


def _running(case: Case) -> Exercise:
    exercise = Exercise.objects.select_for_update(of=("self",)).select_related("team").filter(case=case).first()
    if exercise is None:
        raise Blocked((_(NO_EXERCISE),))
    if exercise.ended_at:
        raise Blocked((_(ENDED),))
    exercise.case = case
    return exercise
