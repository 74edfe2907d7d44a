"""A school year's filing as a superintendent makes it, up to its packet."""

import uuid
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from reporting import pdf
from reporting.actions.filing import freeze, open_year
from reporting.actions.filing_sources import EditionFile, EditionGiven, add_edition
from reporting.actions.papers import make_pdf
from reporting.models import Filing
from tat.models import SchoolYear, Seat
from tat.uploads import judge
from tests.cases.offices import recipients
from tests.cast import SINCE, Cast
from tests.uploads import samples

PROCEDURE = "Threat assessment procedure.\n\nIntake. The Building Principal reads each report at once."


def opened(cast: Cast, year: int = 2027) -> Filing:
    """The filing of that year, opened, with nothing in it yet."""
    return open_year(school_year=SchoolYear.objects.get(district=cast.district, starts_on__year=year), by=cast.superintendent)


def offices(cast: Cast) -> list[uuid.UUID]:
    """The police and the regional office."""
    return recipients(cast.district, cast.superintendent)


def an_edition_file() -> EditionFile:
    """The adopted procedure as the district printed it to a PDF of one page."""
    judged = judge(SimpleUploadedFile("procedure.pdf", samples.pdf()))
    return EditionFile(judged, pdf.bare_pages(judged.display))


def an_edition(cast: Cast, **changes: Any) -> None:
    """The adopted procedure."""
    given = {"title": "4:190-AP2", "adopted_on": date(2026, 7, 20), "text": PROCEDURE} | changes
    add_edition(district=cast.district, by=cast.superintendent, given=EditionGiven(**given))


def nobody_available(cast: Cast) -> None:
    """The empty seats of the other team, each with its reason."""
    for code in ("TCH", "CNS", "PSY", "SWK", "LEO"):
        reason = "No one of this profession is employed there; asked on August 3 by the principal."
        Seat.objects.create(team=cast.other_team, statutory=code, from_on=SINCE, unavailable_reason=reason)


def frozen(cast: Cast) -> Filing:
    """The rosters frozen, the packet made."""
    nobody_available(cast)
    filing = opened(cast)
    an_edition(cast)
    filing = freeze(filing=filing, by=cast.superintendent, agencies=offices(cast))
    make_pdf(paper_id=filing.packet_id, limits=pdf.IN_WORKER)
    filing.refresh_from_db()
    return filing
