"""Issuing papers: what is printed is kept, as HTML at once and as PDF when it is made, in the request or by the worker."""

import logging
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO
from typing import Any

from celery import current_app
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import translation
from kombu.exceptions import OperationalError

from cases.access import locked_case
from cases.actions.changes import tell
from cases.actions.locks import refuse
from cases.actions.logs import log_case
from cases.models import Case
from reporting import pdf
from reporting.documents import DOCUMENTS, Copy, annexes_of, as_html, new_check_code
from reporting.documents.audits import AUDIT, AuditPaper
from reporting.documents.case_kinds import CASE_FILE
from reporting.documents.choices import choices_of
from reporting.documents.disposal import DISPOSAL, DisposalPaper
from reporting.documents.edition import edition
from reporting.documents.exercise_kind import EXERCISE
from reporting.documents.filing import CoverLetter, Supplement
from reporting.documents.letter_kinds import language_of, letter_kind
from reporting.documents.letters import Letter
from reporting.documents.release_packet import ReleasePacket
from reporting.documents.sheets import OfOneEntry
from reporting.documents.statistics import STATISTICS, Statistics
from reporting.documents.target_plan import TargetPaper
from reporting.documents.year_calendar import CALENDAR, YearCalendar
from reporting.models import Exercise, Filing, IssuedDocument
from reporting.pdf import warm
from tat import audit, clock, files
from tat.audit import checkpoints
from tat.models import DataKey, User
from tat.models.written import with_position
from tat.roles import Permission

RENDER = "reporting.tasks.render_document"
SHORT_HTML = 120_000
"""Characters of HTML that are laid out within a request: about twenty pages."""
WAITS_AT_MOST = timedelta(minutes=10)
ASKED_AGAIN_AFTER = timedelta(minutes=2)
AT_ONCE = 50
NOT_OFFERED = "Choose the paper. This one cannot be printed of this case as it stands."
ONE_AT_A_TIME = "Your last paper is still being made. Wait until it is ready, then print this one."
SCHOOL_OFFICIAL = "school_official"
FAILED_TOO_BIG = (
    "The paper takes more time or memory than is allowed. Its text is kept and can be read; split it, and print its parts one by one."
)

log = logging.getLogger(__name__)
State = IssuedDocument.State
OfTheDistrict = AuditPaper | CoverLetter | DisposalPaper | Filing | Statistics | Supplement | YearCalendar
About = Case | Exercise | Letter | OfOneEntry | OfTheDistrict | ReleasePacket | TargetPaper
"""What a paper can be about: it tells its district."""


@transaction.atomic
def issue_case_file(*, case: Case, by: User, choice: str = CASE_FILE) -> IssuedDocument:
    """Issue a copy of the case file, or of the paper that `choice` is the key of, to its printer, a school official (105 ILCS 10/6(a)(2)).

    The facts are read now; the PDF follows after commit. Raises Blocked while the person's last paper is being made, and for a paper that
    cannot be printed of this case.
    """
    at = clock.now()
    locked = locked_case(case.id, by=by, permission=Permission.PRINT_CASE, at=at)
    chosen = next((each for each in choices_of(locked) if each.key == choice), None)
    refuse(("choice", NOT_OFFERED, chosen is None), ("choice", ONE_AT_A_TIME, _waiting_for(by, at)))
    assert chosen
    about = OfOneEntry(locked, chosen.entry, by) if chosen.entry else locked
    number = _next_number(locked, chosen.kind)
    paper = _keep(chosen.kind, about, key=locked.key, number=number, by=by, at=at, case=locked, legal_basis=SCHOOL_OFFICIAL)
    log_case("paper_issued", locked, by=by, at=at, detail=f"paper:{paper.id}")
    return paper


def issue_of_filing(kind: str, about: Filing | Supplement | CoverLetter, *, by: User, at: datetime, number: int = 1) -> IssuedDocument:
    """A paper of the annual filing, under a key of its own. The calling action is the transaction and writes the log."""
    return _keep(kind, about, key=DataKey.objects.mint(), number=number, by=by, at=at)


def issue_letter(letter: Letter, *, by: User, at: datetime, legal_basis: str) -> IssuedDocument:
    """A letter, in its own language, under its case's key. The calling action locks the case, is the transaction and writes the log."""
    kind, case = letter_kind(letter.code, letter.language), letter.case
    of = {"case": case, "legal_basis": legal_basis, "given_to": letter.addressee}
    with translation.override(letter.language):
        return _keep(kind, letter, key=case.key, number=_next_number(case, kind), by=by, at=at, **of)


def issue_release(packet: ReleasePacket, *, by: User, at: datetime) -> IssuedDocument:
    """A release's packet, in its own language, under its case's key. The calling action locks the case, is the transaction and logs."""
    case, given = packet.case, packet.given
    of = {"case": case, "legal_basis": given.basis, "given_to": with_position(given.person.strip(), given.capacity.strip())}
    with translation.override(language_of(packet.kind)):
        paper = _keep(packet.kind, packet, key=case.key, number=_next_number(case, packet.kind), by=by, at=at, **of)
    paper.pictures.set(packet.pictures)
    return paper


def issue_target_plan(paper: TargetPaper, *, by: User, at: datetime) -> IssuedDocument:
    """A target's plan, in its own language, under the plan's own key. The calling action locks the case, is the transaction and logs."""
    case = paper.case
    number = _next_number(case, paper.kind)
    with translation.override(language_of(paper.kind)):
        return _keep(paper.kind, paper, key=paper.plan.key, number=number, by=by, at=at, case=case, given_to=paper.name)


def issue_calendar(calendar: YearCalendar, *, by: User, at: datetime) -> IssuedDocument:
    """A school year's calendar, under a key of its own. The calling action locks the school year, is the transaction and writes the log."""
    year = calendar.school_year
    number = _number_after(IssuedDocument.objects.filter(school_year=year, kind=CALENDAR))
    return _keep(CALENDAR, calendar, key=DataKey.objects.mint(), number=number, by=by, at=at, school_year=year)


def issue_exercise(exercise: Exercise, *, by: User, at: datetime) -> IssuedDocument:
    """The record of an exercise, under its case's key. The calling action locks the case, is the transaction and writes the log."""
    case = exercise.case
    return _keep(EXERCISE, exercise, key=case.key, number=_next_number(case, EXERCISE), by=by, at=at, case=case)


def issue_disposal(about: DisposalPaper, *, by: User, at: datetime) -> IssuedDocument:
    """The certificate of a disposal, under its matter's key. The calling action locks the matter, is the transaction and writes the log."""
    key = about.matter.key
    number = _number_after(IssuedDocument.objects.filter(kind=DISPOSAL, html__key=key))
    return _keep(DISPOSAL, about, key=key, number=number, by=by, at=at)


def issue_statistics(about: Statistics, *, by: User, at: datetime) -> IssuedDocument:
    """The district's statistics, under a key of its own. The calling action locks the district, is the transaction and writes the log."""
    number = _number_after(IssuedDocument.objects.filter(district=about.district, kind=STATISTICS))
    return _keep(STATISTICS, about, key=DataKey.objects.mint(), number=number, by=by, at=at)


def issue_audit(about: AuditPaper, *, by: User, at: datetime) -> IssuedDocument:
    """The work papers of an audit, under a key of its own. The calling action locks the draw, is the transaction and writes the log."""
    number = _number_after(IssuedDocument.objects.filter(audit=about.draw))
    return _keep(AUDIT, about, key=DataKey.objects.mint(), number=number, by=by, at=at, audit=about.draw)


def _next_number(case: Case, kind: str) -> int:
    return _number_after(IssuedDocument.objects.filter(case=case, kind=kind))


def _number_after(papers: QuerySet[IssuedDocument]) -> int:
    return (papers.aggregate(last=Max("copy_number"))["last"] or 0) + 1


def _waiting_for(user: User, at: datetime) -> bool:
    return IssuedDocument.objects.filter(issued_by=user, state=State.WAITING, issued_at__gt=at - WAITS_AT_MOST).exists()


def _keep(kind: str, about: About, *, key: DataKey, number: int, by: User, at: datetime, **of: Any) -> IssuedDocument:
    """Write the paper's row and its HTML; the PDF is made of that HTML after commit, so it shows the facts of this instant.

    `of` are columns of the row: of which case or school year it is, on which basis, to whom it is made out.
    """
    check_code = new_check_code()
    copy = Copy(number, by.full_name, by.position, at, check_code, checkpoints.latest_in_words())
    html = as_html(kind, about, copy).encode()
    short = len(html) <= SHORT_HTML and not DOCUMENTS[kind].queued
    paper = IssuedDocument.objects.create(
        kind=kind,
        district=about.district,
        copy_number=number,
        check_code=check_code,
        html=files.store(BytesIO(html), key=key, kind="text/html", at=at),
        issued_at=at,
        issued_by=by,
        edition=edition(),
        queued_at=None if short else at,
        **of,
    )
    transaction.on_commit(partial(_make_now if short else queue, paper.id), robust=True)
    return paper


def _make_now(paper_id: uuid.UUID) -> None:
    """In the request, within its limits; what is too big for them goes to the worker."""
    paper = make_pdf(paper_id=paper_id, limits=pdf.IN_REQUEST)
    if paper.state == State.WAITING:
        IssuedDocument.objects.filter(pk=paper_id, queued_at=None).update(queued_at=clock.now())
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
        made = _laid_out(paper_id, html, limits, annexes)
    except pdf.PdfTooBig:
        return paper if limits == pdf.IN_REQUEST else _finish(paper_id, None, FAILED_TOO_BIG)
    except pdf.PdfFailed as failed:
        return _finish(paper_id, None, str(failed))
    return _finish(paper_id, made, "")


def _laid_out(paper_id: uuid.UUID, html: str, limits: pdf.Limits, annexes: Sequence[tuple[str, bytes]]) -> pdf.Pdf:
    """The worker keeps a child for what has no annexes; with them, and in a request, each paper has a child of its own."""
    if annexes or limits != pdf.IN_WORKER:
        return pdf.render(html, limits, annexes)
    return warm.render(html, limits, partial(_keep_progress, paper_id))


def _keep_progress(paper_id: uuid.UUID, pages: int) -> None:
    """For the page that shows how far it is; in a transaction of its own, so that it is seen at once."""
    IssuedDocument.objects.filter(pk=paper_id, state=State.WAITING).update(pages_so_far=pages)


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
    if paper.queued_at and paper.case and not DOCUMENTS[paper.kind].apart:
        tell(paper.case, [paper.issued_by_id], ref=f"paper:{paper.id}", at=at)
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
