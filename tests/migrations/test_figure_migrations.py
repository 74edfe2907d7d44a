"""Figure F24: the migrations since the last release run beside people who write; nobody waits for half a second. In --full alone."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.apps import apps
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from devstack.console import ROOT
from tests.migrations.filling import fill
from tests.processes.evidence import FULL, note, reach

pytestmark = [pytest.mark.full, pytest.mark.slow, pytest.mark.timeout(3 * 3600 if FULL else 600)]
RELEASED: dict[str, str] = json.loads((Path(__file__).parent / "released.json").read_text())
APPS = ("tat", "cases", "triage", "reporting")
ALWAYS = ("tat_notice", "tat_accessentry", "tat_logentry")
"""What everybody's work writes to, whatever the migrations touch."""


@dataclass
class Writer:
    """Somebody who changes one row of a table after another, and how long each had to wait."""

    url: str
    table: str
    key: str
    waits: list[float] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    def work(self) -> None:
        with psycopg.connect(self.url, autocommit=True) as line:
            rows = [row[0] for row in line.execute(f'select "{self.key}" from {self.table} limit 500').fetchall()]
            while not self.done.is_set():
                began = time.monotonic()
                line.execute(f'update {self.table} set "{self.key}" = "{self.key}" where "{self.key}" = %s', [rows[len(self.waits) % len(rows)]])
                self.waits.append(time.monotonic() - began)
                time.sleep(0.002)


def pending() -> list[Any]:
    """The migrations since the release, in their order."""
    loader = MigrationLoader(None)
    known = {node for app in APPS for node in loader.graph.forwards_plan((app, RELEASED[app]))}
    plan = [node for leaf in loader.graph.leaf_nodes() if leaf[0] in APPS for node in loader.graph.forwards_plan(leaf)]
    return [loader.graph.nodes[node] for node in dict.fromkeys(plan) if node not in known and node[0] in APPS]


def touched(migrations: list[Any]) -> set[str]:
    """Tables that were there before and that these migrations name."""
    changes = [(each.app_label, op) for each in migrations for joined in each.operations for op in getattr(joined, "operations", [joined])]
    made = {(app, op.name.lower()) for app, op in changes if type(op).__name__ == "CreateModel"}
    named = {(app, op.model_name.lower()) for app, op in changes if getattr(op, "model_name", "")}
    return {apps.get_model(*name)._meta.db_table for name in named - made}


@pytest.fixture
def database(owner_connection: Any, django_db_blocker: Any) -> Iterator[str]:
    """An empty database of its own; its address as the owner."""
    parts, name = urlsplit(os.environ["MIGRATION_DATABASE_URL"]), f"migrated_{os.getpid()}"
    with django_db_blocker.unblock(), connections["owner"]._nodb_cursor() as cursor:
        cursor.execute(f"create database {name}")
        yield urlunsplit(parts._replace(path=f"/{name}"))
        cursor.execute(f"drop database {name} with (force)")


def migrated(url: str, *words: str) -> None:
    variables = dict(os.environ) | {"DATABASE_URL": url, "MIGRATION_DATABASE_URL": url}
    command = [sys.executable, "manage.py", "migrate", *words, "--database", "owner", "--verbosity", "0"]
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]


def test_f24_nobody_who_writes_waits_half_a_second_for_a_migration(database: str) -> None:
    rows = reach("F24_ROWS", 20_000, 1_000_000)
    for app in APPS:
        migrated(database, app, RELEASED[app])
    plan = pending()
    tables = sorted(touched(plan) | set(ALWAYS))
    with psycopg.connect(database, autocommit=True) as line, line.cursor() as cursor:
        for table in tables:
            fill(cursor, table, rows)
        keys = {table: _key(cursor, table) for table in tables}
        for table in ("tat_logentry", "tat_accessentry"):  # the writers change rows of what is only ever added to
            cursor.execute(f"alter table {table} disable trigger user")
    writers = [Writer(database, table, keys[table]) for table in tables]
    lines = [threading.Thread(target=each.work) for each in writers]
    for each in lines:
        each.start()
    time.sleep(2)
    quiet = {each.table: max(each.waits) for each in writers}
    began = time.monotonic()
    migrated(database)
    lasted = time.monotonic() - began
    for each in writers:
        each.done.set()
    for each in lines:
        each.join()
    longest = {each.table: round(1000 * max(each.waits)) for each in writers}
    note(
        "F24",
        "writers blocked <= 500 ms at 1,000,000 rows, for every migration since the last release",
        migrations=[f"{each.app_label}.{each.name}" for each in plan],
        rows_in_each_table=rows,
        longest_wait_ms=longest,
        longest_wait_ms_before={table: round(1000 * wait) for table, wait in quiet.items()},
        writes=sum(len(each.waits) for each in writers),
        seconds=round(lasted, 1),
        released=RELEASED,
    )
    assert plan, "nothing is newer than the release: write its migrations into released.json when one is made"
    assert max(longest.values()) <= 500, longest


def _key(cursor: Any, table: str) -> str:
    cursor.execute(
        "select a.attname from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey) "
        "where i.indrelid = %s::regclass and i.indisprimary",
        [table],
    )
    return str(cursor.fetchall()[0][0])
