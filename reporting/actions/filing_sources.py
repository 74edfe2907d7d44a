"""What a filing is made of besides the rosters and the directory's offices: the editions of the procedure."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO

from django.db import transaction

from reporting import pdf
from reporting.actions.filing import check_may_file
from reporting.models import ProcedureEdition
from tat import audit, clock, files
from tat.models import DataKey, District, Team, User
from tat.uploads import Flow, Judged

PDF = "application/pdf"


@dataclass(frozen=True)
class EditionFile:
    """The district's own PDF as it was sent, judged, and its bare pages as they join a packet."""

    judged: Judged
    bare: pdf.Pdf


@dataclass(frozen=True, kw_only=True)
class EditionGiven:
    """An adopted edition as it is entered: its text typed in, or a PDF, or both. `team` None: it is the district's."""

    title: str
    adopted_on: date
    text: str = ""
    team: Team | None = None
    file: EditionFile | None = None


def add_edition(*, district: District, by: User, given: EditionGiven) -> ProcedureEdition:
    """Enter an adopted edition of the procedure, of the district or of one team; the latest by its date is in force.

    Raises PermissionDenied for who does not file for the district.
    """
    with files.all_or_none() as made, transaction.atomic():
        at = clock.now()
        check_may_file(by, district, at)
        row = ProcedureEdition(district=district, team=given.team, title=given.title.strip(), adopted_on=given.adopted_on, text=given.text)
        if given.file:
            key = DataKey.objects.mint()
            sent, pages = given.file.judged, given.file.bare
            row.file = files.store(Flow(sent.bytes_of_original()), key=key, kind=PDF, at=at, scanned=sent.scanned)
            made.append(row.file)
            row.annex = files.store(BytesIO(pages.content), key=key, kind=PDF, at=at, scanned=sent.scanned)
            made.append(row.annex)
            row.pages = pages.pages
        row.save()
        audit.record("procedure_edition_added", by=by, at=at, about=("edition", row.id), district_id=district.pk)
        return row
