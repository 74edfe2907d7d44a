"""Every rule of the master table, through the pages a person uses: its fact opens it by a POST with the due time of the handbook, its
ladder reaches the right people once, its proof ends it, and what is late stays late (handbook 8.1).
"""

from datetime import timedelta
from typing import Any

import pytest

from tat import clock
from tat.actions.sweep import sweep
from tat.models import Notice, Obligation
from tat.statutes.illinois import TABLE
from tests.duties import cases, notices, offices, records, teams, yearly  # noqa: F401  the rows write themselves into the table
from tests.duties.rows import ROWS, SCENES, Row, due, told

pytestmark = [pytest.mark.django_db, pytest.mark.req("OB-1")]
MONDAY = "2026-09-14 10:00"


def test_every_rule_has_its_row() -> None:
    assert {rule.code for rule in TABLE} - set(ROWS) == set()


@pytest.mark.parametrize("code", ROWS)
def test_its_fact_opens_it_its_ladder_runs_and_its_proof_ends_it(cast: Any, at: Any, code: str) -> None:
    expected = ROWS[code]
    at(MONDAY)
    SCENES[expected.scene](cast)
    row = Obligation.objects.filter(rule=code).latest("recorded_at", "actor_id")
    found = (row.state, row.legal_due_at, row.target_due_at)
    assert found == (expected.state, due(expected.legal, row.triggered_at), due(expected.target, row.triggered_at))
    assert told(row) == set(expected.first.split()), "told at once"
    if row.state == "open":
        _climb(cast, at, row, expected)
    if expected.prove:
        expected.prove(cast, row)
        row.refresh_from_db()
        assert (row.state, bool(row.proof_ref), row.was_late()) == ("met", True, expected.late)
        assert not Notice.objects.filter(obligation=row, state="waiting").exists()


def _climb(cast: Any, at: Any, row: Obligation, expected: Row) -> None:
    """After the time that decides late: those people, once, however often the sweep runs."""
    decides = row.due_at()
    if decides is None and not expected.at:
        assert not expected.then
        return
    after = f"{(decides + timedelta(minutes=1)).astimezone(clock.CENTRAL):%Y-%m-%d %H:%M}" if decides else ""
    at(expected.at or after)
    since = clock.now()
    sweep()
    sweep()
    assert told(row, since) == set(expected.then.split()), "told when it is late"
