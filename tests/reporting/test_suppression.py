"""Several tables of one total: what is hidden in one cannot be worked out from the others."""

import random
from collections.abc import Iterator, Sequence
from itertools import product

import pytest

from reporting.counts.suppression import FEWER_THAN_FIVE, NOT_SHOWN, Shown, hide_family, hide_margins, hide_small

pytestmark = pytest.mark.req("SE-3")
MOST = 16
ROUNDS = 400


def possible(shown: Shown) -> Iterator[tuple[int, ...]]:
    """Every list of numbers that may stand behind a table, for who knows the rule of hiding."""
    larger = range(5, MOST) if FEWER_THAN_FIVE in shown.cells else range(MOST)
    ranges = [range(1, 5) if cell == FEWER_THAN_FIVE else larger if cell == NOT_SHOWN else [cell] for cell in shown.cells]
    for counts in product(*ranges):  # type: ignore[arg-type]
        if shown.hides_total or sum(counts) == shown.total:
            yield counts


def split(total: int, parts: int, dice: random.Random) -> tuple[int, ...]:
    """A total in so many parts, many of them small."""
    cuts = sorted(dice.randint(0, total) for _ in range(parts - 1))
    return tuple(high - low for low, high in zip([0, *cuts], [*cuts, total], strict=True))


def narrowed(tables: Sequence[Shown]) -> list[str]:
    """Small cells that are not 1, 2, 3 and 4 alike for somebody who adds up every table and knows that all have one total."""
    found = []
    kept = [list(possible(table)) for table in tables]
    totals = set.intersection(*({sum(counts) for counts in each} for each in kept))
    for table, lists in zip(tables, kept, strict=True):
        alike = [counts for counts in lists if sum(counts) in totals]
        for place, cell in enumerate(table.cells):
            if cell == FEWER_THAN_FIVE and {counts[place] for counts in alike} != {1, 2, 3, 4}:
                found.append(f"{table} at {place}")
    return found


def test_four_tables_of_one_total_tell_no_small_number() -> None:
    dice, hidden = random.Random(45), 0
    for _ in range(ROUNDS):
        total = dice.randint(0, 15)
        shown = hide_margins(*(split(total, 3, dice) for _ in range(4)))
        assert len({str(each.total) for each in shown}) == 1
        hidden += any(each.hides_a_cell for each in shown)
        if not shown[0].hides_total:
            assert narrowed(shown) == []
    assert hidden > ROUNDS / 4


def test_where_the_first_table_hides_the_total_no_other_tells_it() -> None:
    first, second, third = hide_margins([1, 2], [3, 0], [0, 3])

    assert first.hides_total and {*second.cells, *third.cells} == {NOT_SHOWN}


def test_a_table_that_would_have_to_hide_a_total_which_another_shows_is_not_shown() -> None:
    """15 in three parts of 5 is told; 15 as 4, 4, 4 and 3 would tell each of them."""
    first, second = hide_margins([5, 5, 5], [4, 4, 4, 3])

    assert (first.total, first.cells, set(second.cells)) == (15, (5, 5, 5), {NOT_SHOWN})


def test_steps_of_one_way_are_shown_all_or_none() -> None:
    """Not classified is 6 and the steps say 8 of 14 are: the level that hides 3 of these would be 14 less 6 less 5."""
    levels = hide_small([6, 3, 5])
    assert levels.hides_a_cell
    (steps,) = hide_family(levels, [8, 0, 6])
    assert set(steps.cells) == {NOT_SHOWN}

    assert hide_family(hide_small([6, 8]), [8, 0, 6])[0].cells == (8, 0, 6)
    assert set(hide_family(hide_small([6, 8]), [8, 0, 6], [7, 1, 6])[0].cells) == {NOT_SHOWN}, "the other one hides a cell"
