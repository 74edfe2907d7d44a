"""The one statement behind search before create: what the person may see is asked in SQL first; names and texts are opened afterwards."""

import uuid
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import CharField, Count, DateTimeField, F, IntegerField, QuerySet, Subquery, UUIDField, Value
from django.db.models.functions import Cast, Coalesce

from cases.access import Door, visible_through
from cases.actions.people import named
from cases.models import Case, IncidentFacts, Party, Person
from cases.workflow import Stage
from tat import vault
from tat.models import AccessEntry, Building, District
from tat.vault import SealedText
from triage.models import Report

TEXT, NAMED, NEAR, LEAD, HINTS = "text", "named", "near", "lead", "hints"
HINT_SHOWN = "record_exists"
"""The page of an AccessEntry in which a person was told that a record exists elsewhere."""
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
    visible = visible_through(way).exclude(stage=Stage.MERGED)
    parts = [_texts(building, visible.exclude(stage=Stage.CLOSED), way.scope.at)]
    if name.strip():
        subjects = Party.objects.filter(role=Party.Role.SUBJECT, person__key__shredded_at=None)
        people = named(name, district_id=building.district_id)
        ours = subjects.filter(case__in=visible)
        parts.append(_names(NAMED, ours.filter(person__in=people), MATCHES))
        recent = ours.filter(case__building=building, case__opened_at__gte=way.scope.at - NAMES_SINCE, person__isnull=False)
        parts.append(_names(NEAR, recent, NAMES))
        if reviews:
            parts += [_elsewhere(subjects.filter(person__in=people), building), _hints(way, building)]
    first, *others = parts
    return [Row._make(row) for row in (first.union(*others, all=True) if others else first)]


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


def _texts(building: Building, cases: QuerySet[Case], at: datetime) -> QuerySet[Any, Any]:
    told = Report.objects.filter(case__building=building, case__in=cases, reported_at__gte=at - TEXTS_SINCE, facts__isnull=False)
    columns = {"row_id": F("facts_id"), "key_id": F("case__key_id"), "wrapped": F("case__key__wrapped"), "sealed": F("facts__nature")}
    newest = told.filter(case__key__shredded_at=None).order_by("-reported_at")
    return _listed(newest, TEXT, **_of_case(), **columns)[:TEXTS]


def _names(kind: str, subjects: QuerySet[Party], most: int) -> QuerySet[Any, Any]:
    columns = {
        "row_id": F("person_id"),
        "key_id": F("person__key_id"),
        "wrapped": F("person__key__wrapped"),
        "sealed": F("person__name"),
    }
    return _listed(subjects.order_by("-case__opened_at"), kind, **_of_case(), **columns)[:most]


def _elsewhere(subjects: QuerySet[Party], building: Building) -> QuerySet[Any, Any]:
    """Where the name is on record, whoever may see it; restricted cases stay unsaid."""
    cases = Case.objects.filter(pk__in=subjects.values("case_id"), restricted=False, district=building.district_id)
    found = cases.exclude(stage=Stage.MERGED).order_by("-opened_at")
    return _listed(found, LEAD, **(_of_case("") | {"code": Value("")}))[:MATCHES]


def _hints(way: Door, building: Building) -> QuerySet[Any, Any]:
    """How often this person was told within a day that a record exists: one row."""
    told = AccessEntry.objects.filter(user_id=way.scope.user_id, at__gt=way.scope.at - HINTS_SINCE, kind="search", page=HINT_SHOWN)
    number = told.values("user_id").annotate(n=Count("pk")).values("n")
    return _listed(District.objects.filter(pk=building.district_id), HINTS, place=Coalesce(Subquery(number), 0))
