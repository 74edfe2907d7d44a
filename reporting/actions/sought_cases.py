"""Which cases a search or a filter looks through: what the person may see, asked in SQL first, then what narrows it."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.db.models.functions import Right

from cases.access import Door, seen, seen_by
from cases.levels import Level
from cases.models import Case
from cases.models.case import next_due
from cases.workflow import ClosingReason, Stage
from reporting.models.searches import Part, Shown
from tat import paging, vault
from tat.models import Building, Standing
from tat.models.prepared import Shaped
from tat.statutes.limits import YEAR_SEARCHED

NEWEST, LATEST_KEYS, CODE_KEYS = 200, ("opened_at", "id"), ("code",)
"""Of how many cases the texts are read for one answer."""
PAGE = 50
YEARS = {"1": 1, "3": 3, "7": 7, "0": 0}
"""How far back words are looked for, in years; 0: as far as there are cases."""
CODE = re.compile(r"[\w-]{1,16}", re.ASCII)
BY_NAME = (Standing.Capacity.LEAD, Standing.Capacity.BACKUP, Standing.Capacity.PLAYER)


@dataclass(frozen=True)
class Narrowing:
    """What narrows the cases. `lost`: a building that is not, or no longer, the person's; nothing fits then. `unknown`: words that an
    address or an old filter has and nobody knows; they narrow nothing."""

    show: str = Shown.ALL
    stage: str = ""
    level: str = ""
    building: int | None = None
    part: str = ""
    overdue: bool = False
    lost: bool = False
    unknown: bool = False

    def narrows(self) -> bool:
        """Whether anything is chosen."""
        return self.lost or replace(self, unknown=False) != Narrowing()

    def chosen(self) -> dict[str, str]:
        """As the fields of a form or an address, without what is not chosen."""
        place = str(self.building) if self.building is not None else ""
        fields = {"stage": self.stage, "level": self.level, "building": place, "part": self.part, "overdue": "on" if self.overdue else ""}
        shown = {} if self.show == Shown.ALL else {"show": self.show}
        return shown | {name: value for name, value in fields.items() if value}


def narrowing(chosen: Mapping[str, str], places: Mapping[int, str]) -> Narrowing:
    """What these fields say, where `places` are the person's buildings."""
    read = {name: chosen.get(name, "") for name in ("show", "stage", "level", "building", "part", "overdue")}
    known = {"show": Shown.values, "stage": Stage.values, "level": Level.values, "part": Part.values, "overdue": ["on"]}
    unknown = [name for name, values in known.items() if read[name] and read[name] not in values]
    place = read["building"]
    is_number = place.isascii() and place.isdecimal() and len(place) < 10
    building = int(place) if is_number else None
    kept = {name: "" if name in unknown else read[name] for name in known}
    return Narrowing(
        show=kept["show"] or Shown.ALL,
        stage=kept["stage"],
        level=kept["level"],
        building=building,
        part=kept["part"],
        overdue=bool(kept["overdue"]),
        lost=building is not None and building not in places,
        unknown=bool(unknown or (place and not is_number)),
    )


class Found(NamedTuple):
    """One case as a search shows it, and the key under which its texts lie."""

    id: uuid.UUID
    code: str
    building: str
    stage_code: str
    level: str
    practice: bool
    restricted: bool
    opened_at: datetime
    closed_at: datetime | None
    closed_reason: str
    key_id: uuid.UUID
    wrapped: bytes
    due: datetime | None

    @property
    def stage(self) -> str:
        """In words."""
        return str(Stage(self.stage_code).label)

    @property
    def outcome(self) -> str:
        """How it ended, in words; "" while it is open."""
        return str(ClosingReason(self.closed_reason).label) if self.closed_reason in ClosingReason.values else ""

    def key(self) -> vault.Key | None:
        """None where the key was destroyed: what it sealed is gone."""
        return vault.unwrap(self.key_id, bytes(self.wrapped)) if self.wrapped else None


COLUMNS = ("id", "code", "building__name", "stage", "level", "practice", "restricted", "opened_at", "closed_at", "closed_reason")
KEY = ("key_id", "key__wrapped")


def columns(cases: QuerySet[Case]) -> QuerySet[Case, tuple[Any, ...]]:
    """The cases as rows of `Found`."""
    return cases.annotate(due=next_due()).values_list(*COLUMNS, *KEY, "due")


def held(narrow: Narrowing, way: Door) -> dict[str, Any]:
    """The values that a statement on `narrowed` takes beside those of the door."""
    scope = way.scope
    parts = {f"as_{part}": narrow.part == part for part in Part.values}
    return parts | {
        "open": narrow.show == Shown.OPEN,
        "closed": narrow.show == Shown.CLOSED,
        "in_stage": bool(narrow.stage),
        "stage": narrow.stage or "-",
        "of_level": bool(narrow.level),
        "level": narrow.level or "-",
        "in_building": narrow.building is not None,
        "building": narrow.building or 0,
        "overdue": narrow.overdue,
        "at": scope.at,
        "lead_in": list(scope.cases_as(Standing.Capacity.LEAD)),
        "managed": list(scope.cases_as(Standing.Capacity.CASE_MANAGER)),
        "let_in": list(way.grants),
    }


def narrowed(held: Mapping[str, Any]) -> QuerySet[Case]:
    """The cases that the door opens and that fit."""
    cases = seen(held)
    if held["open"]:
        cases = cases.open()
    if held["closed"]:
        cases = cases.filter(stage=Stage.CLOSED)
    for narrows, name in (("in_stage", "stage"), ("of_level", "level"), ("in_building", "building")):
        if held[narrows]:
            cases = cases.filter(**{name: held[name]})
    if held["overdue"]:
        cases = cases.open().annotate(soonest=next_due()).filter(soonest__lt=held["at"])
    mine = {
        Part.LEAD: Q(building_id__any_of=held["principal_of"]) | Q(id__any_of=held["lead_in"]),
        Part.TRIAGE: Q(team_id__any_of=held["triage_of"]),
        Part.MEMBER: Q(team_id__any_of=held["member_of"]),
        Part.MANAGER: Q(id__any_of=held["managed"]),
        Part.LET_IN: Q(id__any_of=held["let_in"]),
    }
    for part, theirs in mine.items():
        if held[f"as_{part}"]:
            cases = cases.filter(theirs)
    return cases


def listed(way: Door, narrow: Narrowing, after: str) -> tuple[list[Found], str]:
    """A page of the cases that fit, by code, and the token of the next."""
    if narrow.lost:
        return [], ""
    begin = paging.read(Case, CODE_KEYS, after)
    code = begin[0] if begin and CODE.fullmatch(begin[0]) else ""
    rows = seen_by(way, LISTED, **held(narrow, way), later=bool(code), code=code or "-")
    return paging.cut([Found._make(row) for row in rows], CODE_KEYS, PAGE)  # type: ignore[type-var]


def _listed(held: Mapping[str, Any]) -> QuerySet[Case, tuple[Any, ...]]:
    cases = narrowed(held).filter(code__gt=held["code"]) if held["later"] else narrowed(held)
    return columns(cases.order_by("code"))[: PAGE + 1]


def newest(way: Door, narrow: Narrowing, years: int, after: str) -> list[Found]:
    """The newest cases that fit, `NEWEST` and one more, after the token; those still open count as new whenever they began."""
    if narrow.lost:
        return []
    begin = paging.read(Case, LATEST_KEYS, after)
    values = {"later": begin is not None, "before": begin[0] if begin else way.scope.at, "beside": begin[1] if begin else uuid.UUID(int=0)}
    since = {"since": bool(years), "since_at": way.scope.at - YEAR_SEARCHED * years}
    return [Found._make(row) for row in seen_by(way, NEWEST_FIRST, **held(narrow, way), **values, **since)]


def _newest(held: Mapping[str, Any]) -> QuerySet[Case, tuple[Any, ...]]:
    cases = narrowed(held)
    if held["since"]:
        cases = cases.filter(Q(opened_at__gte=held["since_at"]) | ~Q(stage__in=[Stage.CLOSED, Stage.MERGED]))
    if held["later"]:
        cases = cases.filter(Q(opened_at__lt=held["before"]) | Q(opened_at=held["before"], id__lt=held["beside"]))
    return columns(cases.order_by("-opened_at", "-id"))[: NEWEST + 1]


def by_code(way: Door, narrow: Narrowing, codes: tuple[str, ...], tails: tuple[str, ...]) -> list[Found]:
    """The cases with one of these codes, or whose last part it is."""
    if narrow.lost or not (codes or tails):
        return []
    return [Found._make(row) for row in seen_by(way, BY_CODE, **held(narrow, way), codes=list(codes), tails=list(tails))]


def _by_code(held: Mapping[str, Any]) -> QuerySet[Case, tuple[Any, ...]]:
    cases = narrowed(held).annotate(tail=Right("code", 4))
    return columns(cases.filter(Q(code__any_of=held["codes"]) | Q(tail__any_of=held["tails"])).order_by("code"))[:PAGE]


LISTED: Shaped[tuple[Any, ...]] = Shaped(_listed)
NEWEST_FIRST: Shaped[tuple[Any, ...]] = Shaped(_newest)
BY_CODE: Shaped[tuple[Any, ...]] = Shaped(_by_code)


def places(way: Door) -> dict[int, str]:
    """The buildings of the person by id: led, served by an own team, taken reports in for, or of a case that opens by name."""
    scope = way.scope
    if scope.district_id is None:
        return {}
    named = scope.cases_as(*BY_NAME) | way.grants.keys()
    own = Q(pk__in=scope.principal_of | scope.taker_in) | Q(teams__in=scope.seated_in | scope.triage_of)
    rows = Building.objects.filter(own | Q(cases__in=named - scope.excluded), district_id=scope.district_id)
    return dict(rows.order_by("name").distinct().values_list("pk", "name"))
