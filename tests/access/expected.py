"""The cells of the matrix: each knock with the status that the hand-written table expects of it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from zlib import crc32

from tests.access.people import ANONYMOUS, NAMES
from tests.access.table import (
    ANSWERS,
    ASKED_TO_TAKE,
    AUDIT_PAGES,
    BRIEF_PAGES,
    CASES,
    DUTIES,
    EVERYBODY,
    FOR_NOBODY,
    FOR_THERAPISTS,
    FOR_WHOM_IT_WAITS,
    KEPT_BY_THE_CUSTODIAN,
    LISTS,
    MAY_ELSEWHERE,
    MAY_IN_A_CASE,
    MAY_ON_A_DUTY,
    NEVER_DRAWN,
    NOT_FOR_POLICE,
    NOT_THEIRS,
    ONLY_IN,
    ONLY_READ,
    OPENING_PAGES,
    OUTSIDE_POLICE,
    POLICE,
    READS_BRIEF,
    RECORD_PAGES,
    SIGNED_IN,
    THERAPISTS,
    TIP_PAGES,
    TRANSFER_ADDRESSES,
    TRANSFER_PAGES,
    WITHOUT_THE_RECORD,
    sees,
)

SIGNED_OUT = (ANONYMOUS, "member who left")
SIGN_IN = 0
EVERY = 8
SEES = sees() | {ANONYMOUS: dict.fromkeys(CASES, ".")}
UNSEEN = "."
UNDER_A_CASE = MAY_IN_A_CASE | MAY_ON_A_DUTY
OWN_PAGES = BRIEF_PAGES.keys() | TRANSFER_PAGES.keys() | OPENING_PAGES.keys()


@dataclass(frozen=True)
class Cell:
    """One knock; `expected` 0 is “sign in first”."""

    name: str
    method: str
    person: str
    case: str
    expected: int

    def __str__(self) -> str:
        return f"{self.method} {self.name} by {self.person}" + (f" in {self.case}" if self.case else "")

    @property
    def is_denied(self) -> bool:
        return self.expected in (SIGN_IN, 400, 403, 404)

    @property
    def leaves_a_view(self) -> bool:
        """A page shown of a case, a paper, a duty or a list is one entry; the rest none."""
        return self.expected == 200 and (
            (self.name, self.method) in UNDER_A_CASE or self.name in LISTS | TIP_PAGES | OWN_PAGES | RECORD_PAGES
        )


GONE = "handed"
"""The case that another team has by now: who handed it over reads it, and nothing of what a therapist was told."""


def cells(name: str, method: str) -> Iterator[Cell]:
    """Everybody at this address; under a case, at each case."""
    if (name, method) in MAY_ELSEWHERE:
        yield from (Cell(name, method, person, "", elsewhere(name, method, person)) for person in NAMES)
    else:
        yield from (Cell(name, method, person, case, in_a_case(name, method, person, case)) for person in NAMES for case in CASES)


def by_turns(name: str, method: str) -> Iterator[Cell]:
    """The cells of an ordinary run. Of people who are the same to a case, and of whom the table expects the same, every second asks, the
    others at the next address; who sees nothing of a case asks in every eighth, another one at each address.

    Each person asks at each address in some case, and in each case at some address; whatever somebody may be to a case asks there at each
    address. A full run walks all cells (figure F10).
    """
    turn = crc32(f"{method} {name}".encode())
    alike: defaultdict[tuple[str, str, int], list[Cell]] = defaultdict(list)
    for cell in cells(name, method):
        if cell.case:
            alike[cell.case, SEES[cell.person][cell.case], cell.expected].append(cell)
        else:
            yield cell
    for (case, letter, expected), group in alike.items():
        asked = turn + CASES.index(case)
        if letter == UNSEEN and expected in (404, SIGN_IN):
            yield from (cell for cell in group if (asked + NAMES.index(cell.person)) % EVERY == 0)
        else:
            yield from (cell for number, cell in enumerate(group) if len(group) == 1 or (asked + number) % 2 == 0)


def usual(name: str, method: str) -> int:
    """The answer to who may: the page, or “this form came without its key”."""
    return ANSWERS.get((name, method), 200 if method == "GET" else 400)


def elsewhere(name: str, method: str, person: str) -> int:
    """What the table expects of an address without a case."""
    yes, may = usual(name, method), MAY_ELSEWHERE[name, method]
    if may == EVERYBODY:
        return 302 if name == "account_login" and person not in SIGNED_OUT else yes
    if person in SIGNED_OUT:
        return SIGN_IN
    if may != SIGNED_IN and person not in may:
        return 403
    if name in BRIEF_PAGES and person not in READS_BRIEF:
        return 404
    if name in FOR_NOBODY or (name in TRANSFER_ADDRESSES and person not in ASKED_TO_TAKE):
        return 404
    if person in ONLY_READ.get(name, ()):
        return 403
    return 404 if person in NOT_THEIRS.get(name, ()) else yes


def in_a_case(name: str, method: str, person: str, case: str) -> int:
    """What the table expects of an address under a case, or of one of its duties or papers."""
    letter, yes = SEES[person][case], usual(name, method)
    there, otherwise = ONLY_IN.get(name, (CASES, 0))
    waits = (name, method) in MAY_ON_A_DUTY and person in DUTIES[case][1]
    if person in SIGNED_OUT:
        return SIGN_IN
    if (letter == UNSEEN and not waits) or (name in FOR_THERAPISTS and (person not in THERAPISTS or case == GONE)):
        return 404
    if waits and name in FOR_WHOM_IT_WAITS:
        return yes
    if name.startswith(("paper_", "isp_")) and case not in there:
        return otherwise
    if person in OUTSIDE_POLICE and (name, method) in MAY_IN_A_CASE and (name, method) not in WITHOUT_THE_RECORD:
        return 403
    if letter not in UNDER_A_CASE[name, method] or (name in NOT_FOR_POLICE and person in POLICE):
        return 403
    return yes if case in there else otherwise


def is_of_an_audit(name: str, person: str, case: str) -> bool:
    """Whether this page may name the case's code because it was drawn for an audit."""
    return name in AUDIT_PAGES and person == "superintendent" and case not in NEVER_DRAWN


def may_be_named(person: str, case: str) -> bool:
    """Whether a page may name the case's code to this person: who sees it, and for whom its duty waits."""
    asked = case in TRANSFER_PAGES.values() and person in ASKED_TO_TAKE
    kept = person == "records custodian" and case in KEPT_BY_THE_CUSTODIAN
    return SEES[person][case] != UNSEEN or person in DUTIES[case][1] or asked or kept
