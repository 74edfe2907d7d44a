"""Carrying out a disposal: the last look, the keys destroyed, a tombstone for each case, and a line outside the box for a restore.

A person does it, never a task: the retention clock only tells (handbook 9.8).
"""

import hashlib
import json
import os
import uuid
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from cases.access import locked_for_system
from cases.actions.stamps import stamp
from cases.models import Case
from reporting.actions.disposals import batch_facts, cases_in, digest_of, locked_disposal
from reporting.actions.retention import retention_of
from reporting.actions.shredding import Destroyed, shred_case
from reporting.models import DisposalAgreement, DisposalCase, RecordsMatter, RecordsStep, Tombstone
from reporting.workflow import execution_problems
from tat import audit, clock
from tat.models import User
from tat.models.written import with_position
from tat.roles import Permission
from tat.statutes import local_date
from tat.workflow import Blocked

JOURNAL = "disposals.jsonl"
NO_WITNESS = (
    "The list of what was destroyed has no place outside this machine, so a restored backup would bring it back. "
    "The administrator sets CHECKPOINT_DIR first."
)
HASHED = [
    "code",
    "record_class",
    "opened_on",
    "closed_on",
    "kept_until",
    "schedule",
    "certificate",
    "certified_on",
    "told_on",
    "proposed_by",
    "first_by",
    "second_by",
    "done_by",
    "done_at",
    "keys",
    "files",
]


@transaction.atomic
def carry_out(*, matter_id: uuid.UUID, by: User) -> list[Tombstone]:
    """Destroy the records of the cases in a disposal, now; what is left of each is a tombstone. There is no way back.

    Raises Http404, PermissionDenied, Blocked with everything that stands before it: a hold or request of this minute too.
    """
    at = clock.now()
    _scope, matter = locked_disposal(matter_id, by=by, permission=Permission.KEEP_RETENTION, at=at)
    rows = cases_in(matter)
    for row in sorted(rows, key=lambda each: each.case_id):
        row.case = locked_for_system(row.case_id)
    facts = batch_facts(matter, rows, at)
    problems = execution_problems(facts)
    if problems or not settings.CHECKPOINT_DIR:
        raise Blocked(problems or (NO_WITNESS,))
    others = DisposalAgreement.objects.filter(matter=matter, digest=digest_of(rows)).exclude(recorded_by__in=facts.proposed_by)
    made = [each for row in rows for each in _bury(matter, row, list(others.order_by("recorded_at", "id")[:2]), by, at)]
    text = f"{len(made)} tombstones"
    RecordsStep.objects.create(matter=matter, what=RecordsStep.What.CARRIED, happened_at=at, text=text, **stamp(by, at))
    digest = hashlib.sha256("\n".join(sorted(each.digest for each in made)).encode()).digest()
    about = {"code": matter.code, "about": ("records", matter.pk), "district_id": matter.district_id}
    audit.record("disposal_carried_out", by=by, at=at, count=len(made), digest=digest, **about)  # type: ignore[arg-type]
    transaction.on_commit(partial(lay_down), robust=True)
    return made


def _bury(matter: RecordsMatter, row: DisposalCase, agreed: Sequence[DisposalAgreement], by: User, at: datetime) -> list[Tombstone]:
    """The end of one case's record and of those merged into it; the database lets none be marked without its tombstone."""
    cases = [row.case, *row.case.merged.select_for_update(of=("self",)).order_by("pk")]
    shared = _shared(matter, row, agreed, by, at)
    destroyed = shred_case(row.case, at=at)
    return [put_stone(case, shared, destroyed, at) for case in cases]


def _shared(matter: RecordsMatter, row: DisposalCase, agreed: Sequence[DisposalAgreement], by: User, at: datetime) -> dict[str, Any]:
    """What the tombstones of one case have in common."""
    approved = matter.steps.get(what=RecordsStep.What.APPROVED)
    (kept,) = retention_of([row.case], local_date(at))
    first, second = agreed
    return {
        "matter": matter,
        "record_class": matter.disposal.record_class,
        "closed_on": local_date(row.case.closed_at or at),
        "kept_until": kept.ends_on,
        "schedule": matter.disposal.schedule,
        "certificate": approved.text[:200],
        "certified_on": local_date(approved.happened_at),
        "told_on": row.told_on,
        "proposed_by": matter.written_by,
        "first_by": first.written_by,
        "second_by": second.written_by,
        "done_by": with_position(by.full_name, by.position),
        "proposed_id": matter.recorded_by_id,
        "first_id": first.recorded_by_id,
        "second_id": second.recorded_by_id,
        "done_at": at,
    }


def put_stone(case: Case, shared: dict[str, Any], destroyed: Destroyed, at: datetime) -> Tombstone:
    """The tombstone of a case whose record is destroyed, and the mark on the case."""
    stone = Tombstone(case=case, code=case.code, opened_on=local_date(case.opened_at), **shared)
    stone.keys, stone.files = destroyed.keys, destroyed.files
    stone.sha256 = hash_of(stone)
    stone.save(force_insert=True)
    case.disposed_at = at
    case.save(update_fields=["disposed_at"])
    return stone


def as_json(stone: Tombstone) -> dict[str, Any]:
    """A tombstone as one line of the journal holds it: codes, days, names of staff, ids and digests; no word of the case."""
    line = {name: getattr(stone, name) for name in [*HASHED, "proposed_id", "first_id", "second_id"]}
    return json.loads(json.dumps(line, default=lambda value: value.isoformat()))  # type: ignore[no-any-return]


def hash_of(stone: Tombstone) -> bytes:
    """SHA-256 over what a tombstone says, in canonical JSON."""
    said = {name: value for name, value in as_json(stone).items() if name in HASHED}
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).digest()


def lay_down() -> int:
    """Add to the journal outside the box the tombstones that it lacks: after a restore it says what must be destroyed again.

    Only ever added to. Twice, or two at once, is harmless: a line that stands twice is read once. Returns how many were added.
    """
    if not settings.CHECKPOINT_DIR:
        return 0
    path = Path(settings.CHECKPOINT_DIR) / JOURNAL
    known = {json.loads(line)["code"] for line in path.read_text(encoding="utf-8").splitlines()} if path.exists() else set()
    missing = [as_json(stone) for stone in Tombstone.objects.exclude(code__in=known).order_by("done_at", "code")]
    if missing:
        path.parent.mkdir(parents=True, exist_ok=True)
        out = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
        try:
            os.write(out, "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in missing).encode())
            os.fsync(out)
        finally:
            os.close(out)
    return len(missing)
