"""`./run demo` in a fresh checkout: from nothing to a page, Ctrl-C, again, after a kill: as a normal user, and as root."""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from demo_run import PATIENCE, DemoRun, a_persons_environment, copy_checkout
from tcp_servers import refresh_package_lists

from devstack.postgres import ELSEWHERE
from devstack.processes import name_of

LONG = ("a folder with a rather long name, as people make them", "Überarbeitung (endgültig) 100% #2", "x" * 60, "checkout")
MARK = "create table kept_by_the_test as select 42 as answer"
KEPT = "select answer from kept_by_the_test"
PYTHON = Path("/usr/bin/python3")
AS_ROOT = [pytest.mark.full, pytest.mark.skipif(os.geteuid() != 0, reason="the suite itself runs as a normal user")]
pytestmark = [pytest.mark.slow, pytest.mark.processes, pytest.mark.timeout(1200)]


@dataclass
class Person:
    """Who types, in a checkout of their own: deep, with blanks and more in its name, in a folder that only its owner enters."""

    checkout: Path
    environment: dict[str, str]
    prefix: list[str] = field(default_factory=list)

    def demo(self) -> DemoRun:
        return DemoRun(self.checkout, prefix=self.prefix, environment=self.environment)

    def types(self, *words: str, seconds: int = 60) -> "subprocess.CompletedProcess[str]":
        """Something in a second window."""
        options = {"cwd": self.checkout, "env": self.environment, "capture_output": True, "text": True, "timeout": seconds}
        return subprocess.run([*self.prefix, "./run", *words], **options)


@pytest.fixture
def person(request: pytest.FixtureRequest) -> Iterator[Person]:
    """A normal user: under root nobody with the distribution's Python, where that is new enough; else whoever runs the suite."""
    with tempfile.TemporaryDirectory(prefix="tat-user-") as folder:
        place = copy_checkout(Path(folder).joinpath(*LONG))
        if request.param == "root" or os.geteuid() or not is_new_enough(PYTHON):
            yield Person(place, a_persons_environment())
        else:
            refresh_package_lists()
            subprocess.run(["chown", "-R", "nobody", folder], check=True)
            drop = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
            yield Person(place, a_persons_environment(HOME=folder, USER="nobody", PATH="/usr/bin:/bin"), drop)
        shutil.rmtree(elsewhere(place), ignore_errors=True)


def is_new_enough(python: Path) -> bool:
    return python.exists() and subprocess.run([python, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]).returncode == 0


def elsewhere(checkout: Path) -> Path:
    return ELSEWHERE / name_of(checkout / ".run")


@pytest.fixture
def first_port_taken() -> Iterator[None]:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a connection of a run before may still linger there
        with suppress(OSError):  # somebody else has it: as good
            taken.bind(("127.0.0.1", 8000))
            taken.listen()
        yield


def page(address: str) -> int:
    with urllib.request.urlopen(address, timeout=10) as response:
        return int(response.status)


@pytest.mark.usefixtures("first_port_taken")
@pytest.mark.parametrize("person", ["a normal user", pytest.param("root", marks=AS_ROOT)], indirect=True)
def test_a_demo_starts_stops_keeps_its_data_and_survives_a_kill(person: Person) -> None:
    with person.demo() as run:
        first, address = run.wait_until_ready()
        assert not address.endswith(":8000")
        assert page(address + "/readyz") == page(address + "/account/login/") == 200
        run.ask_database(MARK)
        sockets = run.sockets()
        assert "already runs" in person.types("demo").stderr
        facts = json.loads(person.types("manage", "demo_facts", "--json").stdout)
        assert facts["accounts"] and facts["accounts"][0]["email"] in run.text()
        walked = person.types("manage", "walk_demo_case", seconds=PATIENCE)
        assert (walked.returncode, "walked from report to closing" in walked.stdout) == (0, True), walked.stdout + walked.stderr
        assert run.interrupt() == 0
    assert run.nothing_is_left() and not os.path.exists(sockets)
    with person.demo() as run:
        again, _ = run.wait_until_ready()
        assert run.ask_database(KEPT) == [(42,)]
        assert again < first
        run.kill()
    with person.demo() as run:
        _, address = run.wait_until_ready()
        assert page(address + "/readyz") == 200
        assert run.ask_database(KEPT) == [(42,)]
        assert run.interrupt() == 0
