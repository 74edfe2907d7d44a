"""Who is let into a case and who is kept out: grants until a date, and conflicts."""

from datetime import datetime

from django.db import transaction

from cases import access
from cases.actions.conflicts import exclude
from cases.actions.locks import refuse
from cases.models import Case, CaseGrant
from tat import audit, clock
from tat.models import Standing, User
from tat.roles import Permission

IN_CONFLICT = "This person is in conflict with the case and cannot be let in. A conflict beats every grant (handbook 2.4)."
ELSEWHERE = "This person has no account in this district. Ask the district office for one first."
PAST = "The last day of access has passed. Choose a later one."


@transaction.atomic
def grant_access(*, case: Case, by: User, to: User, until: datetime, reason: str) -> CaseGrant:
    """Open one case to one named person until `until` (UTC). Raises Blocked for a person in conflict or a time that has passed."""
    at = clock.now()
    locked = access.locked_case(case.id, by=by, permission=Permission.GRANT_ACCESS, at=at)
    refuse(
        ("person", IN_CONFLICT, to.pk in access.excluded_people(locked, at)),
        ("person", ELSEWHERE, to.district_id != locked.district_id or not to.is_active),
        ("until", PAST, until <= at),
    )
    given = access.grant(locked, to=to, until=until, reason=reason, by=by, at=at)
    audit.record(
        "access_granted", by=by, at=at, code=locked.code, about=("case", locked.id), district_id=locked.district_id, detail=f"user:{to.pk}"
    )
    return given


@transaction.atomic
def record_conflict(*, case: Case, by: User, person: User) -> Standing:
    """Keep a person out of a case: subject, target, relative or partner of one (handbook 2.4). It beats every grant and seat."""
    at = clock.now()
    locked = access.locked_case(case.id, by=by, permission=Permission.RECORD_CONFLICT, at=at)
    kept_out = exclude(locked, person, by=by, at=at)
    audit.record(
        "conflict_recorded",
        by=by,
        at=at,
        code=locked.code,
        about=("case", locked.id),
        district_id=locked.district_id,
        detail=f"user:{person.pk}",
    )
    return kept_out
