"""Who may do what where: a person's scope is loaded once a request, and every view states its permission here."""

import functools
import uuid
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from tat import clock
from tat.models import Standing, User
from tat.models.acknowledgements import STANDING_SQL, asked_of
from tat.roles import PERMISSIONS, Permission, Role, allows
from tat.statements import Ids, ask, joined
from tat.statutes import POLICE, THERAPISTS
from tat.statutes.limits import AN_HOUR, READING_PAUSE

View = TypeVar("View", bound=Callable[..., HttpResponse])
FRESH_AT = "fresh_at"
"""In the session: when the person last proved who they are, in seconds since 1970."""

# One statement: offices, seats, standings and the acknowledgement of one person on one day. Dates are the local day's.
SCOPE_SQL = """
select 'acknowledged', '', 0, 0, null::text where exists (:acknowledged)
union all
select 'office', a.role, coalesce(a.building_id, 0), a.district_id, null::text
  from tat_appointment a
 where a.user_id = %(user)s and a.from_on <= %(day)s and (a.until_on is null or a.until_on >= %(day)s)
union all
select 'seat', case when s.triage then 'triage' else 'member' end, s.team_id, 0, null
  from tat_seat s
 where s.user_id = %(user)s and s.kind = 'core' and s.from_on <= %(day)s and (s.until_on is null or s.until_on >= %(day)s)
union all
select 'backup', case when c.triage then 'triage' else 'member' end, s.team_id, 0, null
  from tat_seat s
  join tat_seat c on c.id = s.covers_id and c.from_on <= %(day)s and (c.until_on is null or c.until_on >= %(day)s)
  join tat_absence b on b.user_id = c.user_id and b.from_on <= %(day)s and b.until_on >= %(day)s
 where s.user_id = %(user)s and s.kind = 'backup' and s.from_on <= %(day)s and (s.until_on is null or s.until_on >= %(day)s)
union all
select 'bench', 'backup', s.team_id, 0, null
  from tat_seat s
 where s.user_id = %(user)s and s.kind = 'backup' and s.from_on <= %(day)s and (s.until_on is null or s.until_on >= %(day)s)
union all
select 'therapist', '', s.team_id, 0, null
  from tat_seat s
 where s.user_id = %(user)s and s.kind = 'core' and s.statutory = any(%(therapists)s)
   and s.from_on <= %(day)s and (s.until_on is null or s.until_on >= %(day)s)
union all
select 'police', '', s.team_id, 0, null
  from tat_seat s
  left join tat_seat c on c.id = s.covers_id
 where s.user_id = %(user)s and %(police)s in (s.statutory, c.statutory)
   and s.from_on <= %(day)s and (s.until_on is null or s.until_on >= %(day)s)
union all
select 'official', '', 0, 0, null where exists (
    select from tat_schoolofficial o where o.person_id = %(user)s and o.from_on <= %(day)s and o.until_on >= %(day)s)
union all
select 'reading', r.kind, extract(epoch from r.at)::bigint, 0, null
  from tat_readingalert r where r.person_id = %(user)s and r.at > %(reading_since)s and r.kind <> 'denied'
union all
select 'standing', t.capacity, 0, 0, array_agg(t.about_id)::text
  from tat_standing t
 where t.person_id = %(user)s and t.about_kind = 'case' and t.from_at <= %(at)s and (t.until_at is null or t.until_at > %(at)s)
 group by t.capacity
""".replace(":acknowledged", STANDING_SQL)


@dataclass(frozen=True)
class Scope:
    """What one person holds at one moment, as ids. Empty for somebody who is not active: a departed member sees nothing."""

    user_id: int
    district_id: int | None
    at: datetime
    offices: frozenset[Role] = frozenset()
    principal_of: frozenset[int] = frozenset()
    taker_in: frozenset[int] = frozenset()
    member_of: frozenset[int] = frozenset()
    triage_of: frozenset[int] = frozenset()
    backup_in: frozenset[int] = frozenset()
    therapist_of: frozenset[int] = frozenset()
    police_of: frozenset[int] = frozenset()
    is_official: bool = False
    standing: Mapping[str, Set[uuid.UUID]] = field(default_factory=dict)
    acknowledged: bool = False
    alerted: tuple[int, ...] = ()
    """When the person went over the budget of reading within the last hour: seconds since 1970, the latest first."""

    def cases_as(self, *capacities: str) -> frozenset[uuid.UUID]:
        """Ids of the cases in which the person stands in any of these capacities."""
        return frozenset().union(*(self.standing.get(capacity, frozenset()) for capacity in capacities))

    def array_as(self, *capacities: str) -> str | list[Any]:
        """The same for the lookup `any_of`, without reading an id."""
        return joined(self.standing[each] for each in capacities if each in self.standing)

    @property
    def seated_in(self) -> frozenset[int]:
        """Ids of the teams in which the person holds a seat, on the bench or not."""
        return self.member_of | self.backup_in

    @property
    def excluded(self) -> frozenset[uuid.UUID]:
        """Ids of the cases that the person must not see, whatever else opens them."""
        return self.cases_as(Standing.Capacity.EXCLUDED, Standing.Capacity.ASIDE)

    @property
    def is_outside(self) -> bool:
        """Whether the person sits on a police seat without the district's dated designation: no student record, in a case or before one."""
        return bool(self.police_of) and not self.is_official

    def roles(self) -> frozenset[Role]:
        """Every role the person holds anywhere, for pages that are not about one case."""
        held = set(self.offices)
        held |= {Role.TAT_MEMBER} if self.member_of else set()
        held |= {Role.TRIAGE_MEMBER} if self.triage_of else set()
        held |= {Role.TAT_BACKUP} if self.backup_in else set()
        held |= {Role.THERAPIST} if self.therapist_of else set()
        held |= {Role.POLICE_OUTSIDE} if self.is_outside else set()
        return frozenset(held)


def scope_of(user: User, at: datetime) -> Scope:
    """The person's scope at `at`, in one statement."""
    if not user.is_authenticated or not user.is_active:
        return Scope(user_id=user.pk or 0, district_id=None, at=at)
    day = at.astimezone(clock.CENTRAL).date()
    asked = {"user": user.pk, "at": at, "reading_since": at - AN_HOUR, "therapists": list(THERAPISTS), "police": POLICE}
    asked |= asked_of([user.pk], user.district_id, day)
    rows = ask(SCOPE_SQL, asked)

    def places(kinds: Iterable[str], word: str | None = None) -> frozenset[int]:
        return frozenset(row[2] for row in rows if row[0] in kinds and (word is None or row[1] == word))

    return Scope(
        user_id=user.pk,
        district_id=user.district_id,
        at=at,
        offices=frozenset(Role(row[1]) for row in rows if row[0] == "office"),
        principal_of=places({"office"}, Role.PRINCIPAL),
        taker_in=places({"office"}, Role.REPORT_TAKER),
        member_of=places({"seat", "backup"}),
        triage_of=places({"seat", "backup"}, "triage"),
        backup_in=places({"bench"}),
        therapist_of=places({"therapist"}),
        police_of=places({"police"}),
        is_official=any(row[0] == "official" for row in rows),
        standing={capacity: Ids(ids) for kind, capacity, _, _, ids in rows if kind == "standing"},
        acknowledged=any(row[0] == "acknowledged" for row in rows),
        alerted=tuple(sorted((row[2] for row in rows if row[0] == "reading"), reverse=True)),
    )


class RecordWithheld(PermissionDenied):
    """The student record in a case is kept from an officer whom the district has not designated as a school official."""


class ReadingPaused(PermissionDenied):
    """The person went over the budget of reading twice within an hour: what is no emergency waits a few minutes."""


class RecordDisposed(Exception):
    """The record of the case that was asked for was disposed of by law; the middleware leads to its tombstone."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class AcknowledgesFirst(Exception):
    """The person acknowledges for the school year before what was asked for opens; the middleware leads there."""


def request_scope(request: HttpRequest) -> Scope:
    """The scope of the person behind this request, loaded once."""
    if not hasattr(request, "_scope"):
        request._scope = scope_of(request.user, getattr(request, "at", None) or clock.now())  # type: ignore[attr-defined, arg-type]
    return request._scope  # type: ignore[attr-defined]


def reads_on(request: HttpRequest) -> None:
    """What is asked of a reader before a case that is no emergency opens: the year's acknowledgement, and the budget of reading.

    Raises AcknowledgesFirst, ReauthenticationRequired, ReadingPaused.
    """
    if not request_scope(request).acknowledged:
        raise AcknowledgesFirst
    _within_budget(request)


def _within_budget(request: HttpRequest) -> None:
    """Who read more than the work of an hour explains proves who they are before reading on; the second time it pauses. What was typed is
    never held up by it: it is asked of what is read alone.
    """
    scope = request_scope(request)
    if not scope.alerted or request.method not in ("GET", "HEAD"):
        return
    latest = scope.alerted[0]
    if len(scope.alerted) > 1 and scope.at.timestamp() < latest + READING_PAUSE.total_seconds():
        raise ReadingPaused
    if request.session.get(FRESH_AT, 0) <= latest:
        raise ReauthenticationRequired


def may(scope: Scope, permission: Permission) -> bool:
    """Whether any role that the person holds anywhere carries the permission."""
    return allows(scope.roles(), permission)


def may_in_building(scope: Scope, permission: Permission, building_id: int, team_ids: Iterable[int]) -> bool:
    """Whether the person holds the permission in this building, whose teams are `team_ids`."""
    teams = frozenset(team_ids)
    roles = set(scope.offices - {Role.PRINCIPAL, Role.REPORT_TAKER})
    roles |= {Role.PRINCIPAL} if building_id in scope.principal_of else set()
    roles |= {Role.REPORT_TAKER} if building_id in scope.taker_in else set()
    roles |= {Role.TAT_MEMBER} if scope.member_of & teams else set()
    roles |= {Role.TRIAGE_MEMBER} if scope.triage_of & teams else set()
    roles |= {Role.POLICE_OUTSIDE} if scope.is_outside else set()
    return allows(frozenset(roles), permission)


def stated(permission: str, methods: tuple[str, ...]) -> Callable[[View], View]:
    """Write on a view what it asks and which methods it answers; the access matrix reads it."""

    def mark(view: View) -> View:
        view.permission, view.methods = permission, methods  # type: ignore[attr-defined]
        return view

    return mark


def refused_method(request: HttpRequest, methods: tuple[str, ...]) -> HttpResponse | None:
    """405 for a verb that the view does not answer."""
    allowed = {*methods, "HEAD"} if "GET" in methods else set(methods)
    return None if request.method in allowed else HttpResponseNotAllowed(sorted(methods))


def public(*methods: str) -> Callable[[View], View]:
    """Open to anyone, signed in or not."""
    return _open_to("public", methods or ("GET",), signed=False)


def signed_in(*methods: str) -> Callable[[View], View]:
    """Open to anyone who has signed in; the page shows only the person's own things."""
    return _open_to("signed_in", methods or ("GET",), signed=True)


def _open_to(word: str, methods: tuple[str, ...], *, signed: bool) -> Callable[[View], View]:
    def wrap(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return refused_method(request, methods) or view(request, *args, **kwargs)

        return stated(word, methods)(login_required(guarded) if signed else guarded)  # type: ignore[arg-type, return-value]

    return wrap


def needs(permission: Permission, *methods: str) -> Callable[[View], View]:
    """Open to people with the permission in some office or seat; the view narrows to where they hold it."""
    verbs = methods or ("GET",)

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if refused := refused_method(request, verbs):
                return refused
            if not may(request_scope(request), permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return stated(permission, verbs)(login_required(guarded))  # type: ignore[arg-type, return-value]

    return wrap


__all__ = [
    "PERMISSIONS",
    "AcknowledgesFirst",
    "Permission",
    "ReadingPaused",
    "RecordDisposed",
    "RecordWithheld",
    "Role",
    "Scope",
    "may",
    "may_in_building",
    "needs",
    "public",
    "reads_on",
    "request_scope",
    "scope_of",
    "signed_in",
    "stated",
]
