"""What beat and the worker run for papers, filings, reviews and directions: one task, one action; twice, or two at once, is harmless."""

import uuid

from celery import shared_task

from reporting import pdf
from reporting.actions import direction_duties, filing, papers, review_duties

# Under the broker's visibility timeout, so that a running paper is not handed out again; the child's own limits end it earlier.
LONGEST_SECONDS = 115


@shared_task(soft_time_limit=LONGEST_SECONDS - 5, time_limit=LONGEST_SECONDS)
def render_document(paper_id: str) -> None:
    """Make the PDF of one waiting paper."""
    papers.make_pdf(paper_id=uuid.UUID(paper_id), limits=pdf.IN_WORKER)


@shared_task
def reconcile() -> int:
    """Open the filings and reviews whose time has come, ask again for papers that wait for nobody, bring what directions ask up to date.

    Returns how many in all.
    """
    return filing.open_coming_years() + review_duties.reconcile() + papers.ask_again() + direction_duties.reconcile()
