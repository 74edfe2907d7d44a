"""What keeps a meeting or a crisis response from being recorded, as plain facts."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from triage.workflow import CrisisKind, PolicePart, crisis_problems, meeting_problems

AT = datetime(2026, 9, 14, 19, 2, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def meeting(**changes: Any) -> tuple[str, ...]:
    facts = {
        "convened": True,
        "held_at": AT - HOUR,
        "reported_at": AT - 2 * HOUR,
        "at": AT,
        "anybody": True,
        "police": PolicePart.PRESENT.value,
        "thin": False,
        "shortfall_reason": "",
    }
    return meeting_problems(**(facts | changes))


@pytest.mark.req("TR-3")
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"held_at": AT - 3 * HOUR}, "before the report reached anybody"),
        ({"convened": False}, "has not been convened yet"),
        ({"held_at": AT + HOUR}, "has not come yet"),
        ({"anybody": False}, "Nobody is marked as present"),
        ({"police": "somebody"}, "present, consulted, or neither"),
        ({"thin": True, "shortfall_reason": " "}, "Fewer came than the lead and two seats"),
    ],
)
def test_a_meeting_is_recorded_once_nothing_speaks_against_it(changes: dict[str, Any], sentence: str) -> None:
    assert meeting() == meeting(thin=True, shortfall_reason="Two were at a training.") == ()
    (said,) = meeting(**changes)
    assert sentence in said


@pytest.mark.req("TR-3")
def test_a_meeting_in_the_minute_of_the_report_is_not_before_it() -> None:
    assert meeting(reported_at=AT - HOUR + timedelta(seconds=20), held_at=(AT - HOUR).replace(second=0)) == ()


@pytest.mark.req("TR-4")
def test_a_crisis_response_has_a_kind_a_past_time_and_an_open_case() -> None:
    kind = CrisisKind.COUNSELING.value
    assert crisis_problems(False, kind, AT - HOUR, AT) == ()
    wrong = crisis_problems(True, "shouting", AT + HOUR, AT)
    assert [sentence.split(".")[0] for sentence in wrong] == [
        "This case is closed",
        "The kind of response is missing",
        "The time when it started has not come yet",
    ]
