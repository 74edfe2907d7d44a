"""Drawing a sample of case files by a number, so that anybody can draw it again; and its work papers."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import BinaryField, CharField, Func, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _l

from cases.models import Case
from cases.workflow import Stage
from reporting.actions.papers import issue_audit
from reporting.counts.audited import audited
from reporting.documents.audits import AuditPaper, hidden_from
from reporting.models import AuditDraw, AuditedFile, IssuedDocument
from tat import audit, clock
from tat.models import District, User
from tat.permissions import Scope, may, scope_of
from tat.roles import Permission
from tat.statutes import wall_time
from tat.workflow import Unfit, refuse

MOST_FILES = 100
SEED = _l("Write a whole number of up to 15 digits, such as 20261014. Words draw nothing that can be drawn again.")
SIZE = _l("Write how many files, from 1 to 100.")
BACKWARDS = _l("The last day is before the first. Check both.")
NOBODY = _l("No case was opened on these days that can be drawn. Choose other days.")
TOO_MANY = _l("There are %(n)d files of these days. Draw 1 to %(n)d.")


@dataclass(frozen=True)
class Drawn:
    """What a sample is drawn by: number, local days of opening (both included), how many files."""

    seed: int
    first_on: date
    last_on: date
    size: int


@transaction.atomic
def draw_files(*, by: User, given: Drawn) -> AuditDraw:
    """Draw, and keep what stands in each file now. Raises PermissionDenied, and Unfit with a sentence beside the field.

    A restricted case is never drawn, nor one from which the drawer is kept out; how many those are is kept beside the sample.
    """
    at = clock.now()
    scope = scope_of(by, at)
    if by.district_id is None or not may(scope, Permission.AUDIT_FILES):
        raise PermissionDenied
    refuse(("seed", str(SEED), given.seed < 0), ("last_on", str(BACKWARDS), given.last_on < given.first_on))
    district = District.objects.select_for_update(of=("self",), no_key=True).get(pk=by.district_id)
    every = files_of(district, given)
    rows = every.filter(restricted=False).exclude(pk__in=scope.excluded)
    population = rows.count()
    _refuse_size(given.size, population)
    cases = list(in_drawn_order(rows, given.seed)[: given.size])
    made = AuditDraw.objects.create(
        district=district,
        population=population,
        left_out=every.count() - population,
        drawn_by=by,
        drawn_name=by.full_name,
        drawn_position=by.position,
        drawn_at=at,
        **asdict(given),
    )
    digest = _keep_files(made, cases, at)
    words = f"seed {given.seed}, {given.first_on} to {given.last_on}"
    of: dict[str, Any] = {"about": ("audit", made.id), "district_id": district.pk, "count": len(cases)}
    audit.record("audit_drawn", by=by, at=at, digest=digest, detail=words, **of)
    return made


def _keep_files(draw: AuditDraw, cases: Sequence[Case], at: datetime) -> bytes:
    """What stands in each file now; returns the digest of it for the log."""
    answers = audited(cases, at)
    files = [
        AuditedFile(draw=draw, number=number, case=case, answers=[each.as_json() for each in answers[case.pk]])
        for number, case in enumerate(cases, 1)
    ]
    AuditedFile.objects.bulk_create(files)
    return audit.digest_of([f"{file.case.code} {json.dumps(file.answers)}" for file in files])


def _refuse_size(size: int, population: int) -> None:
    if not population:
        raise Unfit({"first_on": str(NOBODY)})
    refuse(("size", str(SIZE), not 1 <= size <= MOST_FILES), ("size", str(TOO_MANY) % {"n": population}, size > population))


def files_of(district: District, given: Drawn) -> QuerySet[Case]:
    """Every case that was opened on these days: none of an exercise, none that went on in another."""
    since, until = wall_time(given.first_on, datetime.min.time()), wall_time(given.last_on + timedelta(days=1), datetime.min.time())
    rows = Case.objects.filter(district=district, practice=False, opened_at__gte=since, opened_at__lt=until)
    return rows.exclude(stage=Stage.MERGED)


def in_drawn_order(rows: QuerySet[Case], seed: int) -> QuerySet[Case]:
    """In the order of SHA-256 over number, colon and the case's id: anybody with both can work it out again, in any program."""
    text = Concat(Value(f"{seed}:"), Cast("id", CharField()), output_field=CharField())
    place = Func(text, template="sha256(convert_to(%(expressions)s, 'UTF8'))", output_field=BinaryField())
    return rows.annotate(place=place).order_by("place", "pk")


@transaction.atomic
def print_audit(*, draw: AuditDraw, by: User) -> IssuedDocument:
    """Issue a copy of the work papers. Raises PermissionDenied outside the district, or with a file that this person may not see."""
    at = clock.now()
    scope = scope_of(by, at)
    locked = AuditDraw.objects.select_for_update(of=("self",)).select_related("district").get(pk=draw.pk)
    if not may_read(scope, locked) or hidden_from(locked, scope):
        raise PermissionDenied
    paper = issue_audit(AuditPaper(locked.district, locked), by=by, at=at)
    audit.record("audit_issued", by=by, at=at, about=("paper", paper.id), district_id=locked.district_id, detail=f"paper:{paper.id}")
    return paper


def may_read(scope: Scope, draw: AuditDraw) -> bool:
    """Whether this is a sample of the person's own district, and samples are theirs to read."""
    return scope.district_id == draw.district_id and may(scope, Permission.AUDIT_FILES)


__all__ = ["MOST_FILES", "Drawn", "draw_files", "files_of", "in_drawn_order", "may_read", "print_audit"]
