"""The one statement behind search before create: what the person may see is asked in SQL first; names and texts are opened afterwards."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any, NamedTuple

from django.db.models import CharField, Count, DateTimeField, F, IntegerField, OuterRef, QuerySet, Subquery, UUIDField, Value
from django.db.models.functions import Cast, Coalesce

from cases.access import Door, seen, seen_by
from cases.actions.people import name_parts, tokens_of, with_parts
from cases.models import Case, IncidentFacts, Party, Person
from cases.workflow import Stage
from tat import vault
from tat.audit.reading import HINT_SHOWN
from tat.models import AccessEntry, Building, District
from tat.models.prepared import Given, Shaped
from tat.vault import SealedText

TEXT, NAMED, NEAR, LEAD, HINTS = "text", "named", "near", "lead", "hints"
TEXTS_SINCE, NAMES_SINCE, HINTS_SINCE = timedelta(days=90), timedelta(days=730), timedelta(hours=24)
TEXTS, NAMES, MATCHES = 200, 300, 60
NAME, NATURE = Person._meta.get_field("name"), IncidentFacts._meta.get_field("nature")


class Row(NamedTuple):
    """One row of what was found. `place` is a building's id, or the number of hints."""

    kind: str
    case_id: uuid.UUID | None
    code: str
    stage: str
    place: int | None
    opened_at: datetime
    row_id: uuid.UUID | None
    key_id: uuid.UUID | None
    wrapped: bytes
    sealed: bytes

    @property
    def pk(self) -> uuid.UUID | None:
        """Of the row that holds what is sealed."""
        return self.row_id

    def data_key(self) -> vault.Key:
        """Of that row; shredded ones are not found."""
        return vault.unwrap(self.key_id, bytes(self.wrapped))

    def name(self) -> str:
        """The subject's name, opened without a model built around it."""
        return NAME.open(self, vault.Ciphertext(self.sealed))

    def nature(self) -> str:
        """What was told, in the same way."""
        return NATURE.open(self, vault.Ciphertext(self.sealed))


def rows_found(name: str, *, building: Building, way: Door, reviews: bool) -> list[Row]:
    """In one statement: the newest texts of the building's open cases, subjects whose name agrees by its tokens, the newest names of
    the building; for who reviews reports also where a record may not be shown, and how often that was said within a day."""
    parts, at = name_parts(name), way.scope.at
    values = {"place": building.pk, "home": building.district_id, "texts_since": at - TEXTS_SINCE}
    by_name = bool(name.strip())
    if by_name:
        values |= {"names_since": at - NAMES_SINCE, **tokens_of(parts)}
        values |= {"hints_since": at - HINTS_SINCE} if reviews else {}
    return [Row._make(row) for row in seen_by(way, _statement(len(parts), by_name, by_name and reviews), **values)]


@cache
def _statement(parts: int, by_name: bool, reviews: bool) -> Shaped[tuple[Any, ...]]:
    """Compiled once for a name of so many parts: to build it costs more than to ask it."""
    return Shaped(partial(_parts, parts=parts, by_name=by_name, reviews=reviews))


def _parts(held: Mapping[str, Any], *, parts: int, by_name: bool, reviews: bool) -> QuerySet[Any, Any]:
    visible = seen(held).filter(practice=False).exclude(stage=Stage.MERGED)
    found = [_texts(visible)]
    if by_name:
        subjects = _subjects(parts)
        found += [_names(NAMED, _shown(subjects, visible), MATCHES)] if parts else []
        found += [_near(visible)]
        found += [_elsewhere(subjects)] if parts and reviews else []
        found += [_hints()] if reviews else []
    first, *others = found
    return first.union(*others, all=True) if others else first


def _subjects(parts: int) -> QuerySet[Party]:
    """Whose name agrees. Read from the names on: how many cases a person sees, or a district has, makes it no longer."""
    agree = {"person__in": with_parts(parts, Given("home")), "case__district_id": F("person__district_id")}
    return Party.objects.filter(role=Party.Role.SUBJECT, person__key__shredded_at=None, **agree)


def _shown(subjects: QuerySet[Party], visible: QuerySet[Case]) -> QuerySet[Party]:
    """Those in cases that the door opens: asked row by row, after the names."""
    return subjects.filter(case_id=Subquery(visible.filter(pk=OuterRef("case_id")).values("pk")))


def _columns(kind: str, **columns: Any) -> list[Any]:
    """The columns of a row in its order; what a part does not have is empty, in the column's own type."""
    empty = {
        "case_id": Cast(Value(None), UUIDField()),
        "code": Value(""),
        "stage": Value(""),
        "place": Cast(Value(None), IntegerField()),
        "opened_at": Cast(Value(None), DateTimeField()),
        "row_id": Cast(Value(None), UUIDField()),
        "key_id": Cast(Value(None), UUIDField()),
        "wrapped": Cast(Value(None), SealedText()),
        "sealed": Cast(Value(None), SealedText()),
    }
    return [Value(kind, output_field=CharField()), *(columns.get(name, empty[name]) for name in Row._fields[1:])]


def _of_case(prefix: str = "case__") -> dict[str, F]:
    names = {"case_id": "id", "code": "code", "stage": "stage", "place": "building_id", "opened_at": "opened_at"}
    return {column: F(f"{prefix}{name}") for column, name in names.items()}


def _listed(rows: QuerySet[Any], kind: str, **columns: Any) -> QuerySet[Any, Any]:
    return rows.values_list(*_columns(kind, **columns))


def _texts(visible: QuerySet[Case]) -> QuerySet[Any, Any]:
    told = {"reports__reported_at__gte": Given("texts_since"), "reports__facts__isnull": False}
    rows = visible.exclude(stage=Stage.CLOSED).filter(building=Given("place"), key__shredded_at=None, **told)
    columns = {"row_id": F("reports__facts_id"), "key_id": F("key_id"), "wrapped": F("key__wrapped"), "sealed": F("reports__facts__nature")}
    return _listed(rows.order_by("-reports__reported_at"), TEXT, **_of_case(""), **columns)[:TEXTS]


def _near(visible: QuerySet[Case]) -> QuerySet[Any, Any]:
    named = {"party__role": Party.Role.SUBJECT, "party__person__isnull": False, "party__person__key__shredded_at": None}
    rows = visible.filter(building=Given("place"), opened_at__gte=Given("names_since"), **named)
    return _listed(rows.order_by("-opened_at"), NEAR, **_of_case(""), **_of_person("party__person"))[:NAMES]


def _names(kind: str, subjects: QuerySet[Party], most: int) -> QuerySet[Any, Any]:
    return _listed(subjects.order_by("-case__opened_at"), kind, **_of_case(), **_of_person("person"))[:most]


def _of_person(path: str) -> dict[str, F]:
    return {
        "row_id": F(f"{path}_id"),
        "key_id": F(f"{path}__key_id"),
        "wrapped": F(f"{path}__key__wrapped"),
        "sealed": F(f"{path}__name"),
    }


def _elsewhere(subjects: QuerySet[Party]) -> QuerySet[Any, Any]:
    """Where the name is on record, whoever may see it; restricted cases stay unsaid."""
    found = subjects.filter(case__restricted=False).exclude(case__stage=Stage.MERGED).order_by("-case__opened_at")
    return _listed(found, LEAD, **(_of_case() | {"code": Value("")}))[:MATCHES]


def _hints() -> QuerySet[Any, Any]:
    """How often this person was told within a day that a record exists: one row."""
    told = AccessEntry.objects.filter(user_id=Given("user"), at__gt=Given("hints_since"), kind="search", page=HINT_SHOWN)
    number = told.values("user_id").annotate(n=Count("pk")).values("n")
    return _listed(District.objects.filter(pk=Given("home")), HINTS, place=Coalesce(Subquery(number), 0))
