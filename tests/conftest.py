"""The database and the clock of every test: made by the owner's role, used through the application's."""

import gc
import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import override_settings
from xdist.scheduler import LoadFileScheduling

from tat import clock
from tat.management.commands.setup_database import load_baseline
from tests import kept
from tests.cast import (  # noqa: F401  fixtures of the people, by role
    backup,
    building,
    cast,
    consultant,
    counselor,
    district,
    officer,
    other_building,
    other_team,
    outsider,
    principal,
    psychologist,
    report_taker,
    social_worker,
    superintendent,
    sysadmin,
    teacher,
    team,
)
from tests.databases import make_database

TESTS = Path(__file__).parent
WAITING = ("launcher", "processes", "browser")
FIRST = (*WAITING, "faults", "demo", "forms", "figures", "access")

TOGETHER = {"test_addresses.py", "test_figure_cells.py", "test_signposts.py"}
"""The files about the district of `tests/access`, which is built once for those that one worker takes after each other."""

LOGS = {"tat_logentry", "tat_accessentry", "tat_loghead"}
WHOLE = LOGS | {"reporting_tombstone"}
"""Of which no row may be deleted: emptied as a whole."""
KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def folder(item: pytest.Item) -> str:
    return item.path.relative_to(TESTS).parts[0]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that wait for processes begin first, so that no worker is left with them at the end; what shares a district stands together."""
    last = len(FIRST)
    items.sort(key=lambda item: (FIRST.index(folder(item)) if folder(item) in FIRST else last, item.path.name not in TOGETHER))


def pytest_collection_finish() -> None:
    """What is loaded by now stays until the end: the collector need not look at it again and again."""
    gc.collect()
    gc.freeze()


class ByFile(LoadFileScheduling):
    """Each file to one worker, those of one district to the same. The last worker begins with what computes, while the others wait."""

    def _assign_work_unit(self, node: Any) -> None:
        computing = next((file for file in self.workqueue if Path(file).parent.name not in WAITING), "")
        if computing and node is self.nodes[-1]:
            self.workqueue.move_to_end(computing, last=False)
        super()._assign_work_unit(node)

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return "together" if Path(file).name in TOGETHER else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile | None:
    return ByFile(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.fixture(scope="session", autouse=True)
def quick_passwords(django_test_environment: None) -> Iterator[None]:
    """A password is slow to hash on purpose. See tests/processes for servers that know only the slow way."""
    quick = "django.contrib.auth.hashers.MD5PasswordHasher"
    with override_settings(PASSWORD_HASHERS=[quick, *settings.PASSWORD_HASHERS]):
        yield


@pytest.fixture(scope="session")
def owner_connection(django_test_environment: None, django_db_blocker: object) -> Iterator[BaseDatabaseWrapper]:
    """A connection as the owner, outside Django's guard and outside every test's transaction; its database is new."""
    with django_db_blocker.unblock():
        owner, name = connections["owner"], f"test_tat_{os.environ.get('PYTEST_XDIST_WORKER') or os.getpid()}"
        plain_name = owner.settings_dict["NAME"]
        make_database(name)
        apart = connections.create_connection("owner")
        yield apart
        for open_connection in (apart, *connections.all(initialized_only=True)):
            open_connection.close()
        end_sessions(name)
        owner.creation.destroy_test_db(plain_name, verbosity=0)


def end_sessions(database: str) -> None:
    """A browser or a process that was killed may leave one behind, and a database that is in use cannot be dropped."""
    for alias in ("owner", "default"):
        with connections[alias]._nodb_cursor() as cursor:
            cursor.execute(
                "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = %s and usename = current_user", [database]
            )


@pytest.fixture(scope="session")
def django_db_setup(owner_connection: BaseDatabaseWrapper) -> None:
    """Tests that commit are cleaned up by the owner: the application's role may not empty a table, and nobody a log."""
    with owner_connection.cursor() as cursor:
        for table in LOGS:
            cursor.execute(f"alter table {table} disable trigger tat_log_frozen_whole")
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        tables = sorted({name for (name,) in cursor.fetchall()} - KEPT)
    which_have_rows = " union all ".join(f"select '{table}' where exists (select from {table})" for table in tables)

    def empty(_: list[str]) -> None:
        """Django's own TRUNCATE of every table takes ten times as long."""
        with owner_connection.cursor() as cursor:
            cursor.execute(which_have_rows)
            full = [name for (name,) in cursor.fetchall()]
            words = [f"truncate {name}" if name in WHOLE else f"delete from {name}" for name in full]
            cursor.execute(";".join([*words, "insert into tat_loghead (id, seq, hash) values (1, 0, '')"]))
        load_baseline()

    for alias in ("default", "owner"):
        type(connections[alias].ops).execute_sql_flush = lambda operations, statements: empty(statements)


def notice_the_move() -> None:
    """A transaction sees a function that another connection replaced only once it locks a table anew; the size of one does that."""
    with connections["default"].cursor() as cursor:
        cursor.execute("select pg_relation_size('django_migrations')")


@pytest.fixture
def at(owner_connection: BaseDatabaseWrapper, db: None) -> Iterator[Callable[[str], datetime]]:
    """at("2026-09-14 14:02") puts the clock at that Central time, from where it runs on; gives the instant in UTC."""

    def put(target: datetime) -> None:
        with owner_connection.cursor() as cursor:
            cursor.execute("select clock_timestamp()")
            (true_now,) = cursor.fetchone()
            cursor.execute(clock.offset_sql(target - true_now))
        notice_the_move()

    def move(local: str) -> datetime:
        target = datetime.fromisoformat(local).replace(tzinfo=clock.CENTRAL)
        put(target)
        kept.clock_put(local, put)
        return target.astimezone(clock.UTC)

    yield move
    kept.forget()
    with owner_connection.cursor() as cursor:
        cursor.execute(clock.offset_sql(timedelta(0)))
