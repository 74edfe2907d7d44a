"""After a restore: what had been disposed of since the backup is destroyed again, from the list that was kept outside the box (ADR 39)."""

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from cases.access import locked_for_system
from cases.models import Case
from cases.workflow import Stage
from reporting.actions.carrying_out import put_stone
from reporting.actions.shredding import Destroyed, destroy_keys, shred_case
from reporting.models import LegalHold
from tat import audit, clock
from tat.statutes import local_date

DATES = ("closed_on", "kept_until", "certified_on", "told_on")
KEPT = [
    "record_class",
    "schedule",
    "certificate",
    "proposed_by",
    "first_by",
    "second_by",
    "done_by",
    "proposed_id",
    "first_id",
    "second_id",
]  # as they were


@dataclass
class Repeated:
    """Codes: destroyed again; kept, because a hold stands on them here or they are open here; not here at all."""

    done: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)


@transaction.atomic
def repeat_disposals(*, lines: Iterable[dict[str, Any]]) -> Repeated:
    """Destroy again what these lines of the journal name. A case that is held here stays, and is named. Running it twice changes nothing.

    One log entry, with count and digest, where it changed something.
    """
    at, found = clock.now(), Repeated()
    for line in {line["code"]: line for line in lines}.values():
        row = Case.objects.filter(code=line["code"]).first()
        if row is None:
            found.absent.append(line["code"])
            continue
        case = locked_for_system(row.pk)
        if case.disposed_at is None:
            (found.kept if _stays(case) else found.done).append(case.code)
            if not _stays(case):
                _again(case, line, at)
    if found.done:
        digest = hashlib.sha256("\n".join(sorted(found.done)).encode()).digest()
        audit.record("disposals_repeated", by=None, at=at, count=len(found.done), digest=digest)
    return found


def _stays(case: Case) -> bool:
    held = LegalHold.objects.filter(case__in=[case.pk, case.merged_into_id], lifted_at=None).exists()
    return held or case.stage not in (Stage.CLOSED, Stage.MERGED)


def _again(case: Case, line: dict[str, Any], at: Any) -> None:
    gone = shred_case(case, at=at)
    named = destroy_keys([uuid.UUID(each) for each in line["keys"]], at=at)
    both = Destroyed(sorted({*gone.keys, *named.keys}), sorted({*gone.files, *line["files"]}))
    dates = {name: date.fromisoformat(line[name]) if line[name] else None for name in DATES}
    dates["closed_on"] = dates["closed_on"] or local_date(at)
    put_stone(case, {"matter": None, "done_at": at, **dates, **{name: line[name] for name in KEPT}}, both, at)
