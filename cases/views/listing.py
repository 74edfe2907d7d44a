"""The list of cases that a person may see, by code."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _l

from cases.access import request_door, seen, seen_by
from cases.levels import Level
from cases.models import Case
from cases.models.case import next_due
from cases.workflow import Stage
from tat import audit, paging
from tat.models.prepared import Shaped
from tat.permissions import may, request_scope, signed_in
from tat.roles import Permission

PAGE = 50
FILTERS = {"open": _l("Open"), "closed": _l("Closed"), "all": _l("All")}
OPEN_STAGES = [(stage.value, stage.label) for stage in Stage if stage not in (Stage.CLOSED, Stage.MERGED)]
"""Whether closed ones are shown is asked beside the stage."""


@signed_in("GET")
def case_list(request: HttpRequest) -> HttpResponse:
    """Cases in order of their codes, fifty a page, with stage, level and next clock; one AccessEntry with the digest of the codes shown."""
    way = request_door(request)
    chosen = {name: request.GET.get(name, "") for name in ("show", "stage", "level", "building")}
    found = listed(seen_by(way, FOUND, **asked(chosen, request.GET.get("after", ""))))
    rows, after = paging.cut(found, KEYS, PAGE)
    codes = "\n".join(row.code for row in rows)
    audit.record_access(
        request.user, kind="list", page="case_list", at=request_scope(request).at, digest=hashlib.sha256(codes.encode()).digest()
    )
    context = {
        "rows": rows,
        "after": after,
        "next_url": f"?{urlencode({**chosen, 'after': after})}" if after else "",
        "now": way.scope.at,
        "chosen": chosen,
        "stages": OPEN_STAGES,
        "levels": Level.choices,
        "shows": FILTERS,
        "may_open_in_emergency": may(way.scope, Permission.BREAK_GLASS),
    }
    return render(request, "cases/list.html", context)


class Listed(NamedTuple):
    """What a row of the list shows."""

    code: str
    building: str
    stage: str
    level: str
    practice: bool
    restricted: bool
    due: datetime | None


def listed(found: Sequence[tuple[Any, ...]]) -> list[Listed]:
    """The rows with their stages in words."""
    words = {stage.value: stage.label for stage in Stage}
    return [row._replace(stage=words[row.stage]) for row in map(Listed._make, found)]


KEYS = ("code",)


def asked(chosen: dict[str, str], after: str) -> dict[str, Any]:
    """What narrows the list, and where its page begins; words that it does not know narrow nothing."""
    place = chosen["building"]
    in_building = place.isdecimal() and len(place) < 10
    begin = paging.read(Case, KEYS, after)
    return {
        "open": chosen["show"] not in ("closed", "all"),
        "closed": chosen["show"] == "closed",
        "in_stage": chosen["stage"] in Stage.values,
        "stage": chosen["stage"],
        "of_level": chosen["level"] in Level.values,
        "level": chosen["level"],
        "in_building": in_building,
        "building": int(place) if in_building else 0,
        "later": begin is not None,
        "code": begin[0] if begin else "",
    }


def _found(held: Mapping[str, Any]) -> QuerySet[Case, tuple[Any, ...]]:
    cases = seen(held)
    if held["open"]:
        cases = cases.open()
    if held["closed"]:
        cases = cases.filter(stage=Stage.CLOSED)
    for narrows, name in (("in_stage", "stage"), ("of_level", "level"), ("in_building", "building")):
        if held[narrows]:
            cases = cases.filter(**{name: held[name]})
    if held["later"]:
        cases = cases.filter(code__gt=held["code"])
    in_order = paging.ordered(cases.annotate(due=next_due()), KEYS)
    return in_order.values_list("code", "building__name", "stage", "level", "practice", "restricted", "due")[: PAGE + 1]


FOUND: Shaped[tuple[Any, ...]] = Shaped(_found)
