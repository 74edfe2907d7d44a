"""Worker and beat as real processes on the test's own database, and a mail server that remembers what it took."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from aiosmtpd.controller import Controller
from celery import current_app
from django.db import connections
from kombu import pools
from redis import Redis

from devstack.console import ROOT
from devstack.processes import spawn, stop
from tat import clock
from tests.launcher.tcp_servers import free_port

QUIET = ["-l", "warning"]
ALONE = ["--without-gossip", "--without-mingle"]


OF_A_CASE = re.compile(r"\w{4}: something needs you|Something needs you")


@dataclass(frozen=True)
class Mail:
    """One mail as the server took it."""

    message_id: str
    to: str
    subject: str
    body: str


class Sink:
    """A mail server in a thread; `taken` grows in the order in which it said 250. It knows no mailbox for those in `unknown`."""

    def __init__(self) -> None:
        self.taken: list[Mail] = []
        self.unknown: set[str] = set()
        self.delay = 0.0
        self._lock = threading.Lock()
        self.port = free_port()
        self._server = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.unknown:
            return "550 5.1.1 no such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        found = message_from_bytes(envelope.content, policy=policy.default)
        body = found.get_content()
        await asyncio.sleep(self.delay)
        with self._lock:
            self.taken += [Mail(found["Message-ID"].strip(), to, found["Subject"], body) for to in envelope.rcpt_tos]
        return "250 OK"

    @property
    def mails(self) -> list[Mail]:
        """Those about cases, in order; the loops open duties of teams and of the district's year by themselves, and mail names these."""
        with self._lock:
            return [mail for mail in self.taken if OF_A_CASE.fullmatch(mail.subject)]

    def to(self, domain: str) -> list[Mail]:
        """The mails about cases to the people of one invented district."""
        return [mail for mail in self.mails if mail.to.endswith("@" + domain)]

    def start(self) -> None:
        self._server.start()

    def stop(self) -> None:
        self._server.stop()


@dataclass
class Loops:
    """The processes of one test: started by name, killed by name, all ended at the end."""

    variables: dict[str, str]
    folder: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def worker(self, name: str = "worker", children: int = 1, queues: str = "celery,notices") -> None:
        self._start(name, ["celery", "-A", "tat", "worker", "-n", f"{name}@%h", "-Q", queues, "-c", str(children), *ALONE, *QUIET])

    def beat(self, name: str = "beat") -> None:
        self._start(name, ["celery", "-A", "tat", "beat", "--pidfile=", "--schedule", str(self.folder / name), *QUIET])

    def web(self, port: int, name: str = "web") -> None:
        words = [
            "gunicorn",
            "tat.wsgi",
            "--bind",
            f"127.0.0.1:{port}",
            "--workers",
            "2",
            "--threads",
            "2",
            "--preload",
            "--no-control-socket",
        ]
        self._start(name, words)

    def sweeper(self, name: str = "sweeper") -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            words = [sys.executable, "manage.py", "sweep", "--loop"]
            self.running[name] = spawn(words, env=self.variables, cwd=ROOT, stdout=log, stderr=log)

    def _start(self, name: str, words: list[str]) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = spawn([sys.executable, "-m", *words], env=self.variables, cwd=ROOT, stdout=log, stderr=log)

    def kill(self, name: str) -> None:
        """The process and its children, by force, as a host that loses power does."""
        child = self.running.pop(name)
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()

    def stop(self) -> None:
        """Warm, all at once, then by force."""
        for child in self.running.values():
            child.send_signal(signal.SIGTERM)
        for child in self.running.values():
            stop(child, (signal.SIGTERM, 15))
        self.running.clear()

    def logs(self) -> str:
        return "\n".join(f"--- {path.name}\n{path.read_text(errors='replace')[-1500:]}" for path in sorted(self.folder.glob("*.log")))


def variables(sink: Sink, redis_url: str, sweep_seconds: int = 1, **more: str) -> dict[str, str]:
    """The environment of the processes: the test's database as the application's role, a broker of its own, the sink."""
    name = connections["default"].settings_dict["NAME"]
    url = urlsplit(os.environ["DATABASE_URL"])
    mine = {
        "DATABASE_URL": urlunsplit(url._replace(path="/" + name)),
        "REDIS_URL": redis_url,
        "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        "SWEEP_SECONDS": str(sweep_seconds),
    }
    kept = {key: value for key, value in os.environ.items() if key not in {"MIGRATION_DATABASE_URL", "COV_CORE_SOURCE"}}
    return kept | mine | more


def own_broker() -> str:
    """A database of the test's Redis that no other test's processes read, emptied."""
    number = 2 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw") or 0)
    url = os.environ["REDIS_URL"]
    url = url.replace("db=0", f"db={number}") if "db=0" in url else url.rstrip("/").removesuffix("/0") + f"/{number}"
    with Redis.from_url(url) as server:
        server.flushdb()
    return url


def publish_to(url: str) -> str:
    """Let this process publish to that Redis from now on. Returns where it published before."""
    before = str(current_app.conf.broker_url)
    url = url.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=", 1)
    current_app.conf.broker_url = current_app.conf.broker_write_url = url
    pools.reset()  # closes what the old address had open
    current_app.amqp._producer_pool = current_app._pool = None
    return before


def until(ready: Callable[[], bool], what: str, seconds: float = 120, often: float = 0.05) -> None:
    """Wait for something that the processes bring about."""
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, f"not within {seconds:.0f} s: {what}"
        time.sleep(often)


def move_clock(owner: Any, local: str) -> datetime:
    """Put tat_now() at that Central time, for every process of the test."""
    target = datetime.fromisoformat(local).replace(tzinfo=clock.CENTRAL)
    with owner.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        (true_now,) = cursor.fetchone()
        cursor.execute(clock.offset_sql(target - true_now))
    return target.astimezone(clock.UTC)


@contextmanager
def running(folder: Path, sink: Sink, redis_url: str, sweep_seconds: int = 1, **more: str) -> Iterator[Loops]:
    """Loops that end with the block; their logs are shown when it fails."""
    loops = Loops(variables(sink, redis_url, sweep_seconds, **more), folder)
    try:
        yield loops
    except BaseException:
        print(loops.logs())
        raise
    finally:
        loops.stop()
