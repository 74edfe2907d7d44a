"""What the prevention team reads of the checks in a building leaves each small number open, even to who knows the rule of hiding."""

from collections import defaultdict
from itertools import product

import pytest

from reporting.counts import FEWER_THAN_FIVE
from reporting.counts.contagion import hide_parts

pytestmark = pytest.mark.req("PL-5")


def test_whatever_is_shown_of_a_building_a_small_number_may_be_any_of_three_at_least() -> None:
    alike: dict[tuple[object, tuple[object, ...]], list[tuple[int, ...]]] = defaultdict(list)
    for parts in product(range(10), repeat=4):
        alike[hide_parts(parts)].append(parts)
    known = {shown: possible for shown, possible in alike.items() if not isinstance(shown[0], int) or shown[0] < 10}
    for (_asked, cells), possible in known.items():
        for place, cell in enumerate(cells):
            if cell == FEWER_THAN_FIVE:
                assert len({parts[place] for parts in possible}) >= 3, (cells, possible[:5])


def test_no_small_number_is_shown() -> None:
    for parts in product(range(7), repeat=4):
        asked, cells = hide_parts(parts)
        assert not [each for each in (asked, *cells) if isinstance(each, int) and 0 < each < 5], parts
