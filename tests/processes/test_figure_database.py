"""Figure F6: PostgreSQL is killed by force while notes are sent through HTTP, each with its key and retried until it is answered.
What was acknowledged is there, once. Beside it, what a build that commits asynchronously would have lost in the same kills."""

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connections

from devstack.console import ROOT
from devstack.postgres import APP, OWNER, VARIABLES, Postgres
from reporting.management.demo.visitor import Visitor
from tests.launcher.tcp_servers import free_port
from tests.processes.browser import PASSWORD, answers
from tests.processes.evidence import FULL, note, reach
from tests.processes.loops import Loops, Sink, own_broker, running, until

pytestmark = [pytest.mark.processes, pytest.mark.slow, pytest.mark.timeout(3600 if FULL else 300)]

POSTS, KILLS = (50_000, 50) if FULL else (500, 3)
SECONDS_AT_MOST = reach("F6_SECONDS", 240, 3000)
SENDERS = 4
ASYNCHRONOUS = "set synchronous_commit = off"


@dataclass
class Writer:
    """One person who adds notes to one case; `acknowledged` are the keys that were answered with the case's page."""

    visitor: Visitor
    port: int
    code: str
    acknowledged: list[str] = field(default_factory=list)
    asked_again: int = 0

    def __post_init__(self) -> None:
        self.path = f"/cases/{self.code}/notes/add/"
        until(lambda: self.visitor.get(f"/cases/{self.code}/").status == 200, "the case is shown")
        self.token = self.visitor.page.form(self.path).fields["csrfmiddlewaretoken"]
        jar = next(each.cookiejar for each in self.visitor.opener.handlers if hasattr(each, "cookiejar"))
        self.cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
        self.line = http.client.HTTPConnection("localhost", self.port, timeout=30)

    def add(self) -> None:
        """One note under a key of its own, sent until it is answered."""
        key = str(uuid.uuid4())
        fields = {"csrfmiddlewaretoken": self.token, "idempotency_key": key, "text": f"Seen at lunch; calm. {key}"}
        while (status := self._post(urlencode(fields, doseq=True))) != 302:
            assert status >= 500 or not status, status
            self.asked_again += 1
            time.sleep(0.05)
        self.acknowledged.append(key)

    def _post(self, body: str) -> int:
        """The status; 0 where nobody answered."""
        headers = {"Cookie": self.cookies, "Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://localhost:{self.port}/"}
        with suppress(OSError, http.client.HTTPException):
            self.line.request("POST", self.path, body, headers)
            answer = self.line.getresponse()
            answer.read()
            assert answer.status != 302 or answer.headers["Location"] == f"/cases/{self.code}/", answer.headers["Location"]
            return answer.status
        self.line.close()
        return 0


@pytest.fixture
def server(django_db_setup: None, tmp_path: Path) -> Iterator[Postgres]:
    """A PostgreSQL of this test's own, as durable as the product's."""
    postgres = Postgres(tmp_path / "apart")
    postgres.start()
    yield postgres
    postgres.stop()
    postgres.remove()


def by_force(server: Postgres) -> None:
    """Kill the server and all its processes, as power goes; then start it again on what is on the disk."""
    main = server.process.pid
    numbers = [main, *map(int, Path(f"/proc/{main}/task/{main}/children").read_text().split())]
    for number in numbers:
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
    server.process.wait()
    until(lambda: not any(is_alive(number) for number in numbers), "every process of the server is gone")
    server.start()


def is_alive(number: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def commit_asynchronously(server: Postgres, stop: threading.Event, taken: list[int]) -> None:
    """The other side: rows committed without waiting for the disk, each remembered once the server said yes."""
    number = 0
    while not stop.is_set():
        with suppress(psycopg.Error), psycopg.connect(server.url(OWNER), autocommit=True) as line:
            line.execute(ASYNCHRONOUS)
            while not stop.is_set():
                number += 1
                line.execute("insert into f6_naive values (%s)", [number])
                taken.append(number)
                time.sleep(0.002)
        time.sleep(0.05)


def send(writer: Writer, count: int, end: float) -> None:
    for _ in range(count):
        if time.monotonic() > end:
            return
        writer.add()


def ask(server: Postgres, statement: str) -> set[str]:
    with psycopg.connect(server.url(OWNER)) as line:
        return {str(found) for (found,) in line.execute(statement)}


def copy_tables(server: Postgres, template: str) -> None:
    """As the suite made them, from its server to this one: making them anew takes half as long as all the rest."""
    url = urlunsplit(urlsplit(os.environ["MIGRATION_DATABASE_URL"])._replace(path=f"/{template}"))
    options = {"env": VARIABLES, "check": True, "capture_output": True}
    made = subprocess.run([server.binaries / "pg_dump", "--dbname", url], **options).stdout
    subprocess.run([server.binaries / "psql", "-Xq", "-v", "ON_ERROR_STOP=1", "--dbname", server.url(OWNER)], input=made, **options)


def prepared(server: Postgres, loops: Loops) -> dict[str, list[str]]:
    """Tables, people and cases; who and which."""
    run = {"env": loops.variables, "cwd": ROOT, "check": True, "capture_output": True, "text": True}
    if template := connections["owner"].settings_dict["TEST"].get("TEMPLATE"):
        copy_tables(server, template)
    subprocess.run([sys.executable, "manage.py", "setup_database", "-v", "0"], **run)
    told = subprocess.run([sys.executable, "-m", "tests.processes.apart", str(SENDERS)], **run).stdout
    with psycopg.connect(server.url(OWNER)) as line:
        line.execute("create table f6_naive (number bigint primary key)")
    return json.loads(told)


def seated(found: dict[str, list[str]], port: int) -> list[Writer]:
    """A writer for each case, signed in."""
    writers = []
    for number, code in enumerate(found["codes"]):
        visitor = Visitor(f"http://localhost:{port}")
        visitor.sign_in(found["members"][number % len(found["members"])], PASSWORD)
        writers.append(Writer(visitor, port, code))
    return writers


def kill_now_and_then(server: Postgres, is_over: Callable[[], bool], sent: Callable[[], int]) -> int:
    """Spread the kills over the posts, each at a random moment."""
    dice, kills = random.Random(6), 0
    while kills < KILLS and not is_over():
        goal = POSTS * (kills + dice.uniform(0.3, 0.9)) / KILLS
        until(lambda goal=goal: sent() >= goal or is_over(), "the next kill's turn", seconds=SECONDS_AT_MOST)
        by_force(server)
        kills += 1
    return kills


@pytest.mark.req("OB-4")
def test_f6_what_was_acknowledged_outlives_a_server_killed_by_force(server: Postgres, sink: Sink, tmp_path: Path) -> None:
    port, stop, naive = free_port(), threading.Event(), []
    own = {"DATABASE_URL": server.url(APP), "MIGRATION_DATABASE_URL": server.url(OWNER), "SITE_URL": f"http://localhost:{port}"}
    with running(tmp_path, sink, own_broker(), **own) as loops:
        found = prepared(server, loops)
        loops.web(port)
        until(lambda: answers(port, "/readyz"), "the web answers", seconds=60)
        writers = seated(found, port)
        began, end = time.monotonic(), time.monotonic() + SECONDS_AT_MOST
        threads = [threading.Thread(target=send, args=(writer, POSTS // SENDERS, end), daemon=True) for writer in writers]
        other = threading.Thread(target=commit_asynchronously, args=(server, stop, naive), daemon=True)
        for thread in (*threads, other):
            thread.start()
        is_over = lambda: not any(thread.is_alive() for thread in threads)  # noqa: E731
        kills = kill_now_and_then(server, is_over, lambda: sum(len(writer.acknowledged) for writer in writers))
        for thread in threads:
            thread.join()
        stop.set()
        other.join()
        for writer in writers:
            writer.line.close()
        seconds = round(time.monotonic() - began)
    acknowledged = {key for writer in writers for key in writer.acknowledged}
    kept = ask(server, "select key from tat_idempotencykey where path like '/cases/%/notes/add/'")
    rows, kept_naive = len(ask(server, "select id from cases_note")), ask(server, "select number from f6_naive")
    note(
        "F6",
        "0 of 50 000 acknowledged writes lost in 50 kills of PostgreSQL by force, 0 doubled on retry",
        posts=len(acknowledged),
        kills=kills,
        asked_again=sum(writer.asked_again for writer in writers),
        seconds=seconds,
        lost=len(acknowledged - kept),
        doubled=rows - len(kept),
        naive={"what": "synchronous_commit = off", "acknowledged": len(naive), "lost": len(set(map(str, naive)) - kept_naive)},
    )
    assert not any(thread.is_alive() for thread in threads)
    assert acknowledged == kept and rows == len(kept) == sum(len(writer.acknowledged) for writer in writers)
    assert kills >= 3 and len(acknowledged) >= 500
