"""Every page of a case, a duty, a paper, as everybody, in every case."""

import pytest

from tests.access.expected import UNDER_A_CASE
from tests.access.walk import wrong_at
from tests.access.world import World


@pytest.mark.req("PR-1")
@pytest.mark.parametrize("name", [name for name, method in UNDER_A_CASE if method == "GET"])
def test_a_page_answers_as_the_table_says(world: World, name: str) -> None:
    wrong = wrong_at(world, name, "GET")
    assert not wrong, "\n".join(wrong)
