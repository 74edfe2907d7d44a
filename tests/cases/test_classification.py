"""The classification: what it waits for, what it starts, and what a level brings."""

import pytest

from cases.actions.classification import classify
from cases.actions.signing import signature_holds
from tests.cases.assessed import a_level, assessed, latest, open_rules, rows
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.req("AS-5", "AS-7")
def test_the_leads_signature_starts_the_duties_of_the_level_at_once(cast: Cast, at) -> None:
    at("2026-09-14 13:30")
    case = assessed(cast)
    at("2026-09-14 14:02")
    classify(case=case, by=cast.principal, given=a_level("high"))
    case.refresh_from_db()
    assert (case.level, case.stage) == ("high", "management")
    assert {"LVL-ADM", "LVL-LE", "LVL-CON", "LVL-CRI", "LVL-NTF", "PLAN", "SIG"} <= open_rules(case)
    assert "TAT-CLS" not in open_rules(case)
    assert len(rows(case, "SIG")) == 5
    assert signature_holds(latest(case))
