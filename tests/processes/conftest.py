"""A mail sink, a database that processes share with the test, and worker and beat on them."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from devstack.valkey import Valkey
from tat import clock
from tat.models import Notice, Obligation
from tests.processes.loops import Loops, Sink, move_clock, own_broker, publish_to, running


@pytest.fixture(scope="module", autouse=True)
def slow_passwords(quick_passwords: None) -> Iterator[None]:
    """Hashed as the servers do, which know no other way."""
    with override_settings(PASSWORD_HASHERS=settings.PASSWORD_HASHERS[1:]):
        yield


@pytest.fixture(scope="module")
def shared_database(django_db_setup: None, django_db_blocker: Any, owner_connection: Any) -> Iterator[None]:
    """Commits are seen by the processes; the tables are emptied once, when the module's processes have ended."""
    with django_db_blocker.unblock():
        yield
        with owner_connection.cursor() as cursor:
            cursor.execute(clock.offset_sql(timedelta(0)))
        call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)
        connection.close()


@pytest.fixture(scope="module")
def sink() -> Iterator[Sink]:
    server = Sink()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def broker() -> Iterator[str]:
    """The test's own acts publish where the test's worker listens."""
    url = own_broker()
    before = publish_to(url)
    yield url
    publish_to(before)


@pytest.fixture(scope="module")
def loops(shared_database: None, sink: Sink, broker: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loops]:
    """One worker and one beat that sweeps every second."""
    folder: Path = tmp_path_factory.mktemp("loops")
    with running(folder, sink, broker) as started:
        started.worker()
        started.beat()
        yield started


@pytest.fixture(scope="module")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    """A server of its own, since it is emptied."""
    server = Valkey(tmp_path_factory.mktemp("broker"), durable=False)
    server.start()
    before = publish_to(server.url())
    yield server
    publish_to(before)
    server.stop()


@pytest.fixture
def quiet(shared_database: None, sink: Sink) -> Iterator[None]:
    """Each figure begins with an empty outbox and leaves nothing that waits."""
    sink.taken.clear()
    yield
    Obligation.objects.update(state="superseded", next_step_at=None)
    Notice.objects.filter(state="waiting").update(state="withdrawn")


@pytest.fixture
def move(shared_database: None, owner_connection: Any) -> Callable[[str], datetime]:
    """move("2026-09-14 14:02") puts every process's clock at that Central time."""
    return lambda local: move_clock(owner_connection, local)
