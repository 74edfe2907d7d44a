"""`./run demo` in a fresh checkout: from nothing to a page, Ctrl-C, again, after a kill, and as a normal user."""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from demo_run import PATIENCE, DemoRun, a_persons_environment, copy_checkout
from tcp_servers import refresh_package_lists

from devstack.postgres import ELSEWHERE
from devstack.processes import name_of

LONG = ("a folder with a rather long name, as people make them", "Überarbeitung (endgültig) 100% #2", "x" * 60, "checkout")
MARK = "create table kept_by_the_test as select 42 as answer"
KEPT = "select answer from kept_by_the_test"
pytestmark = [pytest.mark.slow, pytest.mark.processes, pytest.mark.timeout(1200)]


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Path]:
    """Deep, with blanks and more in its name, in a folder that only its owner enters."""
    place = copy_checkout(tmp_path.joinpath(*LONG))
    yield place
    shutil.rmtree(ELSEWHERE / name_of(place / ".run"), ignore_errors=True)


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
def test_a_demo_starts_stops_keeps_its_data_and_survives_a_kill(checkout: Path) -> None:
    with DemoRun(checkout) as run:
        first, address = run.wait_until_ready()
        assert not address.endswith(":8000")
        assert page(address + "/readyz") == page(address + "/account/login/") == 200
        run.ask_database(MARK)
        sockets = run.sockets()
        assert "already runs" in typed(checkout, "demo").stderr
        facts = json.loads(typed(checkout, "manage", "demo_facts", "--json").stdout)
        assert facts["accounts"] and facts["accounts"][0]["email"] in run.text()
        walked = typed(checkout, "manage", "walk_demo_case", seconds=PATIENCE)
        assert (walked.returncode, "walked from report to closing" in walked.stdout) == (0, True), walked.stdout + walked.stderr
        assert run.interrupt() == 0
    assert run.nothing_is_left() and not os.path.exists(sockets)
    with DemoRun(checkout) as run:
        again, _ = run.wait_until_ready()
        assert run.ask_database(KEPT) == [(42,)]
        assert again < first
        run.kill()
    with DemoRun(checkout) as run:
        _, address = run.wait_until_ready()
        assert page(address + "/readyz") == 200
        assert run.ask_database(KEPT) == [(42,)]
        assert run.interrupt() == 0


def typed(checkout: Path, *words: str, seconds: int = 60) -> "subprocess.CompletedProcess[str]":
    """Something typed in a second window."""
    return subprocess.run(["./run", *words], cwd=checkout, env=a_persons_environment(), capture_output=True, text=True, timeout=seconds)


@pytest.mark.skipif(os.geteuid() != 0, reason="the suite itself runs as a normal user")
def test_a_demo_runs_for_a_normal_user() -> None:
    python = Path("/usr/bin/python3")
    if not python.exists() or subprocess.run([python, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]).returncode:
        pytest.skip("the distribution's Python is older than 3.11, and this one may lie in root's own folder")
    refresh_package_lists()
    with tempfile.TemporaryDirectory(prefix="tat-user-") as folder:
        place = copy_checkout(Path(folder) / "checkout")
        subprocess.run(["chown", "-R", "nobody", folder], check=True)
        drop = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
        environment = a_persons_environment(HOME=folder, USER="nobody", PATH="/usr/bin:/bin")
        with DemoRun(place, prefix=drop, environment=environment) as run:
            _, address = run.wait_until_ready()
            assert page(address + "/readyz") == 200
            assert run.interrupt() == 0
        assert run.nothing_is_left()
