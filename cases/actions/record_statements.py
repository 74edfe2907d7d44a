"""A parent's or student's statement is put into the record, and what of it travels with a release (105 ILCS 10/7; handbook 9.4)."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from cases.access import locked_case
from cases.actions.families import parties_of
from cases.actions.locks import refuse, refuse_merged
from cases.actions.logs import log_case
from cases.actions.stamps import stamp
from cases.models import Case, Party, RecordStatement
from tat import clock
from tat.models import User
from tat.roles import Permission
from tat.statutes import local_date

WHOSE = "Choose whose record it is."
WHO = "Write who made the statement."
CAPACITY = "Choose in which right."
RECEIVED = "Write on which day the school had it."
NOT_YET = "This day has not come yet."
ABOUT = "Write which entry is disputed."
TEXT = "Type the statement word for word."


@dataclass(frozen=True, kw_only=True)
class StatementGiven:
    """A statement as it is typed; `received_on` is a local day."""

    party_id: uuid.UUID | None = None
    person: str = ""
    capacity: str = ""
    received_on: date | None = None
    about: str = ""
    text: str = ""


@transaction.atomic
def insert_statement(*, case: Case, by: User, given: StatementGiven) -> RecordStatement:
    """Put a statement into the record of a student of this case, a closed one too. Raises Http404, PermissionDenied, Blocked."""
    at = clock.now()
    locked = locked_case(case.id, by=by, permission=Permission.REVIEW_RECORD, at=at)
    refuse_merged(locked)
    party = next((each for each in parties_of(locked) if each.pk == given.party_id), None)
    refuse(
        ("party", WHOSE, party is None),
        ("person", WHO, not given.person.strip()),
        ("capacity", CAPACITY, given.capacity not in RecordStatement.Capacity.values),
        ("received_on", RECEIVED, given.received_on is None),
        ("received_on", NOT_YET, given.received_on is not None and given.received_on > local_date(at)),
        ("about", ABOUT, not given.about.strip()),
        ("text", TEXT, not given.text.strip()),
    )
    assert party is not None and given.received_on is not None
    words = {"person": given.person.strip(), "about": given.about.strip(), "text": given.text.strip()}
    row = RecordStatement.objects.create(
        case=locked, party=party, capacity=given.capacity, received_on=given.received_on, **words, **stamp(by, at)
    )
    log_case("statement_inserted", locked, by=by, at=at, detail=f"statement:{row.id}")
    return row


def statements_of(case: Case) -> list[RecordStatement]:
    """The statements in this case's record and in those merged into it, the first one first."""
    rows = RecordStatement.objects.filter(case__in=case.with_merged()).select_related("case__key", "party__person__key", "party__case__key")
    return list(rows.order_by("received_on", "recorded_at", "id"))


def travelling(rows: Sequence[RecordStatement], *, whose: Iterable[Party], family: bool) -> list[RecordStatement]:
    """Those that go along with a release: to a family the statements about its own student, to everybody else all of them."""
    known = list(whose)
    people = {each.person_id for each in known if each.person_id} | {each.pk for each in known}
    return [row for row in rows if not family or row.party_id in people or row.party.person_id in people]
