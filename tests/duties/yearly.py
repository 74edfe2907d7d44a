"""The rows of the district's year: the filing and the annual review."""

from datetime import date
from typing import Any

from reporting.models import Filing, ReviewMeeting
from tat import clock
from tat.models import Obligation
from tests.cast import Cast
from tests.duties.acting import do
from tests.duties.cases import CHIEF, local
from tests.duties.rows import ROWS, Row, scene
from tests.reporting.filed import an_edition, nobody_available, offices
from tests.reporting.reviewed import OFFICES

FILED, REVIEWED = 2027, 2026
BEFORE_SCHOOL, BEFORE_OCTOBER = "2027-08-17 23:59:59", "2026-09-30 23:59:59"
MINUTES = "Board office, binder of 2026"


def today() -> str:
    return clock.now().astimezone(clock.CENTRAL).date().isoformat()


@scene
def the_filing_of_next_year_is_opened(cast: Cast) -> None:
    do(cast, "filing_open", year=FILED)


@scene
def both_filings_are_proven(cast: Cast) -> None:
    do(cast, "filing_open", year=FILED)
    files(cast)


def files(cast: Cast, *_row: Obligation) -> None:
    """The packet is made, and reaches the police and the regional office."""
    nobody_available(cast)
    an_edition(cast, adopted_on=date(2026, 7, 20))
    offices(cast)
    do(cast, "filing_freeze", year=FILED)
    for recipient in Filing.objects.get(school_year__starts_on__year=FILED).recipients.all():
        do(cast, "filing_proof", year=FILED, recipient_id=recipient.pk, filed_at=local(), method="by_hand", receipt="Signed by R. Dunne")


def tells_the_board(cast: Cast, row: Obligation) -> None:
    do(cast, "filing_board", year=FILED, told_on=today())


@scene
def the_review_is_opened(cast: Cast) -> None:
    do(cast, "review_open", year=REVIEWED)


@scene
def the_review_is_planned(cast: Cast) -> None:
    the_review_is_opened(cast)
    do(cast, "review_plan", meeting_id=meeting(), planned_on="2026-10-20")


@scene
def the_review_was_held(cast: Cast) -> None:
    the_review_is_opened(cast)
    do(cast, "review_plan", meeting_id=meeting(), planned_on="2026-09-10")
    do(cast, "review_hold", meeting_id=meeting(), held_on="2026-09-10", minutes=MINUTES)


def meeting() -> Any:
    return ReviewMeeting.objects.get().pk


def holds(cast: Cast, row: Obligation) -> None:
    do(cast, "review_plan", meeting_id=meeting(), planned_on=today())
    do(cast, "review_hold", meeting_id=meeting(), held_on=today(), minutes=MINUTES)


def invites(cast: Cast, row: Obligation) -> None:
    do(cast, "review_invite", meeting_id=meeting(), sent_on=today(), **OFFICES)


def reports(cast: Cast, row: Obligation) -> None:
    do(cast, "review_report", meeting_id=meeting(), sent_on=today(), signed_by="Superintendent")


ROWS |= {
    "FILE-LE": Row("the_filing_of_next_year_is_opened", BEFORE_SCHOOL, BEFORE_SCHOOL, "", CHIEF, files),
    "FILE-ROE": Row("the_filing_of_next_year_is_opened", BEFORE_SCHOOL, BEFORE_SCHOOL, "", CHIEF, files),
    "FILE-BRD": Row("both_filings_are_proven", None, None, "", "", tells_the_board, late=False),
    "REV-MTG": Row("the_review_is_opened", None, BEFORE_OCTOBER, "", CHIEF, holds),
    "REV-INV": Row("the_review_is_planned", "2026-09-20 23:59:59", "2026-09-20 23:59:59", "", CHIEF, invites),
    "REV-RPT": Row("the_review_was_held", None, "2026-09-24 23:59:59", "", CHIEF, reports),
}
