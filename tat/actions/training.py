"""Trainings as they are recorded: of members by name, and sessions for report takers, the community and all staff (handbook 8.6)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Max, Sum
from django.http import Http404
from django.utils.translation import gettext as _

from tat import audit, clock, home
from tat.actions.school_years import day_before, years_of
from tat.actions.stamps import stamp
from tat.actions.team_doors import has_duty, manages, team_read
from tat.actions.training_duties import MEMBER_RULES, SESSION_RULES, STAFF, settle_members, settle_years
from tat.calendar import add_months
from tat.models import Building, Obligation, SchoolYear, Seat, Team, Trained, Training, User
from tat.permissions import Scope, scope_of
from tat.roles import Role
from tat.statutes import local_date
from tat.workflow import refuse

Topic = Training.Topic
ON = "Write the day of the training."
NOT_YET = "This day has not come yet. Record the training when it was held."
TRAINER = "Write who trained."
BASIS = "Write what makes the trainer an expert in threat assessment (4:190-AP2)."
PEOPLE = "Choose at least one member who was there."
NOT_OF_TEAM = "Somebody of those you chose holds no seat on this team. Choose from the list."
EVIDENCE = "Write where the certificates or the list of those who came lie."
HOURS = "Write how many hours it took, more than none."
NUMBER = "Write how many people came, at least one."
AUDIENCE = "Choose for whom it was."
WHO = "Write the names of the report takers who came."
ELSEWHERE = "Choose a school of the list."
FEWER = "More came than you say work there. Check both numbers."
YEAR = "Choose a school year of the list."
TOO_EARLY = "This day lies before the school year that you chose. Choose the year to which it belongs."


@dataclass(frozen=True, kw_only=True)
class TrainingGiven:
    """A training as it is typed; `on` is a local date. `people` are members, by number; a session has `number`, `audience` and a year.

    For all staff `building` is the school whose staff came, None the whole district, and `of_number` how many work there.
    """

    topic: str
    on: date | None
    hours: Decimal | None
    trainer: str
    evidence: str
    expert_basis: str = ""
    people: Sequence[int] = ()
    number: int | None = None
    audience: Sequence[str] = ()
    who: str = ""
    year_ref: uuid.UUID | None = None
    complete: bool = False
    building: Building | None = None
    of_number: int | None = None


@transaction.atomic
def record_members(*, team_ref: uuid.UUID, by: User, given: TrainingGiven) -> Training:
    """Record an initial training or a refresher of members of the team; it ends TRN-INIT and TRN-REF of each, and starts the next TRN-REF.

    Raises Http404, PermissionDenied, Blocked with what is missing.
    """
    at = clock.now()
    scope = scope_of(by, at)
    team = team_read(scope, team_ref)
    if not may_record_members(scope, team):
        raise PermissionDenied
    people = members_of(team, at)
    chosen = [person for person in people if person.pk in given.people]
    refuse(
        *_of_every(given, at),
        ("topic", _("Choose which training it was."), given.topic not in Training.OF_MEMBERS),
        ("expert_basis", _(BASIS), not given.expert_basis.strip()),
        ("people", _(PEOPLE), not given.people),
        ("people", _(NOT_OF_TEAM), len(chosen) < len(set(given.people))),
    )
    return _logged(credit_members(team, chosen, given, by=by, at=at), by, at, count=len(chosen))


def credit_members(team: Team, chosen: Sequence[User], given: TrainingGiven, *, by: User, at: datetime) -> Training:
    """A checked training of these members, and what it ends and starts. The calling action writes the log."""
    training = _create(team.district_id, given, by, at, team=team, expert_basis=given.expert_basis.strip())
    Trained.objects.bulk_create(Trained(training=training, user=each, name=each.full_name, position=each.position) for each in chosen)
    settle_members(at, by=by, users=[each.pk for each in chosen])
    return training


@transaction.atomic
def record_session(*, team_ref: uuid.UUID, by: User, given: TrainingGiven) -> Training:
    """Record a session of the team for report takers or the community; it ends the duty of its school year.

    Raises Http404, PermissionDenied, Blocked with what is missing.
    """
    at = clock.now()
    scope = scope_of(by, at)
    team = team_read(scope, team_ref)
    if not may_record_session(scope, team):
        raise PermissionDenied
    years = years_of(team.district_id)
    year = next((each for each in years if each.ref == given.year_ref), None)
    for_takers = given.topic == Topic.TAKERS
    refuse(
        *_of_every(given, at),
        ("topic", _("Choose which session it was."), given.topic not in (Topic.TAKERS, Topic.COMMUNITY)),
        *_of_a_session(given, years, year),
        ("audience", _(AUDIENCE), not for_takers and not given.audience),
        ("who", _(WHO), for_takers and not given.who.strip()),
    )
    training = _create(team.district_id, given, by, at, team=team, school_year=year, audience=[] if for_takers else list(given.audience))
    settle_years(at, by=by, district_id=team.district_id)
    return _logged(training, by, at)


@transaction.atomic
def record_staff(*, year_ref: uuid.UUID, by: User, given: TrainingGiven) -> Training:
    """Record a session for the staff of the district. With `complete` all are trained and TRN-STAFF of the year is done.

    Raises Http404, PermissionDenied, Blocked with what is missing.
    """
    at = clock.now()
    scope = scope_of(by, at)
    year = year_read(scope, year_ref)
    if not may_record_staff(scope, year):
        raise PermissionDenied
    refuse(
        *_of_every(given, at),
        *_of_a_session(given, years_of(year.district_id), year),
        ("building", _(ELSEWHERE), given.building is not None and given.building.district_id != year.district_id),
        ("of_number", _(FEWER), given.of_number is not None and given.of_number < (given.number or 0)),
    )
    whose = {"building": given.building, "of_number": given.of_number}
    training = _create(year.district_id, given, by, at, school_year=year, complete=given.complete, **whose)
    settle_years(at, by=by, district_id=year.district_id)
    return _logged(training, by, at)


def members_of(team: Team, at: datetime) -> list[User]:
    """Who holds a seat of the team today, a back-up's too, by name."""
    seats = Seat.objects.held_on(local_date(at)).filter(team=team)
    return list(User.objects.filter(pk__in=seats.values("user"), is_active=True).order_by("full_name", "pk"))


def may_record_members(scope: Scope, team: Team) -> bool:
    """Whoever keeps the team's records, and for whom one of its trainings waits."""
    return manages(scope, team) or has_duty(scope, team, *MEMBER_RULES)


def may_record_session(scope: Scope, team: Team) -> bool:
    """Any member of the team besides: the sessions are the team's own duty (4:190-AP2)."""
    return manages(scope, team) or team.pk in scope.member_of or has_duty(scope, team, *SESSION_RULES)


def may_record_staff(scope: Scope, year: SchoolYear) -> bool:
    """The superintendent, and for whom the duty of the year waits."""
    return scope.district_id == year.district_id and (Role.SUPERINTENDENT in scope.offices or _waits(scope, year))


def year_read(scope: Scope, ref: uuid.UUID) -> SchoolYear:
    """A school year with the trainings of all staff, for the superintendent, the custodian, and whom its duty asks. Raises Http404."""
    year = SchoolYear.objects.filter(district_id=scope.district_id or 0, ref=ref).select_related("district").first()
    if year is None or not (scope.offices & {Role.SUPERINTENDENT, Role.CUSTODIAN} or _waits(scope, year)):
        raise Http404
    return year


def shares_of_staff(year: SchoolYear) -> list[Any]:
    """By school: how many came to the sessions of its staff in that year, and of how many at the latest count (handbook 8.6)."""
    rows = Training.objects.filter(school_year=year, topic=Topic.STAFF).values("building__name")
    return list(rows.annotate(came=Sum("number"), of=Max("of_number")).order_by(F("building__name").asc(nulls_last=True)))


def _waits(scope: Scope, year: SchoolYear) -> bool:
    duty = Obligation.objects.open().about("school_year", year.ref).filter(rule=STAFF).select_related("district").first()
    return duty is not None and home.is_theirs(scope, duty)


def _of_every(given: TrainingGiven, at: datetime) -> list[tuple[str, str, bool]]:
    return [
        ("on", _(ON), given.on is None),
        ("on", _(NOT_YET), given.on is not None and given.on > local_date(at)),
        ("hours", _(HOURS), given.hours is None or given.hours <= 0),
        ("trainer", _(TRAINER), not given.trainer.strip()),
        ("evidence", _(EVIDENCE), not given.evidence.strip()),
    ]


def _of_a_session(given: TrainingGiven, years: Sequence[SchoolYear], year: SchoolYear | None) -> list[tuple[str, str, bool]]:
    early = False
    if year is not None and given.on is not None:
        early = given.on <= (day_before(years, year) or add_months(year.starts_on, -12))
    return [
        ("number", _(NUMBER), not given.number),
        ("year", _(YEAR), year is None),
        ("on", _(TOO_EARLY), early),
    ]


def _create(district_id: int, given: TrainingGiven, by: User, at: datetime, **fields: Any) -> Training:
    words: dict[str, Any] = {name: getattr(given, name) for name in ("topic", "on", "hours", "number")}
    texts = {name: getattr(given, name).strip() for name in ("trainer", "evidence", "who")}
    return Training.objects.create(district_id=district_id, **words, **texts, **fields, **stamp(by, at))


def _logged(training: Training, by: User, at: datetime, count: int | None = None) -> Training:
    about = ("training", training.pk)
    audit.record("training_recorded", by=by, at=at, about=about, district_id=training.district_id, detail=training.topic, count=count)
    return training
