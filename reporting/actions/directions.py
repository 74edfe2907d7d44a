"""Directions of the prevention team: given to teams, acknowledged by each lead, replaced or withdrawn, never edited."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from cases.actions.locks import refuse
from cases.actions.stamps import stamp
from reporting.actions.direction_duties import ABOUT, RULE, WITHDRAWN, duty_of, start_duties
from reporting.models import Direction, DirectionTeam, EnvironmentalFinding
from tat import audit, clock, home, obligations
from tat.models import DataKey, Obligation, Team, User
from tat.permissions import Scope, may, scope_of
from tat.roles import Permission
from tat.statutes import local_date
from tat.workflow import Blocked

TITLE = "Write in a few words what the direction is about."
TEXT = "Write what the teams should do."
TEAMS = "Choose at least one team."
DUE = "Write by which day each lead acknowledges it."
DUE_PAST = "This day is past. Choose today or a later day."
NO_FINDING = "This finding is not on the district's list."
GONE = "This direction was withdrawn or replaced meanwhile. Read what stands in its place."
ALREADY = "This direction was acknowledged for the team meanwhile. Nothing more was saved."
WHY = "Write why it is withdrawn, so that each lead can read it."


@dataclass(frozen=True, kw_only=True)
class DirectionGiven:
    """A direction as it is typed. `due_on` is a local date; `replaces` is the direction whose place it takes, `answers` a finding."""

    title: str
    text: str
    teams: Sequence[int]
    due_on: date | None
    answers: uuid.UUID | None = None
    replaces: uuid.UUID | None = None


@transaction.atomic
def give_direction(*, by: User, given: DirectionGiven) -> Direction:
    """Give a direction to teams; each lead gets a duty until the end of that day. One that it replaces is withdrawn in the same act.

    Raises PermissionDenied, Http404 for a direction of another district, Blocked with what is missing.
    """
    at = clock.now()
    _check_may_give(by, at)
    earlier = _locked(given.replaces, by) if given.replaces else None
    if earlier is not None and earlier.withdrawn_at is not None:
        raise Blocked((_(GONE),))
    teams = list(Team.objects.filter(district=by.district_id, pk__in=given.teams).order_by("name"))
    answers = EnvironmentalFinding.objects.filter(district=by.district_id, pk=given.answers).first() if given.answers else None
    refuse(
        ("title", TITLE, not given.title.strip()),
        ("text", TEXT, not given.text.strip()),
        ("teams", TEAMS, not teams or len(teams) < len(set(given.teams))),
        ("due_on", DUE, given.due_on is None),
        ("due_on", DUE_PAST, given.due_on is not None and given.due_on < local_date(at)),
        ("answers", NO_FINDING, bool(given.answers) and answers is None),
    )
    assert by.district is not None
    words: dict[str, Any] = {"title": given.title.strip(), "text": given.text.strip(), "due_on": given.due_on}
    place = {"district": by.district, "key": DataKey.objects.mint(), "answers": answers, "replaces": earlier}
    direction = Direction.objects.create(**words, **place, **stamp(by, at))
    rows = DirectionTeam.objects.bulk_create(DirectionTeam(direction=direction, team=team) for team in teams)
    start_duties(rows, at=at, by=by)
    if earlier is not None:
        _withdraw(earlier, by=by, at=at, why=_("A new direction stands in its place."))
    _log("direction_given", direction, by=by, at=at, detail=f"replaces:{earlier.pk}" if earlier else "")
    return direction


@transaction.atomic
def withdraw_direction(*, direction_id: uuid.UUID, by: User, why: str) -> Direction:
    """Withdraw it with the reason; what its teams still owe ends. Raises Http404, PermissionDenied, Blocked."""
    at = clock.now()
    _check_may_give(by, at)
    direction = _locked(direction_id, by)
    if direction.withdrawn_at is not None:
        raise Blocked((_(GONE),))
    refuse(("why", WHY, not why.strip()))
    _withdraw(direction, by=by, at=at, why=why.strip())
    _log("direction_withdrawn", direction, by=by, at=at)
    return direction


@transaction.atomic
def acknowledge_direction(*, direction_id: uuid.UUID, row_id: uuid.UUID, by: User, answer: str) -> DirectionTeam:
    """Acknowledge it for one team, by name and time; a sentence back may go with it. It waits for the lead and who stands in for the lead.

    Raises Http404, PermissionDenied for anybody else, Blocked where it was withdrawn or acknowledged meanwhile.
    """
    at = clock.now()
    direction = _locked(direction_id, by)
    row = direction.given_to.select_related("team").filter(pk=row_id).first()
    if row is None:
        raise Http404
    row.direction = direction
    if direction.withdrawn_at is not None or row.acknowledged_at is not None:
        raise Blocked((_(GONE if direction.withdrawn_at else ALREADY),))
    duty = duty_of(row, at=at, by=by)
    if not waits_for(scope_of(by, at), duty):
        raise PermissionDenied
    row.acknowledged_at, row.acknowledged_by, row.answer = at, by, answer.strip()
    row.acknowledged_name, row.acknowledged_position = by.full_name, by.position
    row.save(update_fields=["acknowledged_at", "acknowledged_by", "acknowledged_name", "acknowledged_position", "answer"])
    obligations.meet(duty, at=at, by=by, proof_ref=row.ref)
    _log("direction_acknowledged", direction, by=by, at=at, detail=row.ref)
    return row


def waits_for(scope: Scope, duty: Obligation) -> bool:
    """Whether this person acknowledges it: the lead, also where its duty was put aside, and whoever stands in for the lead."""
    return home.is_theirs(scope, duty) or (scope.district_id == duty.district_id and duty.building_id in scope.principal_of)


def _withdraw(direction: Direction, *, by: User, at: datetime, why: str) -> None:
    direction.withdrawn_at, direction.withdrawn_by, direction.withdrawn_why = at, by, why
    direction.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    obligations.supersede_all(RULE, (ABOUT, direction.pk), at=at, by=by, reason_code=WITHDRAWN)


def _locked(direction_id: uuid.UUID, by: User) -> Direction:
    """The direction of the person's district, its row locked; teams of one direction acknowledge one after the other."""
    rows = Direction.objects.select_for_update(of=("self",)).select_related("key", "district")
    direction = rows.filter(pk=direction_id, district=by.district_id).first()
    if direction is None:
        raise Http404
    return direction


def _check_may_give(by: User, at: datetime) -> None:
    if by.district_id is None or not may(scope_of(by, at), Permission.GIVE_DIRECTION):
        raise PermissionDenied


def _log(action: str, direction: Direction, *, by: User, at: datetime, detail: str = "") -> None:
    audit.record(action, by=by, at=at, about=(ABOUT, direction.pk), district_id=direction.district_id, detail=detail)
