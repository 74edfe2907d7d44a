"""A PostgreSQL and a Redis as a district has them: the distribution's, with passwords, over TCP; else the embedded ones."""

import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from devstack import debian, postgres, valkey
from devstack.console import ROOT
from devstack.processes import can_reach, service_user, spawn, stop

UNPACKED = ROOT / ".run" / "distribution"
PASSWORD = "for-this-test-only"
WHOSE = {True: "the embedded", False: "the distribution's"}


@dataclass
class Servers:
    """A folder, the servers that run in it, where they listen and whose they are."""

    folder: Path
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)
    postgres_port: int = 0
    redis_port: int = 0
    says: list[str] = field(default_factory=list)

    def variables(self) -> dict[str, str]:
        """The three addresses, as docs/running.md names the roles."""
        database = f"127.0.0.1:{self.postgres_port}/tat"
        return {
            "DATABASE_URL": f"postgres://tat_app:{PASSWORD}-app@{database}",
            "MIGRATION_DATABASE_URL": f"postgres://tat_owner:{PASSWORD}-owner@{database}",
            "REDIS_URL": f"redis://:{PASSWORD}@127.0.0.1:{self.redis_port}/0",
        }

    def ask_postgres(self, statement: str) -> list[tuple[object, ...]]:
        """As the server's superuser."""
        login = f"host=127.0.0.1 port={self.postgres_port} user=postgres password={PASSWORD} dbname=postgres"
        with psycopg.connect(login, autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []


@contextmanager
def tcp_servers() -> Iterator[Servers]:
    """Both servers in a new folder that nobody may enter too, since PostgreSQL refuses to run as root."""
    servers = Servers(Path(tempfile.mkdtemp(prefix="tat-tcp-")))
    servers.folder.chmod(0o755)
    try:
        roots = _roots(servers.folder)
        _start_postgres(servers, roots)
        _start_redis(servers, roots)
        yield servers
    finally:
        for server in servers.running:
            stop(server, (signal.SIGINT, 10))
        shutil.rmtree(servers.folder, ignore_errors=True)


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(ready: Callable[[], bool], what: str, seconds: float = 30) -> None:
    """Wait for something that processes bring about."""
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.1)


def _roots(folder: Path) -> list[Path]:
    """Where the distribution's servers may lie: this machine, and packages unpacked beside the checkout."""
    if not (UNPACKED / "root").exists():
        refresh_package_lists()
        debian.unpack(("postgresql", "redis-server"), UNPACKED)
    unpacked = UNPACKED / "root"
    if unpacked.exists() and service_user() and not can_reach(service_user(), unpacked):
        unpacked = Path(shutil.copytree(unpacked, folder / "root", symlinks=True))
    return [Path("/"), unpacked]


def refresh_package_lists() -> None:
    """A fresh container has none; root may fetch them."""
    if debian.is_root() and shutil.which("apt-get") and not list(Path("/var/lib/apt/lists").glob("*Packages*")):
        subprocess.run(["apt-get", "update", "-q"], capture_output=True)


def _find(roots: list[Path], pattern: str) -> Path | None:
    """The newest, as versions sort."""
    return max((path for root in roots for path in root.glob(pattern)), default=None)


def _libraries(roots: list[Path]) -> dict[str, str]:
    folders = [str(path) for root in roots[1:] for part in ("usr/lib", "lib") for path in root.glob(f"{part}/*-linux-gnu*")]
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "LD_LIBRARY_PATH": ":".join(folders)}


def _start_postgres(servers: Servers, roots: list[Path]) -> None:
    """With passwords, on loopback, and the roles as docs/running.md makes them, but with passwords of its own."""
    found = _find(roots, "usr/lib/postgresql/*/bin/initdb")
    binaries = found.parent if found else postgres.binaries()
    servers.postgres_port = free_port()
    login = {"PGPASSWORD": PASSWORD, "PGHOST": "127.0.0.1", "PGPORT": str(servers.postgres_port), "PGUSER": "postgres"}
    options = {"env": _libraries(roots) | login, "cwd": "/", **service_user()}
    servers.running.append(_make_cluster(binaries, servers, options))
    psql = [str(binaries / "psql"), "-Xq", "-v", "ON_ERROR_STOP=1", "-d", "postgres"]
    until(lambda: subprocess.run([*psql, "-c", "select 1"], capture_output=True, **options).returncode == 0, "PostgreSQL answers")
    roles = (ROOT / "docs" / "running.md").read_text().split("```sql\n")[1].split("```")[0].replace("change-me", PASSWORD)
    subprocess.run(psql, input=roles.encode(), check=True, **options)
    servers.says.append(f"{WHOSE[not found]} {_run(binaries / 'postgres', '--version', **options)}")


def _make_cluster(binaries: Path, servers: Servers, options: dict[str, Any]) -> "subprocess.Popen[bytes]":
    home = servers.folder / "postgres"
    _own(home)
    (home / "password").write_text(PASSWORD)
    login = ["-U", "postgres", "-A", "scram-sha-256", "--pwfile", home / "password"]
    _run(binaries / "initdb", "-D", home / "data", *login, "-E", "UTF8", "--no-sync", **options)
    settings = {"port": servers.postgres_port, "listen_addresses": "127.0.0.1", "unix_socket_directories": home, "fsync": "off"}
    words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    with (home / "log").open("wb") as log:
        return spawn([str(binaries / "postgres"), "-D", str(home / "data"), *words], stdout=log, stderr=log, **options)


def _start_redis(servers: Servers, roots: list[Path]) -> None:
    found = _find(roots, "usr/bin/redis-server")
    binary = found or Path(valkey.server())
    options = {"env": _libraries(roots), "cwd": servers.folder}
    port = free_port()
    settings = f"--port {port} --bind 127.0.0.1 --requirepass {PASSWORD} --appendonly yes --maxmemory-policy noeviction".split()
    with (servers.folder / "redis.log").open("wb") as log:
        servers.running.append(spawn([str(binary), *settings], stdout=log, stderr=log, **options))
    servers.redis_port = port
    until(lambda: _listens(port), "Redis answers")
    servers.says.append(f"{WHOSE[not found]} {_run(binary, '--version', **options)}")


def _listens(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _own(folder: Path) -> None:
    folder.mkdir(mode=0o755)
    if user := service_user():
        shutil.chown(folder, user["user"], user["group"])


def _run(*words: object, **options: object) -> str:
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, check=True, **options).stdout.strip()
