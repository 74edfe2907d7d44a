"""A copy of this checkout somewhere else, and `./run demo` in it as a person would type it."""

import fcntl
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import psycopg

from devstack.console import ROOT

OURS = re.compile(r"^([A-Z_]+)=", re.M)
READY = re.compile(r"ready in ([\d.]+) s:  (http://\S+)")
PATIENCE = 240  # seconds for a first start on a busy machine


def copy_checkout(to: Path) -> Path:
    """What a clone would hold: the files git knows; all but what was made here where git does not answer."""
    listed = shutil.which("git") and subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True).stdout
    if not listed:
        shutil.copytree(ROOT, to, ignore=shutil.ignore_patterns(".venv", ".run", ".git", "__pycache__"))
        return to
    for name in filter(None, listed.decode().split("\0")):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, to / name)
    return to


def a_persons_environment(**more: str) -> dict[str, str]:
    """The suite's own settings taken away."""
    ours = {*OURS.findall((ROOT / ".env.example").read_text()), "TEST", "DEMO", "FULL", "DJANGO_SETTINGS_MODULE", "CHROMIUM", "RUN_VENV"}
    return {name: value for name, value in os.environ.items() if name not in ours and not name.startswith(("COV", "PYTEST"))} | more


class DemoRun:
    """One `./run demo`, with what it printed."""

    def __init__(self, checkout: Path, *words: str, prefix: Sequence[str] = (), environment: dict[str, str] | None = None) -> None:
        self.checkout = checkout
        self.printed = checkout / "printed"
        with self.printed.open("wb") as out:
            command = [*prefix, "./run", "demo", *words]
            options = {"cwd": checkout, "stdout": out, "stderr": out, "stdin": subprocess.DEVNULL, "start_new_session": True}
            self.process = subprocess.Popen(command, env=environment or a_persons_environment(), **options)

    def __enter__(self) -> "DemoRun":
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.interrupt()

    def text(self) -> str:
        return self.printed.read_text(errors="replace")

    def wait_until_ready(self) -> tuple[float, str]:
        """Seconds it says it took, and its address."""
        end = time.monotonic() + PATIENCE
        while not (found := READY.search(self.text())):
            assert self.process.poll() is None, self.text()
            assert time.monotonic() < end, self.text()
            time.sleep(0.1)
        return float(found[1]), found[2].rstrip("/")

    def interrupt(self) -> int:
        """Ctrl-C; gives the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)

    def kill(self) -> None:
        """As the kernel does when memory runs out."""
        self.process.kill()
        self.process.wait(10)

    def ask_database(self, statement: str) -> list[tuple[object, ...]]:
        with psycopg.connect(f"host={self.sockets()} user=tat_owner dbname=tat", autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def sockets(self) -> str:
        """PostgreSQL's folder, read off its command line."""
        numbers = (self.checkout / ".run" / "children").read_text().split()
        lines = " ".join(Path(f"/proc/{number}/cmdline").read_text() for number in numbers).split("\0")
        return next(word.partition("=")[2] for word in lines if word.startswith("unix_socket_directories="))

    def nothing_is_left(self) -> bool:
        """Every child, and every child of a child, inherits the lock."""
        with (self.checkout / ".run" / "children").open() as guard:
            try:
                fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True
