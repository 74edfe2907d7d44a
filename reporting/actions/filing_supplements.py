"""A supplement to a filing: what changed since it was made, filed with its own proofs; no duty to file anew is known (handbook 8.5)."""

import uuid
from collections.abc import Iterable

from django.db import transaction

from reporting.actions.filing import locked_filing, log, name_recipients, recipients_of, unaddressed
from reporting.actions.papers import issue_of_filing
from reporting.documents.filing import SUPPLEMENT, Supplement
from reporting.documents.rosters import changed_since, editions_in_force, rosters
from reporting.models import Filing, FilingSupplement
from reporting.workflow import as_json, supplement_problems
from tat import clock
from tat.models import User
from tat.statutes import local_date
from tat.workflow import Unfit


@transaction.atomic
def make_supplement(*, filing: Filing, by: User, agencies: Iterable[uuid.UUID]) -> FilingSupplement:
    """Keep how teams and procedure differ today from what was filed last, and issue it with a letter to each recipient. It stays.

    Raises Unfit where nothing is filed or nothing differs, or a recipient cannot be reached; PermissionDenied, Http404.
    """
    at = clock.now()
    locked = locked_filing(filing, by, at)
    today = local_date(at)
    chosen = list(recipients_of(locked.district, today).filter(pk__in=list(agencies)))
    changes = changed_since(locked, today)
    if problems := supplement_problems(state=locked.state, changes=changes, chosen=len(chosen), unaddressed=unaddressed(chosen)):
        raise Unfit({"agencies": " ".join(problems)})
    row = FilingSupplement.objects.create(
        filing=locked,
        number=locked.supplements.count() + 1,
        changes=list(changes),
        roster=as_json(rosters(locked.district, today)),
        made_at=at,
        made_by=by,
    )
    row.editions.set(editions_in_force(locked.district, today))
    name_recipients(locked, chosen, by=by, at=at, supplement=row)
    row.packet = issue_of_filing(SUPPLEMENT, Supplement(row), by=by, at=at, number=row.number)
    row.save(update_fields=["packet"])
    log("filing_supplement_made", locked, by=by, at=at, detail=f"supplement:{row.id}")
    return row
