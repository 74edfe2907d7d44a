"""A proposal to dispose of case files: cases put in and taken out, families told, two people agree. Nothing here destroys anything."""

import hashlib
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from cases.actions.locks import refuse
from cases.actions.stamps import stamp
from cases.models import Case
from reporting.actions.records import log_matter
from reporting.actions.retention import kept_by, retention_of
from reporting.models import Disposal, DisposalAgreement, DisposalCase, Method, RecordReview, RecordsMatter, RecordsStep, Tombstone
from reporting.workflow import PERSONNEL, STUDENT, BatchFacts, agreement_problems
from tat import clock
from tat.calendar.dates import add_months
from tat.models import User
from tat.models.obligations import SHORTEST_REASON
from tat.permissions import Scope, may, scope_of
from tat.roles import Permission, Role
from tat.statutes import local_date
from tat.statutes.limits import NOTICE_BEFORE_DISPOSAL_DAYS, RETENTION_YEARS
from tat.workflow import Blocked

What = RecordsStep.What
OF_CASES = (Disposal.RecordClass.STUDENT_TEMP, Disposal.RecordClass.PERSONNEL, Disposal.RecordClass.ADULT_OTHER)
"""Classes of records that case files are of; all others are disposed of on paper, and this product holds only their certificate."""
OWN = {PERSONNEL: Permission.KEEP_PERSONNEL_RECORDS}
"""Whose the disposals of a class are; all others are the records custodian's."""
OFFERED_AT_MOST = 50
NOTICE = timedelta(days=NOTICE_BEFORE_DISPOSAL_DAYS)

CHOOSE = "Choose at least one case."
NOT_READY = "Against one of these something stands by now, or it is in a disposal already. Look at the list again."
DONE = "It is carried out already. Nothing more was saved."
NOT_IN = "This case is not in the disposal."
WHY = "Write why it is taken out, in {least} characters or more."
TOLD_ON = "Write on which day they were told."
NOT_YET = "This day has not come yet. Enter it once they are told."
HOW = "Choose how."
ADDRESS = "Write to which last known address, and that they may copy the record first (105 ILCS 10/4(h))."


@dataclass(frozen=True, kw_only=True)
class ToldGiven:
    """That families were told, as it is typed; `codes` of the cases. `on` is a local day."""

    codes: Sequence[str] = ()
    on: date | None = None
    method: str = ""
    note: str = ""


def is_of_cases(matter: RecordsMatter) -> bool:
    """Whether the disposal is one of case files."""
    return matter.kind == RecordsMatter.Kind.DISPOSAL and matter.disposal.record_class in OF_CASES


def cases_in(matter: RecordsMatter) -> list[DisposalCase]:
    """The cases that are in it now, by code."""
    rows = DisposalCase.objects.filter(matter=matter, taken_out_at=None)
    return list(rows.select_related("case__building", "matter__key").order_by("case__code"))


def digest_of(rows: Iterable[DisposalCase]) -> bytes:
    """What an agreement is to: the list of codes."""
    return hashlib.sha256("\n".join(sorted(row.case.code for row in rows)).encode()).digest()


def batch_facts(matter: RecordsMatter, rows: Sequence[DisposalCase], at: datetime) -> BatchFacts:
    """What stands before it at `at`; read anew each time, so that a hold or a request of a minute ago counts."""
    day, wanted = local_date(at), matter.disposal.record_class
    kept = retention_of([row.case for row in rows], day)
    wrong = {each.case.code for each in kept if each.problems or each.facts.record_class != wanted}
    late = day - NOTICE
    approved = matter.steps.filter(what=What.APPROVED).first()
    agreed = DisposalAgreement.objects.filter(matter=matter, digest=digest_of(rows)).values_list("recorded_by", flat=True)
    return BatchFacts(
        cases=len(rows),
        standing=tuple(sorted(wrong)),
        untold=tuple(row.case.code for row in rows if wanted == STUDENT and (row.told_on is None or row.told_on > late)),
        certificate=approved.text if approved else "",
        certified=matter.disposal.count,
        planned_on=matter.disposal.planned_on,
        day=day,
        proposed_by=frozenset([matter.recorded_by_id, *(row.recorded_by_id for row in rows)]),
        agreed=frozenset(agreed),
        done=Tombstone.objects.filter(matter=matter).exists(),
    )


def offered_for(scope: Scope, matter: RecordsMatter) -> list[Case]:
    """Cases that could be put in: their years have ended, nothing stands against them, no disposal has them. The longest closed first."""
    taken = DisposalCase.objects.filter(taken_out_at=None).values("case")
    rows = kept_by(scope).exclude(pk__in=taken)
    if matter.disposal.record_class == STUDENT:
        ended = add_months(local_date(scope.at), -12 * RETENTION_YEARS)
        rows = rows.filter(pk__in=RecordReview.objects.filter(kind=RecordReview.Kind.LEFT, on__lte=ended).values("case"))
    found: list[Case] = []
    for case in _ready(rows.order_by("closed_at", "id"), matter, local_date(scope.at)):
        found.append(case)
        if len(found) == OFFERED_AT_MOST:
            break
    return found


def _ready(rows: Any, matter: RecordsMatter, day: date) -> Iterable[Case]:
    wanted, start = matter.disposal.record_class, 0
    while cases := list(rows[start : start + OFFERED_AT_MOST * 4]):
        yield from (each.case for each in retention_of(cases, day) if not each.problems and each.facts.record_class == wanted)
        start += len(cases)


@transaction.atomic
def add_cases(*, matter_id: uuid.UUID, by: User, codes: Collection[str]) -> list[DisposalCase]:
    """Put cases into a proposal. Raises Http404, PermissionDenied, Blocked with what is wrong."""
    at = clock.now()
    scope, matter = locked_disposal(matter_id, by=by, permission=Permission.KEEP_RETENTION, at=at)
    found = [case for case in offered_for(scope, matter) if case.code in codes]
    refuse(("cases", CHOOSE, not codes), ("cases", NOT_READY, len(found) != len(set(codes))))
    rows = [DisposalCase.objects.create(matter=matter, case=case, **stamp(by, at)) for case in found]
    log_matter("disposal_case_added", matter, by=by, at=at, detail=" ".join(sorted(codes))[:200])
    return rows


@transaction.atomic
def remove_case(*, matter_id: uuid.UUID, by: User, code: str, reason: str) -> DisposalCase:
    """Take one case out, with the reason; the others are agreed to anew. Raises Http404, PermissionDenied, Blocked."""
    at = clock.now()
    _scope, matter = locked_disposal(matter_id, by=by, permission=Permission.KEEP_RETENTION, at=at)
    row = next((each for each in cases_in(matter) if each.case.code == code), None)
    least = len(reason.strip()) >= SHORTEST_REASON
    refuse(("case", NOT_IN, row is None), ("reason", _(WHY).format(least=SHORTEST_REASON), not least))
    assert row is not None
    row.taken_out_at, row.taken_out_by, row.taken_out_name, row.taken_out_position = at, by, by.full_name, by.position
    row.taken_out_reason = reason.strip()
    row.save(update_fields=["taken_out_at", "taken_out_by", "taken_out_name", "taken_out_position", "taken_out_reason"])
    log_matter("disposal_case_removed", matter, by=by, at=at, detail=row.case.code)
    return row


@transaction.atomic
def record_told(*, matter_id: uuid.UUID, by: User, given: ToldGiven) -> list[DisposalCase]:
    """The families of these cases were told before anything is destroyed, and may copy it (105 ILCS 10/4(h); 23 IAC 375.40).

    Raises Http404, PermissionDenied, Blocked with what is wrong.
    """
    at = clock.now()
    _scope, matter = locked_disposal(matter_id, by=by, permission=Permission.KEEP_RETENTION, at=at)
    rows = [row for row in cases_in(matter) if row.case.code in given.codes]
    refuse(
        ("codes", CHOOSE, not rows),
        ("on", TOLD_ON, given.on is None),
        ("on", NOT_YET, given.on is not None and given.on > local_date(at)),
        ("method", HOW, given.method not in Method.values),
        ("note", ADDRESS, not given.note.strip()),
    )
    for row in rows:
        row.told_on, row.told_method, row.told_note, row.told_by = given.on, given.method, given.note.strip(), by
        row.told_name, row.told_position = by.full_name, by.position
        row.save(update_fields=["told_on", "told_method", "told_note", "told_by", "told_name", "told_position"])
    log_matter("disposal_family_told", matter, by=by, at=at, detail=" ".join(row.case.code for row in rows)[:200])
    return rows


@transaction.atomic
def agree(*, matter_id: uuid.UUID, by: User) -> DisposalAgreement:
    """Agree that exactly the cases that are in it now are disposed of; whoever proposed it or put one in does not.

    Raises Http404, PermissionDenied, Blocked with why not.
    """
    at = clock.now()
    _scope, matter = locked_disposal(matter_id, by=by, permission=Permission.AGREE_TO_DISPOSAL, at=at)
    rows = cases_in(matter)
    if problems := agreement_problems(batch_facts(matter, rows, at), by.pk):
        raise Blocked(problems)
    row = DisposalAgreement.objects.create(matter=matter, digest=digest_of(rows), **stamp(by, at))
    log_matter("disposal_agreed", matter, by=by, at=at, detail=f"cases:{len(rows)}")
    return row


def seen_disposals(scope: Scope) -> Any:
    """The disposals of case files that this person reads: who keeps records, and who may agree; none with a case closed to the person."""
    if not (may(scope, Permission.KEEP_RETENTION) or may(scope, Permission.AGREE_TO_DISPOSAL)):
        return RecordsMatter.objects.none()
    others = scope.offices & {Role.SUPERINTENDENT, Role.FOIA_OFFICER}
    classes = {each for each in OF_CASES if others or may(scope, OWN.get(each, Permission.KEEP_RECORDS))}
    barred = DisposalCase.objects.filter(taken_out_at=None, case__in=scope.excluded).values("matter")
    rows = RecordsMatter.objects.filter(kind=RecordsMatter.Kind.DISPOSAL, disposal__record_class__in=classes)
    return rows.filter(district_id=scope.district_id or 0).exclude(pk__in=barred)


def locked_disposal(matter_id: uuid.UUID, *, by: User, permission: Permission, at: datetime) -> tuple[Scope, RecordsMatter]:
    """The disposal, its row locked first. Raises Http404 for one that is not this person's to see, PermissionDenied, Blocked once done."""
    scope = scope_of(by, at)
    if by.district_id is None or not may(scope, permission):
        raise PermissionDenied
    locked = (
        RecordsMatter.objects.select_for_update(of=("self",)).select_related("key", "district", "disposal").filter(pk=matter_id).first()
    )
    if locked is None or not seen_disposals(scope).filter(pk=matter_id).exists():
        raise Http404
    if Tombstone.objects.filter(matter=locked).exists():
        raise Blocked((DONE,))
    return scope, locked
