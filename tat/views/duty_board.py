"""What is past due, counted by team: for a principal and a Triage Team their own, for the superintendent every team of the district."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Case, Count, F, Min, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tat import home, paging
from tat.calendar.words import duration_words
from tat.models import Obligation
from tat.models.obligations import ObligationQuerySet
from tat.permissions import Scope, needs, request_scope
from tat.roles import Permission, Role
from tat.views.needs import title_of

PAGE, KEYS = 25, ("target_due_at", "team_id", "building_id")
"""Teams of a page, and by what they follow each other: the longest late first."""


@dataclass(frozen=True)
class Kind:
    """One kind of duty of a team: how many are past due, since when the first one, and how long that is."""

    title: str
    count: int
    since: datetime
    late: str


@dataclass(frozen=True)
class Place:
    """A team with what is past due; a building or the district itself, where a duty belongs to no team."""

    team_id: int
    building_id: int
    name: str
    target_due_at: datetime
    count: int
    kinds: list[Kind] = field(default_factory=list)


@needs(Permission.VIEW_DUTIES, "GET")
def duty_board(request: HttpRequest) -> HttpResponse:
    """Counts and kinds, without codes and names; one statement, whatever there is. What an exercise asks is not counted."""
    scope = request_scope(request)
    of_district = Role.SUPERINTENDENT in scope.offices
    found = sorted(places(late_rows(scope, of_district), scope.at), key=_key)
    total = sum(place.count for place in found)
    asked = paging.read(Obligation, KEYS, request.GET.get("after", ""))
    rest = [place for place in found if asked is None or _key(place) > tuple(asked)]
    after = paging.token(*_key(rest[PAGE - 1])) if len(rest) > PAGE else ""
    context = {"places": rest[:PAGE], "after": after, "total": total, "now": scope.at, "of_district": of_district}
    return render(request, "tat/duty_board.html", context)


def late_rows(scope: Scope, of_district: bool) -> ObligationQuerySet:
    """What is past due of the duties that the person's Duties list; for the superintendent of all, as on the page of the district."""
    rows = Obligation.objects.filter(district_id=scope.district_id or 0) if of_district else home.rows_of_buildings(scope)
    return rows.filter(practice=False).overdue(scope.at)


def places(rows: ObligationQuerySet, at: datetime) -> Iterable[Place]:
    """The rows by team and kind of duty, in one grouped statement."""
    of_no_team = Case(When(team=None, then=F("building_id")), default=None)
    grouped = (
        rows.order_by()
        .annotate(place=of_no_team, named=Coalesce("team__name", "building__name", "district__name", Value("")))
        .values("team_id", "place", "named", "rule")
        .annotate(n=Count("id"), first=Min(Coalesce("legal_due_at", "target_due_at")))
        .order_by("named", "team_id", "place", "first", "rule")
    )
    for (team, building, name), lines in groupby(grouped, key=lambda row: (row["team_id"] or 0, row["place"] or 0, row["named"])):
        kinds = [_kind(row, at) for row in lines]
        yield Place(team, building, name, min(kind.since for kind in kinds), sum(kind.count for kind in kinds), kinds)


def _kind(row: Mapping[str, Any], at: datetime) -> Kind:
    return Kind(str(title_of(row["rule"])), row["n"], row["first"], duration_words(at - row["first"]))


def _key(place: Place) -> tuple[datetime, int, int]:
    return place.target_due_at, place.team_id, place.building_id
