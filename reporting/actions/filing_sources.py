"""What a filing is made of besides the rosters and the directory's offices: the editions of the procedure."""

from datetime import date

from django.db import transaction

from reporting.actions.filing import check_may_file
from reporting.models import ProcedureEdition
from tat import audit, clock
from tat.models import District, Team, User


@transaction.atomic
def add_edition(*, district: District, by: User, title: str, adopted_on: date, text: str, team: Team | None = None) -> ProcedureEdition:
    """Enter an adopted edition of the procedure, of the district or of one team; the latest by its date is in force."""
    at = clock.now()
    check_may_file(by, district, at)
    edition = ProcedureEdition.objects.create(district=district, team=team, title=title.strip(), adopted_on=adopted_on, text=text)
    audit.record("procedure_edition_added", by=by, at=at, about=("edition", edition.id), district_id=district.pk)
    return edition
