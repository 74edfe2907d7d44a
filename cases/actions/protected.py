"""What was said to a therapist: kept apart from the case, by those alone who hold such a seat of its team (740 ILCS 110; handbook 9.5)."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from cases.actions.locks import locked_open, refuse
from cases.actions.stamps import stamp
from cases.models import Case, Interview, ProtectedStatement, of_case_and_merged
from cases.models.assessment import TRANSCRIPT
from tat import audit, clock
from tat.models import DataKey, User
from tat.models.prepared import Given, Prepared
from tat.roles import Permission

Basis = ProtectedStatement.Basis
BASIS = "Choose on which basis it is kept here (740 ILCS 110)."
TEXT = "Nothing is written. Write what was said, no more than the team needs."
TOO_LONG = "This is too long to be kept in one entry. Keep the rest in a second one."
TALK = "This talk is not one of this case. Choose one of the list, or none."
NOTE: dict[str, str] = {
    Basis.CONSENT: "Write who consented in writing, and on which day (740 ILCS 110).",
    Basis.IMMINENT_RISK: "Write what the imminent risk is, and for whom (740 ILCS 110).",
}


@dataclass(frozen=True, kw_only=True)
class ProtectedGiven:
    """A communication to a therapist as it is typed; `basis_note` says who consented and when, or what the risk is."""

    basis: str
    text: str
    basis_note: str = ""
    interview: Interview | None = None


@transaction.atomic
def record_protected(*, case: Case, by: User, given: ProtectedGiven) -> ProtectedStatement:
    """Keep it under a key of its own. Nothing of the case changes, and its log gets no line: the entry is about the statement alone.

    Raises Http404 for whoever does not hold the seat of a psychologist, social worker or counselor of the case's own team, the principal
    included; Blocked with what is wrong.
    """
    at = clock.now()
    locked = locked_open(case, by=by, at=at, permission=Permission.VIEW_PROTECTED)
    refuse(
        ("basis", BASIS, given.basis not in Basis.values),
        ("basis_note", NOTE.get(given.basis, ""), given.basis in NOTE and not given.basis_note.strip()),
        ("text", TEXT, not given.text.strip()),
        ("text", TOO_LONG, len(given.text) > TRANSCRIPT),
        ("interview", TALK, given.interview is not None and given.interview.case_id not in locked.with_merged()),
    )
    found = ProtectedStatement.objects.create(case=locked, key=DataKey.objects.mint(), **vars(given), **stamp(by, at))
    # About the statement and without the code: what happened in the case, and who reads its log, does not tell that there is one.
    audit.record("protected_recorded", by=by, at=at, about=("protected", found.id), district_id=locked.district_id)
    return found


def protected_of(case: Case) -> list[ProtectedStatement]:
    """What is kept of the case, and of those of the same team merged into it, the latest first; its texts stay closed."""
    return ROWS(case_id=case.id, team=case.team_id)


def open_protected(case: Case, statement_id: UUID) -> ProtectedStatement | None:
    """One statement of these, or nothing. Its page is the caller's, and leaves an AccessEntry."""
    return ONE.first(case_id=case.id, team=case.team_id, pk=statement_id)


ROWS: Prepared[ProtectedStatement] = Prepared(
    lambda: (
        ProtectedStatement.objects.filter(case__any_of=of_case_and_merged(Given("case_id")), case__team=Given("team"))
        .select_related("interview")
        .defer("text", "basis_note", "interview__statement")
        .order_by("-recorded_at")
    )
)
ONE: Prepared[ProtectedStatement] = Prepared(
    lambda: (
        ProtectedStatement.objects.filter(case__any_of=of_case_and_merged(Given("case_id")), case__team=Given("team"), pk=Given("pk"))
        .select_related("key", "interview")
        .defer("interview__statement")
    )
)
