"""A filed list beside the team of today, where seats stand empty (handbook 8.5)."""

import pytest

from reporting.workflow import SeatLine, TeamRoster, differences

ADA, BO = SeatLine("ADM", "Ada Principal", "Principal"), SeatLine("LEO", "Bo Officer", "Officer")
NONE_AVAILABLE = SeatLine("LEO", reason="None available to serve; asked on August 2.")


def team(*lines: SeatLine) -> tuple[TeamRoster, ...]:
    return (TeamRoster("Cordgrass", ("Cordgrass High School",), lines),)


@pytest.mark.req("TM-7")
def test_an_empty_seat_is_nobody_who_left_and_filling_it_is_somebody_who_came() -> None:
    assert differences(team(ADA, NONE_AVAILABLE), team(ADA, NONE_AVAILABLE)) == ()
    assert differences(team(ADA, NONE_AVAILABLE), team(ADA)) == ()
    (came,) = differences(team(ADA, NONE_AVAILABLE), team(ADA, BO))
    assert came.startswith("Cordgrass: Bo Officer is on the team as ")
    (left,) = differences(team(ADA, BO), team(ADA, NONE_AVAILABLE))
    assert left.startswith("Cordgrass: Bo Officer is on the filed list as ") and left.endswith("is not on the team today.")
