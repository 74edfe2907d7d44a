"""Information gaps: what is not known, who finds out, by when; closed with how (handbook 5.5)."""

import uuid
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from cases.actions.locks import Overtaken, locked_open, refuse
from cases.actions.logs import log_case
from cases.actions.members import who_works_on
from cases.actions.moves import touch_facts
from cases.actions.signing import void_positions
from cases.actions.stamps import stamp
from cases.models import Case, InformationGap
from tat import clock
from tat.models import User
from tat.statutes import local_date
from tat.workflow import Blocked

WHAT = "Write what is not known, as a question if you can."
OWNER = "Say who finds out. A gap without a name stays open."
NOT_HERE = "This person does not work on the case. Choose somebody who does."
DUE = "Say by when it is found out."
PAST = "This day has passed. Choose today or a later one."
HOW = "Write how the gap was closed: what was found out, from whom, and when; or why it cannot be known."
ENDED = "This gap was closed meanwhile. Read how it was closed; what you wrote can go into a note, or into a new gap."


@dataclass(frozen=True, kw_only=True)
class GapGiven:
    """One gap as it is typed; `due_on` is a local date."""

    what: str
    why: str = ""
    domain: str = ""
    question: str = ""
    owner: User | None = None
    due_on: date | None = None


def finders(case: Case, by: User, at: datetime) -> list[User]:
    """Who may be asked to find something out: those who work on the case, and the one who asks; by name."""
    people = {person.pk: person for person in [*who_works_on(case, at), by]}
    return sorted(people.values(), key=lambda person: (person.full_name, person.pk))


def check_gap(given: GapGiven, today: date, people: Container[User]) -> None:
    """Raise Unfit with what keeps it from being opened; `people` are those who may be asked."""
    refuse(
        ("what", WHAT, not given.what.strip()),
        ("owner", OWNER, given.owner is None),
        ("owner", NOT_HERE, given.owner is not None and given.owner not in people),
        ("due_on", DUE, given.due_on is None),
        ("due_on", PAST, given.due_on is not None and given.due_on < today),
    )


@transaction.atomic
def add_gap(*, case: Case, by: User, given: GapGiven) -> InformationGap:
    """Open a gap: what, who finds out, by when. Positions given before are void. Raises Blocked with what is missing."""
    at = clock.now()
    locked = locked_open(case, by=by, at=at)
    check_gap(given, local_date(at), finders(locked, by, at))
    gap = open_gap(locked, given, by=by, at=at)
    touch_facts(locked)
    void_positions(locked, by=by, at=at)
    log_case("gap_opened", locked, by=by, at=at, detail=f"gap:{gap.id}")
    return gap


def open_gap(case: Case, given: GapGiven, *, by: User, at: datetime) -> InformationGap:
    """The gap on a locked case. The calling action writes the log."""
    return InformationGap.objects.create(case=case, **{**vars(given), "what": given.what.strip()}, **stamp(by, at))


@transaction.atomic
def close_gap(*, case: Case, by: User, gap_id: uuid.UUID, how: str) -> InformationGap:
    """Close a gap with how it was closed. Positions given before are void.

    Raises Blocked without a word on how, Overtaken where somebody closed it meanwhile.
    """
    at = clock.now()
    locked = locked_open(case, by=by, at=at)
    gap = locked.informationgap_set.filter(pk=gap_id).first()
    if gap is None:
        raise Blocked((ENDED,))
    refuse(("how", HOW, not how.strip()))
    if gap.closed_at is not None:
        raise Overtaken(ENDED, gap)
    gap.closed_at, gap.closed_by, gap.closed_how = at, by, how.strip()
    gap.save(update_fields=["closed_at", "closed_by", "closed_how"])
    touch_facts(locked)
    void_positions(locked, by=by, at=at)
    log_case("gap_closed", locked, by=by, at=at, detail=f"gap:{gap.id}")
    return gap


def gaps_at(numbered: Iterable[tuple[int, InformationGap]], at: datetime) -> list[tuple[int, InformationGap]]:
    """Those that were open at `at`, such as when a level was signed; by when they were written and closed."""
    return [(n, gap) for n, gap in numbered if gap.recorded_at <= at and (gap.closed_at is None or gap.closed_at > at)]
