"""Figure F5: twenty-four hours over both changes of the clocks, by the rule and by the page, and as wall time would have them."""

import csv
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from tat.calendar import CENTRAL, SchoolCalendar, due_at, local_words
from tat.models import Obligation
from tat.statutes import RULES
from tests.cast import Cast, a_case, signed_in
from tests.processes.evidence import note

GOLDEN = Path(__file__).parent.parent / "data" / "golden_24_hours.csv"
BY_THE_PAGE = 8
DAY = timedelta(hours=24)


def golden() -> list[dict[str, str]]:
    with GOLDEN.open() as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def due_by_rule(case: dict[str, str]) -> tuple[datetime | None, str]:
    due = due_at(RULES["CPD-ISP"].clock, datetime.fromisoformat(case["start"]), SchoolCalendar()).legal_due
    return due, local_words(due, zone=True) if due else ""


def due_by_the_wall(case: dict[str, str]) -> datetime:
    """As Python adds to a local time."""
    return datetime.fromisoformat(case["start"]).astimezone(CENTRAL) + DAY


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The process believes to be in another part of the world."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Pacific/Auckland")
        time.tzset()
        yield
    time.tzset()


def determined_by_the_page(client: Client, code: str, start: datetime) -> None:
    """The form of the danger determination, sent with fields that nobody asked for."""
    local = start.astimezone(CENTRAL)
    typed = {
        "idempotency_key": uuid.uuid4(),
        "answer": "yes",
        "subject_is_student": "yes",
        "capacity": "administrator",
        "determined_at": f"{local:%Y-%m-%dT%H:%M}",
        "facts": "Said twice that Friday is the last day.",
        "confirmed": "1",
    }
    tampered = {
        "legal_due_at": "2031-01-01T00:00",
        "target_due_at": "2031-01-01T00:00",
        "recorded_at": "2020-01-01T00:00",
        "rule": "UPD-30",
    }
    answer = client.post(f"/cases/{code}/danger/determine/", typed | tampered)
    assert answer.status_code == 302, answer.content.decode()


def wrong_on_the_page(cast: Cast, at: Callable[[str], datetime], row: dict[str, str]) -> str:
    """What is wrong with one golden case sent through the page, or ""; a start is typed to the minute."""
    start = datetime.fromisoformat(row["start"]).replace(second=0)
    at(f"{(start - timedelta(minutes=30)).astimezone(CENTRAL):%Y-%m-%d %H:%M}")
    case, client = a_case(cast, "assessment"), signed_in(cast.principal)
    at(f"{(start + timedelta(minutes=5)).astimezone(CENTRAL):%Y-%m-%d %H:%M}")
    determined_by_the_page(client, case.code, start)
    duty = Obligation.objects.get(about_id=case.id, rule="CPD-ISP")
    page = client.get(f"/duties/{duty.id}/").content.decode()
    due = datetime.fromisoformat(row["due"]).replace(second=0)
    return "" if duty.legal_due_at == due and row["wall"] in page else f"{row['start']}: {duty.legal_due_at}, not {row['wall']} on the page"


@pytest.mark.req("OB-1", "OB-3")
def test_f5_a_24_hour_clock_is_exact_over_both_changes_by_rule_and_by_page(
    cast: Cast, at: Callable[[str], datetime], elsewhere: None
) -> None:
    rows = golden()
    wrong = [row for row in rows if due_by_rule(row) != (datetime.fromisoformat(row["due"]), row["wall"])]
    by_the_wall = [row for row in rows if due_by_the_wall(row) != datetime.fromisoformat(row["due"])]
    sent = [row for row in rows[:: len(rows) // BY_THE_PAGE] if not twice(row)]
    wrong_pages = [said for row in sent if (said := wrong_on_the_page(cast, at, row))]
    note(
        "F5",
        "exact in 2 000 golden cases over both changes of the clocks",
        golden_cases=len(rows),
        wrong=len(wrong),
        sent_through_the_page=len(sent),
        wrong_on_the_page=len(wrong_pages),
        zone_of_the_process="Pacific/Auckland",
        naive={"what": "24 hours added to the local time", "wrong": len(by_the_wall)},
    )
    assert (len(rows), wrong, wrong_pages) == (2000, [], [])
    assert len(sent) > BY_THE_PAGE // 2 and by_the_wall


def twice(row: dict[str, str]) -> bool:
    """Whether the start is in the hour that happens twice, for which the page asks which one is meant."""
    local = datetime.fromisoformat(row["start"]).astimezone(CENTRAL)
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
