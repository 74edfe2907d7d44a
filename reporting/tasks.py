"""What beat and the worker run for papers, filings, reviews, directions and records: one task, one action; twice is harmless."""

import uuid

from celery import shared_task

from reporting import pdf
from reporting.actions import (
    carrying_out,
    direction_duties,
    exercises,
    filing,
    hearings,
    kits,
    papers,
    record_duties,
    record_reviews,
    review_duties,
)

# Under the broker's visibility timeout, so that a running paper is not handed out again; the child's own limits end it earlier.
LONGEST_SECONDS = 115


@shared_task(soft_time_limit=LONGEST_SECONDS - 5, time_limit=LONGEST_SECONDS)
def render_document(paper_id: str) -> None:
    """Make the PDF of one waiting paper."""
    papers.make_pdf(paper_id=uuid.UUID(paper_id), limits=pdf.IN_WORKER)


@shared_task(soft_time_limit=LONGEST_SECONDS - 5, time_limit=LONGEST_SECONDS)
def write_outage_kits() -> int:
    """Write the night's kits over yesterday's."""
    return kits.write_kits()


@shared_task
def reconcile() -> int:
    """Open the filings and reviews whose time has come, ask again for papers that wait for nobody, bring up to date what directions and
    records ask, let who leads a building by now into its running exercise.

    Returns how many in all.
    """
    of_the_year = filing.open_coming_years() + filing.start_lost() + review_duties.reconcile()
    of_records = record_duties.reconcile(hearings.reconcile_hearings) + record_reviews.reconcile()
    found = of_the_year + papers.ask_again() + direction_duties.reconcile() + exercises.pass_on() + of_records
    carrying_out.lay_down()  # only the list outside the box: no record is ever destroyed by a task
    return found
