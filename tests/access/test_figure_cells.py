"""Figure F10: how many cells of the matrix there are, and every address that a case's pages carry, asked for again by those who
do not see the case. The cells themselves are walked by turns in test_addresses; in a full run here, all at once."""

from collections import Counter

import pytest

from tests.access.expected import SEES, SIGN_IN, UNSEEN, Cell, by_turns, cells
from tests.access.harvest import Found, harvested
from tests.access.knock import knock, views_on_record, written_beside_denials
from tests.access.marks import found_in
from tests.access.people import NAMES
from tests.access.table import CASES, DUTIES, addresses
from tests.access.test_addresses import VERBS
from tests.access.walk import wrong_at
from tests.access.world import World
from tests.processes.evidence import FULL, note

HARVESTED_IN = CASES if FULL else ("triage", "managed")
ASKED_BY = NAMES if FULL else ("anonymous", "superintendent", "member in conflict", "superuser", "teacher without a seat", "FOIA officer")


def asked_again(world: World, found: Found, person: str) -> str:
    """What is wrong with the answer to somebody who does not see the case; "" for as good as not there."""
    answer = knock(world.browsers[person], found.method, found.address)
    right = answer.asks_to_sign_in if person in ("anonymous", "member who left") else answer.status == 404
    shown = found_in(answer.body)
    return "" if right and not shown else f"{found.method} {found.name} of {found.case} by {person}: {answer.status}, shown {shown}"


def are_asked(found: Found) -> list[str]:
    """Who does not see the case; a duty is also open to those for whom it waits, so those of the building are left to the matrix."""
    unseeing = [person for person in ASKED_BY if person not in SEES or SEES[person][found.case] == UNSEEN]
    if not found.name.startswith(("duty_", "isp_")):
        return unseeing
    return [person for person in unseeing if person not in OF_THE_BUILDING | {who for _, waits in DUTIES.values() for who in waits}]


OF_THE_BUILDING = {"superintendent", "report taker", "another report taker", "back-up activated", "back-up seated by name", "case manager"}


def as_what(cell: Cell) -> tuple[str, str, str, str, int]:
    """What somebody is to the case in which they ask, in place of who."""
    letter = SEES[cell.person][cell.case]
    return cell.name, cell.method, "" if letter == UNSEEN else cell.case, letter, cell.expected


@pytest.mark.req("PR-1")
@pytest.mark.slow
@pytest.mark.timeout(5400 if FULL else 300)
def test_f10_the_cells_of_the_matrix_and_every_harvested_address(world: World) -> None:
    asked = [cell for name, method in addresses() for cell in cells(name, method)]
    in_every_run = {cell for name, method in addresses() for cell in by_turns(name, method)}
    wrong = [each for name, method in addresses() for each in wrong_at(world, cells(name, method))] if FULL else []
    found = sorted(each for case in HARVESTED_IN for each in harvested(world, case))
    before, seen = written_beside_denials(), views_on_record()
    replayed = [(each, person) for each in found for person in are_asked(each)]
    wrong += [said for each, person in replayed if (said := asked_again(world, each, person))]
    verbs = [(name, verb) for name in {name for name, _ in addresses()} for verb in VERBS]
    note(
        "F10",
        ">= 30 000 cells, 0 wrong, 100 % of URLs",
        cells=len(asked) + len(replayed),
        of_the_table=len(asked),
        walked_in_this_run=len(asked) if FULL else 0,
        harvested_addresses=len(found),
        asked_again=len(replayed),
        addresses_with_verbs=len(verbs),
        identities=len(NAMES),
        expected=dict(Counter("sign in first" if cell.expected == SIGN_IN else str(cell.expected) for cell in asked)),
        wrong=len(wrong),
    )
    assert wrong == [], "\n".join(wrong[:50])
    assert (written_beside_denials(), views_on_record()) == (before, seen)
    assert len(asked) > 20_000 and len(found) > 60
    assert {(cell.name, cell.method, cell.person) for cell in asked} == {(cell.name, cell.method, cell.person) for cell in in_every_run}
    assert {(cell.person, cell.case, cell.method) for cell in asked} == {(cell.person, cell.case, cell.method) for cell in in_every_run}
    assert {as_what(cell) for cell in asked if cell.case} == {as_what(cell) for cell in in_every_run if cell.case}
    assert not FULL or len(asked) + len(replayed) >= 30_000
