"""Every form of a case and a duty, sent by everybody, in every case: without its key it changes nothing, and tells who may."""

import pytest

from tests.access.expected import UNDER_A_CASE
from tests.access.walk import wrong_at
from tests.access.world import World


@pytest.mark.req("PR-1")
@pytest.mark.parametrize("name", [name for name, method in UNDER_A_CASE if method == "POST"])
def test_a_form_answers_as_the_table_says(world: World, name: str) -> None:
    wrong = wrong_at(world, name, "POST")
    assert not wrong, "\n".join(wrong)
