"""Issuing papers: what is printed is kept, as HTML at once and as PDF when it is made, in the request or by the worker."""

import logging
import uuid
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO

from celery import current_app
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import translation
from kombu.exceptions import OperationalError

from cases.access import locked_case
from cases.models import Case
from reporting import pdf
from reporting.documents import DOCUMENTS, Copy, annexes_of, as_html, new_check_code
from reporting.documents.exercise_kind import EXERCISE
from reporting.documents.filing import CoverLetter, Supplement
from reporting.documents.letter_kinds import letter_kind
from reporting.documents.letters import Letter
from reporting.documents.release_packet import KIND, ReleasePacket
from reporting.documents.target_plan import TARGET_PLAN, TargetPaper
from reporting.documents.year_calendar import CALENDAR, YearCalendar
from reporting.models import Exercise, Filing, IssuedDocument
from tat import audit, clock, files
from tat.models import DataKey, SchoolYear, User
from tat.roles import Permission
from tat.workflow import Blocked

RENDER = "reporting.tasks.render_document"
SHORT_HTML = 120_000
"""Characters of HTML that are laid out within a request: about twenty pages."""
WAITS_AT_MOST = timedelta(minutes=10)
ASKED_AGAIN_AFTER = timedelta(minutes=2)
AT_ONCE = 50
ONE_AT_A_TIME = "Your last paper is still being made. Wait until it is ready, then print this one."
SCHOOL_OFFICIAL = "school_official"
FAILED_TOO_BIG = (
    "The paper takes more time or memory than is allowed. Its text is kept and can be read; print parts of it from the browser."
)

log = logging.getLogger(__name__)
State = IssuedDocument.State


@transaction.atomic
def issue_case_file(*, case: Case, by: User) -> IssuedDocument:
    """Issue a copy of the case file to its printer, a school official (105 ILCS 10/6(a)(2)): numbered, checkable, kept.

    The facts are read now; the PDF follows after commit. Raises Blocked while the person's last paper is being made.
    """
    at = clock.now()
    locked = locked_case(case.id, by=by, permission=Permission.PRINT_CASE, at=at)
    if _waiting_for(by, at):
        raise Blocked((ONE_AT_A_TIME,))
    number = _next_number(locked, "case_file")
    paper = _keep("case_file", locked, key=locked.key, number=number, by=by, at=at, case=locked, legal_basis=SCHOOL_OFFICIAL)
    audit.record(
        "paper_issued",
        by=by,
        at=at,
        code=locked.code,
        about=("case", locked.id),
        district_id=locked.district_id,
        detail=f"paper:{paper.id}",
    )
    return paper


def issue_of_filing(kind: str, about: Filing | Supplement | CoverLetter, *, by: User, at: datetime, number: int = 1) -> IssuedDocument:
    """A paper of the annual filing, under a key of its own. The calling action is the transaction and writes the log."""
    return _keep(kind, about, key=DataKey.objects.mint(), number=number, by=by, at=at)


def issue_letter(letter: Letter, *, by: User, at: datetime, legal_basis: str) -> IssuedDocument:
    """A letter, in its own language, under its case's key. The calling action locks the case, is the transaction and writes the log."""
    kind, case = letter_kind(letter.code, letter.language), letter.case
    with translation.override(letter.language):
        return _keep(kind, letter, key=case.key, number=_next_number(case, kind), by=by, at=at, case=case, legal_basis=legal_basis)


def issue_release(packet: ReleasePacket, *, by: User, at: datetime) -> IssuedDocument:
    """A release's packet, under its case's key. The calling action locks the case, is the transaction and writes the log."""
    case = packet.case
    number = _next_number(case, KIND)
    return _keep(KIND, packet, key=case.key, number=number, by=by, at=at, case=case, legal_basis=packet.given.basis)


def issue_target_plan(paper: TargetPaper, *, by: User, at: datetime) -> IssuedDocument:
    """A target's plan, under the plan's own key. The calling action locks the case, is the transaction and writes the log."""
    case = paper.case
    return _keep(TARGET_PLAN, paper, key=paper.plan.key, number=_next_number(case, TARGET_PLAN), by=by, at=at, case=case)


def issue_calendar(calendar: YearCalendar, *, by: User, at: datetime) -> IssuedDocument:
    """A school year's calendar, under a key of its own. The calling action locks the school year, is the transaction and writes the log."""
    year = calendar.school_year
    number = _number_after(IssuedDocument.objects.filter(school_year=year, kind=CALENDAR))
    return _keep(CALENDAR, calendar, key=DataKey.objects.mint(), number=number, by=by, at=at, school_year=year)


def issue_exercise(exercise: Exercise, *, by: User, at: datetime) -> IssuedDocument:
    """The record of an exercise, under its case's key. The calling action locks the case, is the transaction and writes the log."""
    case = exercise.case
    return _keep(EXERCISE, exercise, key=case.key, number=_next_number(case, EXERCISE), by=by, at=at, case=case)


def _next_number(case: Case, kind: str) -> int:
    return _number_after(IssuedDocument.objects.filter(case=case, kind=kind))


def _number_after(papers: QuerySet[IssuedDocument]) -> int:
    return (papers.aggregate(last=Max("copy_number"))["last"] or 0) + 1


def _waiting_for(user: User, at: datetime) -> bool:
    return IssuedDocument.objects.filter(issued_by=user, state=State.WAITING, issued_at__gt=at - WAITS_AT_MOST).exists()


def _keep(
    kind: str,
    about: Case | Exercise | Filing | Supplement | CoverLetter | Letter | ReleasePacket | TargetPaper | YearCalendar,
    *,
    key: DataKey,
    number: int,
    by: User,
    at: datetime,
    case: Case | None = None,
    school_year: SchoolYear | None = None,
    legal_basis: str = "",
) -> IssuedDocument:
    """Write the paper's row and its HTML; the PDF is made of that HTML after commit, so it shows the facts of this instant."""
    check_code = new_check_code()
    html = as_html(kind, about, Copy(number, by.full_name, by.position, at, check_code)).encode()
    paper = IssuedDocument.objects.create(
        kind=kind,
        district=about.district,
        case=case,
        school_year=school_year,
        copy_number=number,
        check_code=check_code,
        html=files.store(BytesIO(html), key=key, kind="text/html", at=at),
        issued_at=at,
        issued_by=by,
        legal_basis=legal_basis,
    )
    short = len(html) <= SHORT_HTML and not DOCUMENTS[kind].queued
    transaction.on_commit(partial(_make_now if short else queue, paper.id), robust=True)
    return paper


def _make_now(paper_id: uuid.UUID) -> None:
    """In the request, within its limits; what is too big for them goes to the worker."""
    paper = make_pdf(paper_id=paper_id, limits=pdf.IN_REQUEST)
    if paper.state == State.WAITING:
        queue(paper_id)


def queue(paper_id: uuid.UUID) -> None:
    """Ask the worker; with the broker away the paper waits, and the reconciliation asks again."""
    try:
        current_app.send_task(RENDER, args=[str(paper_id)], retry=False, ignore_result=True)
    except (OperationalError, OSError) as fault:
        log.warning("broker away, the paper is asked for again later: %s", type(fault).__name__)


def ask_again() -> int:
    """Ask the worker again for papers that have waited longer than one rendering takes. Returns how many."""
    waiting = IssuedDocument.objects.filter(state=State.WAITING, issued_at__lt=clock.now() - ASKED_AGAIN_AFTER)
    ids = list(waiting.order_by("issued_at").values_list("id", flat=True)[:AT_ONCE])
    for paper_id in ids:
        queue(paper_id)
    return len(ids)


def make_pdf(*, paper_id: uuid.UUID, limits: pdf.Limits) -> IssuedDocument:
    """Make the PDF of a waiting paper. Twice, or two at once, is harmless: the first result stays.

    Within a request's limits a paper that is too big is left waiting; within the worker's it has failed, in words.
    """
    paper = IssuedDocument.objects.select_related("html__key").get(pk=paper_id)
    if paper.state != State.WAITING:
        return paper
    html = b"".join(files.open_chunks(paper.html)).decode()
    annexes = [(title, b"".join(files.open_chunks(kept))) for title, kept in annexes_of(paper)]
    try:
        made = pdf.render(html, limits, annexes)
    except pdf.PdfTooBig:
        return paper if limits == pdf.IN_REQUEST else _finish(paper_id, None, FAILED_TOO_BIG)
    except pdf.PdfFailed as failed:
        return _finish(paper_id, None, str(failed))
    return _finish(paper_id, made, "")


@transaction.atomic
def _finish(paper_id: uuid.UUID, made: pdf.Pdf | None, failure: str) -> IssuedDocument:
    """Keep the bytes with their digest, which the log's chain carries too; or say why there are none."""
    at = clock.now()
    paper = IssuedDocument.objects.select_for_update(of=("self",)).select_related("html__key", "case").get(pk=paper_id)
    if paper.state != State.WAITING:
        return paper
    paper.failure, paper.state = failure, State.FAILED
    if made:
        paper.file = files.store(BytesIO(made.content), key=paper.html.key, kind="application/pdf", at=at)
        paper.state, paper.sha256, paper.pages = State.READY, paper.file.sha256, made.pages
    paper.save(update_fields=["state", "failure", "file", "sha256", "pages"])
    _log_end(paper, at)
    return paper


def _log_end(paper: IssuedDocument, at: datetime) -> None:
    """One line, about the case; of a paper that is apart it is about that paper alone."""
    case = None if DOCUMENTS[paper.kind].apart else paper.case
    audit.record(
        "paper_made" if paper.state == State.READY else "paper_failed",
        by=None,
        at=at,
        code=case.code if case else "",
        about=("case", case.id) if case else ("paper", paper.id),
        district_id=paper.district_id,
        detail=f"paper:{paper.id}",
        digest=bytes(paper.sha256 or b""),
    )
