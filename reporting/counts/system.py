"""How many cases show each pattern and each kind; small counts hidden over the whole district, so that no page undoes another."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from reporting.counts.suppression import NOT_SHOWN, hide_small
from reporting.models import EnvironmentalFinding
from tat.models import District

Category = EnvironmentalFinding.Category


@dataclass(frozen=True)
class Theme:
    """One kind of pattern: its findings, and the cases counted in them as they may be shown."""

    category: str
    label: str
    findings: int
    cases: object


@dataclass(frozen=True)
class CaseCounts:
    """The counts of a district as they may be shown: of each finding, of each kind, and of all."""

    of_finding: Mapping[uuid.UUID, object]
    themes: list[Theme]
    findings: int
    total: object


def case_counts(district: District | int, *, exact: bool) -> CaseCounts:
    """Read in one statement. A kind's sum stands only where it tells nothing beyond its findings; a case may stand in several.

    The order is that of random ids, so that what is hidden beside a small count tells nothing of the numbers.
    """
    rows = list(EnvironmentalFinding.objects.filter(district=district).order_by("id").values_list("id", "category", "cases"))
    numbers = [number for _id, _category, number in rows]
    shown = hide_small(numbers)
    cells = numbers if exact else list(shown.cells)
    return CaseCounts(
        of_finding={each: cell for (each, *_rest), cell in zip(rows, cells, strict=True)},
        themes=[_theme(kind, [cell for (_id, of, _n), cell in zip(rows, cells, strict=True) if of == kind]) for kind in Category],
        findings=len(rows),
        total=sum(numbers) if exact else shown.total,
    )


def _theme(kind: Category, cells: list[object]) -> Theme:
    known = [cell for cell in cells if isinstance(cell, int)]
    return Theme(kind.value, str(kind.label), len(cells), sum(known) if len(known) == len(cells) else NOT_SHOWN)
