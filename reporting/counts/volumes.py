"""Cases by school year and by building, level, affiliation and month: one grouped statement each, nothing decrypted."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case as Choice
from django.db.models import CharField, Count, F, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, ExtractMonth, NullIf

from cases.levels import Level
from cases.models import Affiliation, Case, Party
from cases.workflow import Stage
from reporting.counts.years import MONTHS, Year
from tat.models import Building, District
from tat.statutes import CENTRAL

THIS, LAST = 1, 0


@dataclass(frozen=True)
class Asked:
    """Whose cases of which year are counted, beside those of the year before; `building` is one alone, or None for all."""

    district: District
    year: Year
    building: Building | None = None


@dataclass(frozen=True)
class Split:
    """One way to split the cases of a year: its parts in a fixed order, each with this year's and last year's number."""

    code: str
    parts: tuple[str, ...]
    this: tuple[int, ...]
    last: tuple[int, ...]


def cases_of(asked: Asked) -> QuerySet[Case]:
    """The cases opened in the year or the one before, marked with which; without practice, and without duplicates that were merged."""
    rows = Case.objects.filter(district=asked.district, practice=False).exclude(stage=Stage.MERGED)
    rows = rows.filter(opened_at__gte=asked.year.before.starts_at, opened_at__lt=asked.year.ends_at)
    rows = rows.filter(building=asked.building) if asked.building else rows
    is_this = When(opened_at__gte=asked.year.starts_at, then=Value(THIS))
    return rows.annotate(of=Choice(is_this, default=Value(LAST), output_field=IntegerField())).order_by()


def splits(asked: Asked, buildings: list[Building]) -> list[Split]:
    """By building, level, affiliation of the subject, and month; four statements."""
    rows = cases_of(asked)
    return [
        split_by_building(asked, buildings),
        _split("level", ["", *Level.values], rows, F("level")),
        _split("affiliation", Affiliation.values, rows, subject_affiliation()),
        _split("month", [str(each) for each in MONTHS], rows, ExtractMonth("opened_at", tzinfo=CENTRAL)),
    ]


def split_by_building(asked: Asked, buildings: list[Building]) -> Split:
    """By building, in the order given; where one alone is asked for, by that one."""
    places = [building for building in buildings if asked.building in (None, building)]
    return _split("building", [str(each.pk) for each in places], cases_of(asked), F("building_id"))


def subject_affiliation() -> Coalesce:
    """That of the subject who was entered first, as stated there or on the person's record; not known where there is none."""
    subjects = Party.objects.filter(case=OuterRef("pk"), role=Party.Role.SUBJECT).order_by("recorded_at", "id")
    stated = Coalesce(NullIf("affiliation", Value("")), NullIf("person__affiliation", Value("")), output_field=CharField())
    first = Subquery(subjects.annotate(stated=stated).values("stated")[:1], output_field=CharField())
    return Coalesce(first, Value(Affiliation.UNKNOWN.value), output_field=CharField())


def _split(kind: str, parts: list[str], rows: QuerySet[Case], by: Any) -> Split:
    counted = rows.annotate(part=by).values_list("of", "part").annotate(n=Count("pk")).order_by()
    found = {(of, str(part)): n for of, part, n in counted}
    this, last = (tuple(found.get((of, part), 0) for part in parts) for of in (THIS, LAST))
    return Split(kind, tuple(parts), this, last)
