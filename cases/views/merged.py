"""What a page says of a merge: into which case, as far as the reader may know it, and which cases were merged into this one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from cases.access import BY_ID, Door, seen, seen_by
from cases.models import Case, Merging
from tat.models.prepared import Given, Prepared, Shaped


@dataclass(frozen=True)
class Told:
    """The merge of a case. `code` and `reason` are blank for a reader who may not see the case that goes on."""

    at: datetime
    by: str
    code: str
    reason: str


def merging(way: Door, case: Case) -> Told | None:
    """When, by whom and into which case this one was merged; None for one that was not."""
    row = MERGING.first(case=case)
    if row is None:
        return None
    found = next(iter(seen_by(way, BY_ID, pk=case.merged_into_id)), None)
    return Told(row.recorded_at, row.written_by, found.code if found else "", row.reason if found else "")


MERGING: Prepared[Merging] = Prepared(lambda: Merging.objects.filter(case=Given("case")))


def merged_here(way: Door, case: Case) -> list[str]:
    """Codes of the cases merged into this one that the reader may open."""
    return seen_by(way, MERGED_HERE, into=case.pk)


def _merged_here(held: Mapping[str, Any]) -> QuerySet[Case, str]:
    rows: QuerySet[Case, str] = seen(held).filter(merged_into_id=held["into"]).order_by("code").values_list("code", flat=True)
    return rows


MERGED_HERE: Shaped[str] = Shaped(_merged_here)
