"""Who is let into a case and who is kept out: grants until a date, and conflicts."""

from datetime import datetime

from django.db import transaction

from cases import access
from cases.actions.conflicts import exclude, restrict
from cases.actions.locks import refuse, refuse_merged
from cases.actions.logs import log_case
from cases.actions.stamps import stamp
from cases.models import Case, CaseGrant, Note
from tat import audit, clock
from tat.models import Standing, User
from tat.roles import Permission
from tat.workflow import Blocked

IN_CONFLICT = "This person is in conflict with the case and cannot be let in. A conflict beats every grant (handbook 2.4)."
ELSEWHERE = "This person has no account in this district. Ask the district office for one first."
OVER = "This access has ended already. Nothing was changed."
RESTRICTED = "This case is restricted already."
WHY = "Write why only named people may have this case."
SAID = "Restricted to named people: {reason}"
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
        "access_granted",
        by=by,
        at=at,
        code=locked.code,
        about=("case", locked.id),
        district_id=locked.district_id,
        detail=f"user:{to.pk} {reason} until:{until:%Y-%m-%dT%H:%MZ}",
    )
    return given


@transaction.atomic
def end_access(*, case: Case, by: User, grant_id: int) -> None:
    """End a grant before its day. Raises Blocked where it has ended meanwhile."""
    at = clock.now()
    locked = access.locked_case(case.id, by=by, permission=Permission.GRANT_ACCESS, at=at)
    row = CaseGrant.objects.filter(pk=grant_id, content_object=locked, until__gt=at).select_related("user").first()
    if row is None:
        raise Blocked((OVER,))
    access.revoke(locked, user=row.user)
    log_case("access_ended", locked, by=by, at=at, detail=f"user:{row.user_id} {row.reason}")


@transaction.atomic
def restrict_case(*, case: Case, by: User, reason: str) -> Note:
    """Open the case to named people only: its principal and the Triage Team, whoever is seated or let in by name; the reason is a note.

    It is never lifted: who needs the case is let in by name. Raises Blocked where it is restricted already or no reason is written.
    """
    at = clock.now()
    locked = access.locked_case(case.id, by=by, permission=Permission.GRANT_ACCESS, at=at)
    refuse_merged(locked)
    refuse(("reason", RESTRICTED, locked.restricted), ("reason", WHY, not reason.strip()))
    note = Note.objects.create(case=locked, text=SAID.format(reason=reason.strip()), is_change=False, **stamp(by, at))
    restrict(locked, by=by, at=at)
    log_case("case_restricted", locked, by=by, at=at, detail=f"note:{note.id}")
    return note


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
