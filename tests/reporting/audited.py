"""Samples of case files for tests, drawn by the superintendent's own act."""

from datetime import date
from typing import Any

from reporting import pdf
from reporting.actions.audits import Drawn, draw_files, print_audit
from reporting.actions.papers import make_pdf
from reporting.models import AuditDraw
from tat.models import User


def drawn(by: User, **changes: Any) -> AuditDraw:
    """One file of the school year 2026-27, by the number 7, unless told otherwise."""
    given: dict[str, Any] = {"seed": 7, "first_on": date(2026, 7, 1), "last_on": date(2027, 6, 30), "size": 1}
    return draw_files(by=by, given=Drawn(**(given | changes)))


def with_papers(by: User, **changes: Any) -> AuditDraw:
    """A sample with a copy of its work papers."""
    draw = drawn(by, **changes)
    make_pdf(paper_id=print_audit(draw=draw, by=by).pk, limits=pdf.IN_WORKER)
    return draw
