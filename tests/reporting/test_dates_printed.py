"""The case file prints the dates to watch with what came of them, and the checks after an act of violence elsewhere."""

from datetime import date

import pytest

from cases.actions.contagion import CheckGiven, answer_check, ask_after_violence, checks_asked
from cases.actions.dates import end_date, record_date
from cases.models import Case
from cases.watching import When
from reporting.actions.papers import issue_case_file
from tat import files
from tat.models import User
from tests.cases.dated import HEARING, a_date
from tests.cases.managed import planned
from tests.cast import Cast
from tests.typed import flat

pytestmark = [pytest.mark.django_db, pytest.mark.req("PL-5")]


def printed(case: Case, by: User) -> str:
    """One copy at a time is made for one person."""
    return flat(b"".join(files.open_chunks(issue_case_file(case=case, by=by).html)).decode())


def test_the_case_file_prints_dates_entries_outcome_and_answers(cast: Cast, at) -> None:
    at("2026-09-14 14:02")
    case = planned(cast)
    assert "Dates to watch" not in printed(case, cast.teacher)
    item = a_date(cast, case, on_day=date(2026, 9, 16))
    a_date(cast, case, when=When.YEARLY, month=2, day=29, kind="PRE-5", event="The day of the accident.")
    text = "Talked with him before it."
    record_date(case=case, by=cast.counselor, item_id=item.pk, occurrence_on=date(2026, 9, 16), kind="before", text=text)
    end_date(case=case, by=cast.principal, item_id=item.pk, outcome="The hearing was called off.")
    ask_after_violence(district=cast.district, by=cast.superintendent, words="A shooting in another state.")
    given = CheckGiven(check_id=checks_asked(case)[0].pk, kind="checked", text="He was calm.")
    said = printed(case, cast.counselor)
    assert "Not answered." in said and "A shooting in another state." in said
    answer_check(case=case, by=cast.counselor, given=given)
    said = printed(case, cast.principal)
    for words in (HEARING, text, "The hearing was called off.", "every year on February 29", "The day of the accident.", "Not ended."):
        assert words in said, words
    assert "He was calm." in said and "The case was checked." in said and "Not answered." not in said
