"""Every document that is printed from the facts: its title, template, permission, and the function that reads its facts."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _l

from cases.actions.record_statements import statements_of
from cases.models import Case
from reporting.documents.audits import AUDIT, audit_papers
from reporting.documents.case_file import case_file
from reporting.documents.case_kinds import BRIEF, CASE_FILE, ISP, PARTS, RELEASES, SIRS, TITLES
from reporting.documents.case_parts import case_part
from reporting.documents.copy import FOIA, Copy, as_printed, new_check_code
from reporting.documents.disposal import DISPOSAL, disposal_certificate
from reporting.documents.exercise import exercise_record
from reporting.documents.exercise_kind import EXERCISE
from reporting.documents.filing import (
    BOARD_NOTICE,
    COVER_LETTER,
    PACKET,
    SUPPLEMENT,
    annexed_procedures,
    board_notice,
    cover_letter,
    filing_packet,
    filing_supplement,
)
from reporting.documents.letter_kinds import TITLES as LETTERS
from reporting.documents.letters import letter
from reporting.documents.pictures import annexed_pictures
from reporting.documents.release_packet import release_packet
from reporting.documents.sheets import brief_paper, isp_paper, sirs_paper
from reporting.documents.statistics import STATISTICS, district_statistics
from reporting.documents.target_plan import TITLES as OF_TARGETS
from reporting.documents.target_plan import target_plan
from reporting.documents.year_calendar import CALENDAR, annual_calendar
from reporting.models import IssuedDocument
from tat.models import StoredFile
from tat.roles import Permission

# Not the hashed name: what is issued is kept as HTML for years.
STYLESHEET = f"{settings.STATIC_URL}print.css"


@dataclass(frozen=True)
class Document:
    """One kind of paper. `context` takes the thing it is about and the instant of issue; `queued`: always made by the worker.

    `apart`: fewer people read it than its case; no list of the case's papers has it, and the case's log tells nothing of it.
    """

    code: str
    title: str | Promise
    template: str
    permission: Permission
    context: Callable[..., dict[str, Any]]
    queued: bool = False
    apart: bool = False


DOCUMENTS: dict[str, Document] = {
    document.code: document
    for document in (
        *(
            Document(code, title, f"documents/{code}.html", Permission.FILE_ANNUAL, facts, queued=True)
            for code, title, facts in (
                (PACKET, _l("Threat assessment procedure and members of the teams"), filing_packet),
                (SUPPLEMENT, _l("Supplement to the annual filing"), filing_supplement),
                (COVER_LETTER, _l("Annual filing: threat assessment procedure and team members"), cover_letter),
                (BOARD_NOTICE, _l("Notice to the School Board: annual filing"), board_notice),
            )
        ),
        Document(CASE_FILE, TITLES[CASE_FILE], "documents/case_file.html", Permission.PRINT_CASE, case_file),
        *(
            Document(kind, TITLES[kind], "documents/case_part.html", Permission.PRINT_CASE, partial(case_part, sections))
            for kind, sections in PARTS.items()
        ),
        Document(ISP, TITLES[ISP], "documents/worksheet.html", Permission.PRINT_CASE, isp_paper),
        Document(SIRS, TITLES[SIRS], "documents/worksheet.html", Permission.PRINT_CASE, sirs_paper),
        Document(BRIEF, TITLES[BRIEF], "documents/brief.html", Permission.PRINT_CASE, brief_paper),
        Document(CALENDAR, _l("Annual calendar"), "documents/year_calendar.html", Permission.FILE_ANNUAL, annual_calendar),
        Document(AUDIT, _l("Work papers of an audit of case files"), "documents/audit.html", Permission.AUDIT_FILES, audit_papers),
        Document(STATISTICS, _l("Statistics of the district"), "documents/statistics.html", Permission.VIEW_DISTRICT, district_statistics),
        Document(DISPOSAL, _l("Certificate of disposal"), "documents/disposal.html", Permission.KEEP_RECORDS, disposal_certificate),
        *(
            Document(kind, title, "documents/target_plan.html", Permission.VIEW_TARGET_PLAN, target_plan, apart=True)
            for kind, title in OF_TARGETS.items()
        ),
        Document(EXERCISE, TITLES[EXERCISE], "documents/exercise.html", Permission.PRINT_CASE, exercise_record),
        *(Document(kind, TITLES[kind], "documents/release_packet.html", Permission.NOTIFY, release_packet) for kind in RELEASES),
        *(Document(kind, title, "documents/letter.html", Permission.NOTIFY, letter) for kind, title in LETTERS.items()),
    )
}

WITH_STATEMENTS = frozenset([CASE_FILE, *PARTS, ISP, SIRS, BRIEF])
"""Copies of a case's record that are printed whole. A release has its statements among its parts, masked for whoever reads it; a letter
tells of something and gives no entry of the record; a target's plan is about the target.
"""
APART = frozenset(document.code for document in DOCUMENTS.values() if document.apart)
"""Kinds that stand in no list of a case's papers."""


def annexes_of(paper: IssuedDocument) -> list[tuple[str, StoredFile]]:
    """The PDFs behind a paper, with what each is called: pages of the procedure, or pictures of documents."""
    return annexed_pictures(paper) if paper.kind in RELEASES else annexed_procedures(paper)


def as_html(code: str, about: Any, copy: Copy) -> str:
    """The document about a thing, whole, as it is issued: the browser shows it and the PDF is made of it."""
    document = DOCUMENTS[code]
    context = document.context(about, copy.at) | {"copy": copy, "title": document.title, "stylesheet": STYLESHEET, "foia": FOIA}
    context["statements"] = statements_of(about if isinstance(about, Case) else about.case) if code in WITH_STATEMENTS else []
    return render_to_string(document.template, context)


__all__ = ["APART", "DOCUMENTS", "FOIA", "Copy", "Document", "annexes_of", "as_html", "as_printed", "new_check_code"]
