"""The dead man's switch: the outside watcher hears from us while all is well, and only then."""

import http.server
import logging
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from tat import health, obligations
from tat.actions.sweep import sweep
from tat.actions.watcher import tell_watcher
from tat.tasks import ping_watcher
from tests.tat.school import School

pytestmark = pytest.mark.req("OB-4", "PF-4")
At = Callable[[str], datetime]
SECRET = "/ping/3f6c"


class Watcher(http.server.ThreadingHTTPServer):
    """Notes each address that it is asked for, and answers with `status`."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.status = 200
        super().__init__(("127.0.0.1", 0), Answering)


class Answering(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        self.send_response(self.server.status)  # type: ignore[attr-defined]
        self.end_headers()

    def log_message(self, *words: object) -> None:
        """Nothing is printed."""


@pytest.fixture
def watcher(settings: Any) -> Iterator[Watcher]:
    found = Watcher()
    threading.Thread(target=found.serve_forever, daemon=True).start()
    settings.WATCHER_URL = f"http://127.0.0.1:{found.server_port}{SECRET}"
    yield found
    found.shutdown()
    found.server_close()


def all_kept_outside(moment: datetime) -> None:
    """A checkpoint and a backup have left this machine."""
    for name in (health.CHECKPOINT, health.BACKUP):
        health.beat(name, moment)


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "minutes"), [(health.CHECKPOINT, 65), (health.BACKUP, 26 * 60)])
def test_a_checkpoint_or_a_backup_that_has_not_left_in_time_keeps_the_ping_back(watcher: Watcher, at: At, name: str, minutes: int) -> None:
    moment = at("2026-09-14 14:00")
    all_kept_outside(moment)
    sweep()
    health.beat(name, moment - timedelta(minutes=minutes - 1))
    assert ping_watcher() and len(watcher.asked) == 1
    health.beat(name, moment - timedelta(minutes=minutes + 1))
    assert not ping_watcher() and len(watcher.asked) == 1


@pytest.mark.django_db
def test_the_watcher_is_told_while_the_sweep_beats_and_not_once_it_is_silent(watcher: Watcher, at: At) -> None:
    at("2026-09-14 14:00")
    assert not ping_watcher() and watcher.asked == [], "the sweep has not run yet"
    sweep()
    assert not ping_watcher() and watcher.asked == [], "no checkpoint and no backup has left this machine"
    all_kept_outside(at("2026-09-14 14:00"))
    assert ping_watcher() and watcher.asked == [SECRET]
    at("2026-09-14 14:04")
    assert not ping_watcher() and watcher.asked == [SECRET]
    sweep()
    assert ping_watcher() and len(watcher.asked) == 2


@pytest.mark.django_db
def test_mail_that_waits_ten_minutes_keeps_the_ping_back(watcher: Watcher, at: At) -> None:
    moment = at("2026-09-14 14:00")
    school = School()
    obligations.start("CPD-ISP", **school.opening(triggered_at=moment, at=moment))
    at("2026-09-14 14:11")
    sweep()
    assert not tell_watcher() and watcher.asked == []


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_keeps_the_ping_back(watcher: Watcher, monkeypatch: pytest.MonkeyPatch) -> None:
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nonexistent")
    assert not tell_watcher() and watcher.asked == []


@pytest.mark.django_db
def test_a_watcher_that_is_away_or_refuses_is_no_fault_and_its_address_is_in_no_log(
    watcher: Watcher, at: At, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    all_kept_outside(at("2026-09-14 14:00"))
    sweep()
    watcher.status = 404
    with caplog.at_level(logging.WARNING):
        assert not tell_watcher()
        settings.WATCHER_URL = f"http://127.0.0.1:1{SECRET}"
        assert not tell_watcher()
    assert [record.getMessage() for record in caplog.records] == [
        "the outside watcher did not answer: HTTPError",
        "the outside watcher did not answer: URLError",
    ]
    assert SECRET not in caplog.text


@pytest.mark.django_db
def test_without_a_watcher_nobody_is_asked(at: At, settings: Any) -> None:
    at("2026-09-14 14:00")
    sweep()
    settings.WATCHER_URL = ""
    assert not tell_watcher()


def test_beat_asks_every_five_minutes(settings: Any) -> None:
    schedule = settings.CELERY_BEAT_SCHEDULE["watcher"]
    assert schedule == {"task": "tat.tasks.ping_watcher", "schedule": timedelta(minutes=5).total_seconds()}
