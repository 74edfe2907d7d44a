"""Walks the cells of one address: the right answer, nothing shown that is not theirs, nothing written by who was denied."""

from collections import Counter
from collections.abc import Iterable

from django.db import transaction

from tests.access.expected import SEES, SIGN_IN, UNSEEN, Cell, is_of_an_audit, may_be_named
from tests.access.knock import Answer, knock, views_on_record, written_beside_denials
from tests.access.marks import found_in, mark
from tests.access.table import CASES
from tests.access.world import World


def wrong_at(world: World, asked: Iterable[Cell]) -> list[str]:
    """Every cell of one address that is not as the table has it, in words. Denied calls first, so that their writes show."""
    asked = list(asked)
    before, seen = written_beside_denials(), views_on_record()
    found = [each for cell in asked if cell.is_denied for each in problems(world, cell)]
    after = written_beside_denials()
    if after != before or views_on_record() != seen:
        found.append(f"{asked[0].method} {asked[0].name}: a call that was denied wrote to {sorted(after.items() - before.items())}")
    return found + [each for cell in asked if not cell.is_denied for each in let_in(world, cell)]


def let_in(world: World, cell: Cell) -> list[str]:
    """What is wrong with an answer that was given, and with what it left on record; what it did is undone."""
    with transaction.atomic():
        seen = views_on_record()
        found = problems(world, cell)
        left = views_on_record() - seen
        transaction.set_rollback(True)
    owed = Counter({(world.people[cell.person].pk, world.code_on_record(cell)): 1}) if cell.leaves_a_view else Counter()
    return found if left == owed else [*found, f"{cell}: views on record {dict(left)}, not {dict(owed)}"]


def problems(world: World, cell: Cell) -> list[str]:
    """What is wrong with the answer to one cell."""
    answer = knock(world.browsers[cell.person], cell.method, world.address(cell.name, cell.case))
    found = [] if is_right(answer, cell.expected) else [f"{answer.status}, not {cell.expected or 'sign in'}"]
    found += [f"shown {each}" for each in shown_wrongly(world, cell, answer)]
    found += [f"header {each}" for each in answer.missing_headers]
    if answer.status == cell.expected == 404 and cell.case:
        absent = world.absent(cell.person, cell.name, cell.method)
        found += [] if (absent.status, absent.body) == (404, answer.body) else ["reads unlike a case that is not there"]
    return [f"{cell}: {each}" for each in found]


def is_right(answer: Answer, expected: int) -> bool:
    return answer.asks_to_sign_in if expected == SIGN_IN else answer.status == expected


def shown_wrongly(world: World, cell: Cell, answer: Answer) -> list[str]:
    """Codes and texts in the answer that this person may not see; the address itself names the code that was asked for."""
    kept = [case for case in CASES if case != cell.case and not may_be_named(cell.person, case)]
    kept = [case for case in kept if not is_of_an_audit(cell.name, cell.person, case)]
    codes = [case for case in kept if world.code(case).encode() in answer.body]
    shown = {mark(case) for case in CASES if SEES[cell.person][case] != UNSEEN}
    return [*codes, *sorted(found_in(answer.body) - shown - world.secrets_shown(cell))]
