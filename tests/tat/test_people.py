"""How a person of the staff is named where there is little room."""

import pytest

from tat.models import User


@pytest.mark.parametrize(
    ("full_name", "short"),
    [
        ("Dana Whitlow", "D. Whitlow"),
        ("Dr. Odile Farrow", "O. Farrow"),
        ("Odile van der Berg", "O. van der Berg"),
        ("J. Orr", "J. Orr"),
        ("Sgt. Orr", "S. Orr"),
        ("Odile", "Odile"),
    ],
)
def test_a_short_name_is_an_initial_of_the_name_and_never_of_a_title(full_name: str, short: str) -> None:
    assert User(full_name=full_name).short_name == short
