"""The work papers of an audit: what was drawn and how, each file held against the procedure, and the totals; codes, no names."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from reporting.counts.audit_items import ITEMS, KEPT, MISSING, NOT_ASKED, WAITING, Answer
from reporting.counts.audited import totals
from reporting.models import AuditDraw, AuditedFile
from tat.models import District
from tat.permissions import Scope

AUDIT = "audit_work_papers"


@dataclass(frozen=True)
class AuditPaper:
    """The work papers of one draw."""

    district: District
    draw: AuditDraw


@dataclass(frozen=True)
class FileLine:
    """One file as page and paper show it."""

    number: int
    code: str
    building: str
    answers: list[Answer]

    @property
    def kept(self) -> int:
        return sum(each.state == KEPT for each in self.answers)

    @property
    def asked(self) -> int:
        """Items that are kept or missing: what is not due yet and what is not asked of this file counts for neither."""
        return sum(each.state in (KEPT, MISSING) for each in self.answers)

    @property
    def missing(self) -> list[Answer]:
        return [each for each in self.answers if each.state == MISSING]

    @property
    def waiting(self) -> list[Answer]:
        return [each for each in self.answers if each.state == WAITING]


@dataclass(frozen=True)
class TotalLine:
    """One item over the sample."""

    label: str
    clause: str
    kept: int
    missing: int
    waiting: int
    not_asked: int


def hidden_from(draw: AuditDraw, scope: Scope) -> int:
    """How many files of a sample this person may not see any more: restricted since, or kept from them."""
    return AuditedFile.objects.filter(draw=draw).filter(Q(case__restricted=True) | Q(case__in=scope.excluded)).count()


def lines_of(draw: AuditDraw, scope: Scope | None = None) -> list[FileLine]:
    """The files in the order drawn, as they stood on that day; with `scope` without those that this person may not see. One statement."""
    rows = AuditedFile.objects.filter(draw=draw).select_related("case__building").order_by("number")
    if scope is not None:
        rows = rows.exclude(Q(case__restricted=True) | Q(case__in=scope.excluded))
    return [FileLine(row.number, row.case.code, row.case.building.name, [Answer.from_json(each) for each in row.answers]) for row in rows]


def total_lines(lines: list[FileLine]) -> list[TotalLine]:
    """Each item, with how many files have it in which state."""
    found = totals([line.answers for line in lines])
    return [TotalLine(str(item.label), item.clause, *(n[state] for state in (KEPT, MISSING, WAITING, NOT_ASKED))) for item, n in found]


def audit_papers(about: AuditPaper, at: datetime) -> dict[str, Any]:
    """What the template prints."""
    lines = lines_of(about.draw)
    return {
        "district": about.district,
        "language": "en",
        "at": at,
        "draw": about.draw,
        "lines": lines,
        "totals": total_lines(lines),
        "items": ITEMS,
    }
