"""The annual filing of the demonstration: filed in time with both offices, the Board told; one member has come since then."""

from datetime import date, timedelta

from reporting.actions.filing import freeze, likely, open_year, recipients_of
from reporting.actions.filing_proofs import ProofGiven, record_proof, tell_board
from reporting.actions.filing_sources import EditionGiven, add_edition
from reporting.management.demo.school import account
from reporting.models import Filing
from tat import clock
from tat.models import SchoolYear, User
from tat.statutes import local_date

FROZEN, BOARD_TOLD = 9, 2
"""Days before the first student day."""
PROCEDURE = """Intake. The building principal reads each report at once and decides whether a threat is imminent.

Triage. At least two members of the team give their opinions, each without the other's.

Assessment. The team sits as soon as one of them asks for it, and keeps what it found for and against.

Management. A plan says what is done, who does it, and when the team looks again."""
RECEIPTS = {"law_enforcement": ("by_hand", "Stamped by the Records Division"), "roe": ("email", "Answered by the compliance desk")}


def make_filing() -> Filing:
    """The filing of the school year of today, told from its opening on. The clock is afterwards as it was, whatever happens."""
    chief = User.objects.get(email=account("superintendent"))
    moved, today = clock.moved_by(), local_date(clock.now())
    years = SchoolYear.objects.filter(district=chief.district)
    year = years.filter(starts_on__lte=today).order_by("starts_on").last() or years.earliest("starts_on")
    try:
        return _tell(chief, year, today)
    finally:
        clock.offset(moved)


def _tell(chief: User, year: SchoolYear, today: date) -> Filing:
    moved = clock.moved_by()

    def before(days: int) -> date:
        day = year.starts_on - timedelta(days=days)
        clock.offset(moved - (today - day))
        return day

    day = before(FROZEN)
    filing = open_year(school_year=year, by=chief)
    given = EditionGiven(title="Procedure 4:190-AP2", adopted_on=day - timedelta(days=30), text=PROCEDURE)
    add_edition(district=chief.district, by=chief, given=given)
    offices = likely(recipients_of(chief.district, day))
    freeze(filing=filing, by=chief, agencies=[office.pk for office in offices])
    for recipient in filing.filed_with():
        method, receipt = RECEIPTS[recipient.agency.kind]
        given = ProofGiven(filed_at=clock.now(), method=method, receipt=receipt)
        record_proof(filing=filing, recipient_id=recipient.pk, by=chief, given=given)
    return tell_board(filing=filing, by=chief, told_on=before(BOARD_TOLD))
