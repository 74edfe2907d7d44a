"""The launcher's parts: servers after an accident, other people's servers, missing libraries, the coverage gate."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from demo_run import a_persons_environment
from tcp_servers import until

from devstack import coverage_gate
from devstack.console import ROOT
from devstack.postgres import ELSEWHERE, OWNER, Postgres
from devstack.processes import name_of, service_user
from devstack.valkey import Valkey
from devstack.web_port import listen

SUPERVISOR = """
import sys, time
from pathlib import Path
from devstack.services import Services
services = Services(Path(sys.argv[1]))
services.start()
print(*services.numbers(), flush=True)
time.sleep(60)
"""

TELL = """
import json
from pathlib import Path
from devstack.services import Services
services = Services(Path(".run"))
services.start()
addresses = {name: url for name, url in services.variables().items() if name in {"DATABASE_URL", "MIGRATION_DATABASE_URL", "REDIS_URL"}}
print(json.dumps([services.numbers(), addresses]))
"""

START_OVER = """
from devstack.demo import RUN, Services, start_over
services = Services(RUN)
services.postgres.data.mkdir()
before = services.postgres.data.exists()
start_over(services)
services.stop()
print(before, services.postgres.data.exists())
"""


@pytest.fixture
def base() -> Iterator[Path]:
    """A folder that nobody may enter too, since PostgreSQL refuses to run as root."""
    with tempfile.TemporaryDirectory(prefix="tat-part-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
        for home in (Path(folder), Path(folder) / ".run"):
            shutil.rmtree(ELSEWHERE / name_of(home), ignore_errors=True)


def started_and_stopped(server: Postgres | Valkey) -> bool:
    try:
        server.start()
        return server._answers()
    finally:
        server.stop()


def test_postgresql_starts_over_a_making_that_was_cut_short(base: Path) -> None:
    for torn in ("postgres", "postgres.new"):
        (base / torn).mkdir()
        (base / torn / "postgresql.conf").write_text("half a line")
    assert started_and_stopped(Postgres(base, durable=False))


def test_postgresql_starts_beside_a_number_that_another_process_has_now(base: Path) -> None:
    server = Postgres(base, durable=False)
    assert started_and_stopped(server)
    with subprocess.Popen(["sleep", "60"], **service_user()) as stranger:
        (server.data / "postmaster.pid").write_text(f"{stranger.pid}\n{server.data}\n")
        again = started_and_stopped(Postgres(base, durable=False))
        unharmed = stranger.poll() is None
        stranger.kill()
    assert again and unharmed


@pytest.mark.skipif(os.geteuid() != 0, reason="the suite itself runs as a normal user")
def test_what_root_keeps_in_a_folder_of_its_own_lies_where_nobody_finds_it_again(base: Path) -> None:
    private = base / "private"
    private.mkdir(mode=0o700)
    for statement in ("create table kept as select 42 as answer", "select answer from kept"):
        server = Postgres(private, durable=False)
        server.start()
        with psycopg.connect(server.url(OWNER), autocommit=True) as connection:
            found = connection.execute(statement)
            answers = found.fetchall() if found.description else []
        server.stop()
    assert answers == [(42,)] and server.base.parent == ELSEWHERE
    server.remove()


def test_valkey_starts_over_a_stale_socket(base: Path) -> None:
    server = Valkey(base)
    server.socket.touch()
    assert started_and_stopped(server)


def test_the_servers_end_with_a_killed_supervisor(base: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from devstack.services import Services; s = Services(Path(sys.argv[1])); s.start(); "
    )
    script += "print(*s.numbers(), flush=True); time.sleep(60)"
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    command = [sys.executable, "-c", SUPERVISOR, str(base)]
    with subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) as supervisor:
        numbers = supervisor.stdout.readline().split()
        supervisor.send_signal(signal.SIGKILL)
    assert len(numbers) == 2
    until(lambda: not any(Path(f"/proc/{number}").exists() for number in numbers), "the servers have ended")
    for left in (Postgres(base), Valkey(base)):
        left.stop()


def test_the_web_takes_the_next_port_when_one_is_taken() -> None:
    with listen() as first, listen() as second:
        assert second.getsockname()[1] != first.getsockname()[1]


@pytest.mark.parametrize("command", ["demo", "test"])
def test_an_outside_database_needs_its_owner_too(command: str, tmp_path: Path) -> None:
    outside = a_persons_environment(DATABASE_URL="postgres://tat_app@db.example.org/tat", REDIS_URL="redis://redis.example.org/0")
    done = launcher(tmp_path, "-m", "devstack", command, environment=outside)
    assert done.returncode == 1 and "MIGRATION_DATABASE_URL must name the role that owns the tables" in done.stderr


def test_outside_servers_are_used_and_none_is_started_beside_them(tmp_path: Path) -> None:
    names = {"DATABASE_URL": "tat_app@db.example.org/tat", "MIGRATION_DATABASE_URL": "tat_owner@db.example.org/tat"}
    outside = {name: f"postgres://{url}" for name, url in names.items()} | {"REDIS_URL": "redis://redis.example.org/0"}
    done = launcher(tmp_path, "-c", TELL, environment=a_persons_environment(**outside))
    assert (done.returncode, json.loads(done.stdout)) == (0, [[], outside]), done.stderr


def launcher(folder: Path, *words: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run Python on a copy, so that a demo of this checkout is not disturbed."""
    shutil.copytree(ROOT / "devstack", folder / "devstack")
    (folder / ".run").mkdir(exist_ok=True)
    return subprocess.run([sys.executable, *words], cwd=folder, env=environment, capture_output=True, text=True)


def test_starting_over_removes_what_a_demo_made_and_nothing_else(base: Path) -> None:
    made = ["mail/letter", "media/file", "beat/schedule", "field.key", "secret.key", "demo.loaded", "valkey/log"]
    kept = ["native/root/library", "static/site.css", "environment.lock"]
    for name in (*made, *kept):
        (base / ".run" / name).parent.mkdir(parents=True, exist_ok=True)
        (base / ".run" / name).touch()
    done = launcher(base, "-c", START_OVER, environment=a_persons_environment())
    assert done.stdout.splitlines()[-1] == "True False", done.stderr
    left = {str(path.relative_to(base / ".run")) for path in (base / ".run").rglob("*") if path.is_file()}
    assert left == set(kept)


@pytest.mark.parametrize(
    ("part", "line"),
    [("pango.ensure(Path('/bin/false'))", "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"), ("chromium.ensure()", "chromium")],
)
def test_without_a_library_and_without_apt_the_launcher_says_the_line_to_type(part: str, line: str, tmp_path: Path) -> None:
    script = f"from pathlib import Path; from devstack import chromium, pango; print({part})"
    done = launcher(tmp_path, "-c", script, environment=a_persons_environment(PATH="/nowhere"))
    assert f"apt-get install -y --no-install-recommends {line}" in done.stdout and done.stdout.endswith("{}\n")


def measured(**missing: list[object]) -> dict[str, object]:
    """A coverage report in which only what is named was not walked."""
    whole = {f"{room}/__init__.py": {"missing_lines": [], "missing_branches": []} for room in coverage_gate.EVERY_BRANCH}
    whole["tat/vault/__init__.py"] |= missing
    summary = {"covered_lines": 95, "missing_lines": 5, "covered_branches": 90, "missing_branches": 10}
    return {"summary": summary, "files": whole}


def test_the_coverage_gate_opens_only_when_every_branch_that_decides_was_walked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "coverage.json"
    report.write_text(json.dumps(measured()))
    assert coverage_gate.main(str(report)) == 0
    report.write_text(json.dumps(measured(missing_branches=[[7, 9]])))
    assert coverage_gate.main(str(report)) == 1
    assert "tat/vault/__init__.py must be walked whole; not walked: lines [], branches [[7, 9]]" in capsys.readouterr().out
    assert coverage_gate.main(str(tmp_path / "none.json")) == 1
