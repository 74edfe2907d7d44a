"""The only doors to a case: who sees which, what they may do there, and how an action locks it first."""

import functools
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import Permission as Codename
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from guardian.shortcuts import remove_perm

from cases.duty_facts import case_behind as case_behind
from cases.duty_facts import duty_facts as duty_facts
from cases.levels import Level
from cases.models import Case, CaseGrant, granted_by_transfer
from cases.models import excluded_people as excluded_people
from cases.workflow import Circle, Stage
from tat import audit
from tat.models import Standing, User
from tat.models.prepared import Given, Prepared, Shaped
from tat.permissions import RecordDisposed, RecordWithheld, Scope, View, reads_on, refused_method, request_scope, scope_of, stated
from tat.roles import NOT_IN_PRACTICE, UNTOLD, Permission, Role, allows

WITH_IT = ("key", "district", "building", "team")
EMERGENCY, HANDED_OVER = "emergency", "handed_over"
GRANTED_ROLES = dict.fromkeys(("consultant", "named", "break_glass", "personnel", EMERGENCY, HANDED_OVER), Role.CONSULTANT)
STANDING_ROLES = {
    Standing.Capacity.LEAD: Role.PRINCIPAL,
    Standing.Capacity.CASE_MANAGER: Role.CASE_MANAGER,
    Standing.Capacity.ENGAGER: Role.ENGAGER,
    Standing.Capacity.BACKUP: Role.TAT_BACKUP,
    Standing.Capacity.PANEL: Role.TRIAGE_MEMBER,
    Standing.Capacity.PLAYER: Role.TAT_MEMBER,
}


@dataclass(frozen=True)
class Door:
    """One person's way in: the scope, and the grants that have not ended, those of a team that handed a case over among them."""

    scope: Scope
    grants: dict[uuid.UUID, str]


def door(user: User, at: datetime) -> Door:
    """The door of a person at `at`. Guardian knows no end date, so `until` is filtered here."""
    return _door(scope_of(user, at))


def _door(scope: Scope) -> Door:
    if scope.district_id is None:
        return Door(scope, {})
    seats = {"principal_of": [*scope.principal_of], "triage_of": [*scope.triage_of], "member_of": [*scope.member_of]}
    return Door(scope, dict(GRANTS(user=scope.user_id, at=scope.at, **seats)))


def _grants() -> Any:
    running = Q(until__gt=Given("at")) | Q(reason=EMERGENCY, content_object__stage=Stage.CONTAINMENT)  # nobody loses it while it lasts
    by_name = CaseGrant.objects.filter(running, user_id=Given("user")).values_list("content_object_id", "reason")
    return granted_by_transfer(HANDED_OVER).union(by_name, all=True)


GRANTS = Prepared(_grants)


def request_door(request: HttpRequest) -> Door:
    """The door of the person behind this request, loaded once."""
    if not hasattr(request, "_door"):
        request._door = _door(request_scope(request))  # type: ignore[attr-defined]
    return request._door  # type: ignore[attr-defined]


def visible_through(way: Door) -> Any:
    """The cases this door opens, as a queryset: membership, then standing and grants, then conflicts subtracted last."""
    if way.scope.district_id is None:
        return Case.objects.none()
    return seen(_held(way))


def _held(way: Door) -> dict[str, Any]:
    """What decides which cases the door opens, by name."""
    scope = way.scope
    return {
        "district": scope.district_id,
        "user": scope.user_id,
        "principal_of": list(scope.principal_of),
        "triage_of": list(scope.triage_of),
        "member_of": list(scope.member_of),
        "taker_in": list(scope.taker_in),
        "named": list(scope.cases_as(*STANDING_ROLES.keys() - Standing.OF_A_SEAT) | way.grants.keys()),
        "of_a_seat": scope.array_as(*Standing.OF_A_SEAT),
        "seated_in": list(scope.seated_in),
        "excluded": list(scope.excluded),
        "playing": list(scope.cases_as(Standing.Capacity.PLAYER)),
    }


def seen(held: Mapping[str, Any], *, disposed: bool = False) -> Any:
    """The cases that a door opens by what decides it, for a statement that `seen_by` sends; or those of which a tombstone is left."""
    named = Q(id__any_of=held["named"]) | Q(id__any_of=held["of_a_seat"], team_id__any_of=held["seated_in"])
    by_seat = (
        Q(building_id__any_of=held["principal_of"])
        | Q(team_id__any_of=held["triage_of"])
        | Q(team_id__any_of=held["member_of"], circle=Circle.TAT)
        | Q(opened_by_id=held["user"], building_id__any_of=held["taker_in"], stage=Stage.INTAKE, reviewed_at=None)
    )
    in_play = Q(disposed_at__isnull=not disposed) & (Q(practice=False) | Q(id__any_of=held["playing"]))  # practice: to its players
    opened = Case.objects.filter(Q(restricted=False) & by_seat | named, in_play, district_id=held["district"])
    return opened.exclude(id__any_of=held["excluded"])


BY_CODE: Shaped[Case] = Shaped(lambda held: seen(held).select_related(*WITH_IT).filter(code=held["code"]))
DISPOSED: Shaped[Case] = Shaped(lambda held: seen(held, disposed=True).filter(code=held["code"]))
BY_ID: Shaped[Case] = Shaped(lambda held: seen(held).select_related("key").filter(pk=held["pk"]))


def visible_to(user: User, at: datetime) -> Any:
    """The cases that `user` may see at `at` (domain handbook 2.1, 2.4; 105 ILCS 10/6(a)(2))."""
    return visible_through(door(user, at))


def roles_in(way: Door, case: Case) -> frozenset[Role]:
    """The roles that this person holds towards this one case; none when it is not theirs to see."""
    scope = way.scope
    if case.id in scope.excluded or scope.district_id != case.district_id or case.disposed_at:
        return frozenset()
    if case.practice and case.id not in scope.cases_as(Standing.Capacity.PLAYER):
        return frozenset()
    seated = case.team_id in scope.seated_in
    standing = {capacity for capacity, ids in scope.standing.items() if case.id in ids}
    roles = {role for capacity, role in STANDING_ROLES.items() if capacity in standing and (seated or capacity not in Standing.OF_A_SEAT)}
    granted = way.grants.get(case.id)
    if granted in GRANTED_ROLES:
        roles.add(GRANTED_ROLES[granted])
    if not case.restricted or roles or granted:
        roles |= _roles_by_seat(scope, case)
    outside = bool(roles) and scope.is_outside and not case.practice
    return frozenset(roles | {Role.POLICE_OUTSIDE} if outside else roles)


def _roles_by_seat(scope: Scope, case: Case) -> set[Role]:
    roles = set()
    if case.building_id in scope.principal_of:
        roles.add(Role.PRINCIPAL)
    if case.team_id in scope.triage_of:
        roles |= {Role.TRIAGE_MEMBER, Role.TAT_MEMBER}
    if case.team_id in scope.member_of and case.circle == Circle.TAT:
        roles.add(Role.TAT_MEMBER)
    roles |= {Role.THERAPIST} if case.team_id in scope.therapist_of else set()
    roles |= {Role.POLICE} if case.team_id in scope.police_of else set()
    if (
        case.opened_by_id == scope.user_id
        and case.building_id in scope.taker_in
        and case.stage == Stage.INTAKE
        and case.reviewed_at is None
    ):
        roles.add(Role.REPORT_TAKER)
    return roles


def can(way: Door, permission: Permission, case: Case) -> bool:
    """Whether this person holds the permission in this case; what leaves the team, nobody holds in a practice case (ADR 28)."""
    return _holds(roles_in(way, case), permission, case)


def _holds(roles: frozenset[Role], permission: Permission, case: Case) -> bool:
    return allows(roles, permission) and not (case.practice and permission in NOT_IN_PRACTICE)


def check(user: User, permission: Permission, case: Case, at: datetime) -> None:
    """Let the person through, or raise Http404 for what is not theirs to see, PermissionDenied for an act not theirs to do."""
    _check(door(user, at), permission, case)


def _check(way: Door, permission: Permission, case: Case) -> None:
    roles = roles_in(way, case)
    if not allows(roles, Permission.VIEW_CASE):
        raise Http404
    if not _holds(roles, permission, case):
        raise Http404 if permission in UNTOLD else PermissionDenied


def locked_case(case_id: uuid.UUID, *, by: User, permission: Permission, at: datetime) -> Case:
    """The case, its row locked first, for an action of `by`; everything else is read after the lock.

    Call inside a transaction. Raises Http404 for the unseen, PermissionDenied for what the person may not do.
    """
    case = locked_for_system(case_id)
    check(by, permission, case, at)
    return case


def locked_for_system(case_id: uuid.UUID) -> Case:
    """The case, its row locked, for the sweep: silence convenes, and no person asks. Raises Http404 when there is none."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A case is locked inside a transaction.")
    locked = Case.objects.select_for_update(of=("self",)).select_related(*WITH_IT).filter(pk=case_id)
    # Whose lock waited while the case moved to another building is given no row once: PostgreSQL joined the old building to it.
    return next(iter(locked), None) or _one(locked.all())


def case_view(
    permission: Permission, *methods: str, page: str = "", at_once: bool = False, outline: bool = False
) -> Callable[[View], View]:
    """State a view's permission and open its case by code: the view gets `request, case`. A page that is shown leaves an AccessEntry.

    A page on which codes of other cases stand gives their digest as `response.shown`. `at_once`: it may be part of an emergency, and
    never waits for the year's acknowledgement. `outline`: it says itself what is withheld from an officer who is no school official.
    """
    verbs = methods or ("GET",)

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def opened(request: HttpRequest, code: str, **kwargs: Any) -> HttpResponse:
            if refused := refused_method(request, verbs):
                return refused
            case = open_by_code(request, code, permission)
            if not at_once:
                acknowledged_first(request, case)
            if not outline:
                withhold(request, case, at_once=at_once)
            response = view(request, case, **kwargs)
            if response.status_code == 200:
                ref, at, shown = (case.id, case.code), request_scope(request).at, getattr(response, "shown", b"")
                audit.record_access(request.user, kind="case", page=page or view.__name__, ref=ref, at=at, digest=shown)  # type: ignore[arg-type]
            return response

        return stated(permission, verbs)(login_required(opened))  # type: ignore[arg-type, return-value]

    return wrap


def seen_by(way: Door, prepared: Shaped[Any], **values: Any) -> list[Any]:
    """The rows of a prepared statement on `seen` that this door opens."""
    return prepared(**_held(way), **values) if way.scope.district_id else []


def seen_by_id(request: HttpRequest, case_id: uuid.UUID) -> Case | None:
    """The case with its key, where the requester's door opens it."""
    return next(iter(seen_by(request_door(request), BY_ID, pk=case_id)), None)


def open_by_code(request: HttpRequest, code: str, permission: Permission) -> Case:
    """The case behind a code, through the requester's door. Raises Http404 for the unseen, RecordDisposed, PermissionDenied."""
    way = request_door(request)
    case = next(iter(seen_by(way, BY_CODE, code=code)), None)
    if case is None:
        raise RecordDisposed(code) if seen_by(way, DISPOSED, code=code) else Http404
    _check(way, permission, case)
    return case


def acknowledged_first(request: HttpRequest, case: Case) -> None:
    """Raises AcknowledgesFirst, or what the budget of reading asks (ADR 42); what is or may be an emergency opens."""
    if not _may_be_emergency(case):
        reads_on(request)


def _may_be_emergency(case: Case) -> bool:
    return case.stage in (Stage.INTAKE, Stage.CONTAINMENT) or case.level == Level.IMMINENT


def record_withheld(way: Door, case: Case) -> bool:
    """Whether the student record in this case is kept from the person: a police seat without the district's dated designation."""
    return Role.POLICE_OUTSIDE in roles_in(way, case)


def withhold(request: HttpRequest, case: Case, *, at_once: bool = False) -> None:
    """Raises RecordWithheld for such an officer, but for what may be a part of an emergency (105 ILCS 10/6(a)(7))."""
    emergency = at_once and (request.method == "POST" or _may_be_emergency(case))
    if not emergency and record_withheld(request_door(request), case):
        raise RecordWithheld


def _one(rows: Any) -> Case:
    """The case of a unique key; `first` would have it sorted. Raises Http404 when there is none."""
    case: Case | None = next(iter(rows), None)
    if case is None:
        raise Http404
    return case


def grant(case: Case, *, to: User, until: datetime, reason: str, by: User, at: datetime) -> CaseGrant:
    """Open one case to one named person until a date. The caller's action checks, locks and logs."""
    CaseGrant.objects.filter(content_object=case, user=to).delete()
    opens = Codename.objects.get(codename="view_case", content_type__app_label="cases", content_type__model="case")
    given = CaseGrant(content_object=case, user=to, permission=opens, until=until, reason=reason, by=by, granted_at=at)
    given.save()
    return given


def revoke(case: Case, *, user: User) -> None:
    """End a grant at once."""
    remove_perm("view_case", user, case)
