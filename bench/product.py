"""The product on servers of its own: PostgreSQL, Valkey, and for each database the web and its floor."""

import contextlib
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg

from devstack.console import ROOT, give_up, say
from devstack.postgres import DATABASE
from devstack.processes import spawn, stop
from devstack.services import Services
from devstack.web_port import answers, gunicorn, listen
from reporting.management.demo.visitor import Visitor

from .rounds import Side, cpu_of, family

BASE = ROOT / ".run" / "bench"
COUNTED = """
select coalesce(sum(calls), 0) from pg_stat_statements
 where dbid = (select oid from pg_database where datname = %s) and query not like 'SELECT %% FOR KEY SHARE OF x'
"""
"""Without what the database asks itself: whether the row is there that a foreign key points at."""
COUNTING = {"shared_preload_libraries": "pg_stat_statements", "pg_stat_statements.track_utility": "off"}
AS_DEPLOYED = {"shared_buffers": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') // 4 // 1024}kB"}
"""A quarter of the machine's memory, as docs/deployment.md has it."""
OF_A_REQUEST = 7  # requests whose statements are counted; the middle one tells


@dataclass
class Site:
    """One database behind the product's web and its floor, and a person who is signed in to both."""

    database: str
    web: "subprocess.Popen[bytes]"
    floor: "subprocess.Popen[bytes]"
    base: str
    floor_base: str
    admin: "psycopg.Connection[tuple[int, ...]]"
    visitor: Visitor

    def fetch(self, address: str) -> int:
        """Ask for one page and give its bytes; anything but that page ends the run, since a fast refusal is no result."""
        page = self.visitor.get(address)
        if page.status != 200 or not page.url.endswith(address):
            give_up(f"{address} answered {page.status} at {page.path}; nothing is measured.")
        return len(page.body.encode())

    def page(self, address: str) -> Side:
        return Side(lambda: self.fetch(address), lambda: cpu_of(family(self.web.pid)))

    def with_database(self, address: str) -> Side:
        """The page with what PostgreSQL spends on it."""
        return Side(lambda: self.fetch(address), lambda: cpu_of([*family(self.web.pid), *self.backends()]))

    def sending(self, address: str, fields: Mapping[str, Any], answer: re.Pattern[str]) -> Side:
        """The page that answers these fields, with what PostgreSQL spends on it; one without that answer ends the run."""

        def ask() -> int:
            page = self.visitor.post(address, fields)
            if page.status != 200 or not answer.search(page.body):
                give_up(f"{address} answered {page.status} at {page.path}, and not what was looked for; nothing is measured.")
            return len(page.body.encode())

        return Side(ask, lambda: cpu_of([*family(self.web.pid), *self.backends()]))

    def floor_of(self, address: str) -> Side:
        bare = f"{self.floor_base}/floor/{self.fetch(address)}/"
        return Side(lambda: self.fetch(bare), lambda: cpu_of(family(self.floor.pid)))

    def statements(self, side: Side) -> int:
        """The statements of one request, as PostgreSQL counts them."""
        return statistics.median_low(self._counted(side) for _ in range(OF_A_REQUEST))

    def _counted(self, side: Side) -> int:
        before = self._count()
        side.ask()
        return self._count() - before

    def _count(self) -> int:
        return int(self.admin.execute(COUNTED, [self.database]).fetchone()[0])  # type: ignore[index]

    def backends(self) -> list[int]:
        rows = self.admin.execute(
            "select pid from pg_stat_activity where datname = %s and backend_type = 'client backend'", [self.database]
        )
        return [number for (number,) in rows.fetchall()]


class Product:
    """Servers with the demonstration loaded, and copies of its database."""

    def __init__(self, stack: contextlib.ExitStack) -> None:
        shutil.rmtree(BASE, ignore_errors=True)
        self.stack = stack
        self.services = Services(BASE)
        if not (self.services.postgres and self.services.valkey):
            give_up("Measurements run on servers of their own: take DATABASE_URL and REDIS_URL away.")
        stack.callback(self._remove)
        self.services.start()
        self._let_it_count()
        self.variables = self.services.variables() | {"DEMO": "1", "SECOND_FACTOR_REQUIRED": "0", "STATIC_ROOT": str(BASE / "static")}
        self.databases = [DATABASE]
        say("loading the demo district")
        for words in (["collectstatic", "--noinput", "--verbosity=0"], ["setup_database", "--verbosity=0"], ["load_demo"], ["sweep"]):
            self.manage(DATABASE, *words)
        self.accounts = json.loads(self.manage(DATABASE, "demo_facts", "--json"))["accounts"]

    def _remove(self) -> None:
        self.services.stop()
        self.services.remove()
        shutil.rmtree(BASE, ignore_errors=True)

    def _let_it_count(self) -> None:
        """The counter of statements is loaded at a start, and memory taken: set, and started again."""
        with self._connect("postgres") as admin:
            for name, value in (COUNTING | AS_DEPLOYED).items():
                admin.execute(f"alter system set {name} = '{value}'")
        self.services.stop()
        self.services = Services(BASE)
        self.services.start()
        with self._connect("postgres") as admin:
            admin.execute("create extension pg_stat_statements")

    def _connect(self, database: str) -> "psycopg.Connection[tuple[int, ...]]":
        return psycopg.connect(host=str(self.services.postgres.sockets), user="postgres", dbname=database, autocommit=True)

    def environment(self, database: str) -> dict[str, str]:
        """Each database with a cache of its own."""
        number = self.databases.index(database)
        own = {name: self.variables[name].replace(f"/{DATABASE}?", f"/{database}?") for name in ("DATABASE_URL", "MIGRATION_DATABASE_URL")}
        return self.variables | own | {"REDIS_URL": self.variables["REDIS_URL"].replace("db=0", f"db={number}")}

    def manage(self, database: str, *words: str) -> str:
        """What the command prints."""
        return self._python(database, "manage.py", *words)

    def inside(self, database: str, name: str, *words: str) -> Any:
        """What a module of bench/inside finds in the product's own process."""
        return json.loads(self._python(database, "-m", f"bench.inside.{name}", *words))

    def _python(self, database: str, *words: str) -> str:
        run = subprocess.run([sys.executable, *words], env=self.environment(database), cwd=ROOT, stdout=subprocess.PIPE)
        if run.returncode:
            give_up(f"`{' '.join(words)}` failed; its reason stands above.")
        return run.stdout.decode()

    def let_rows_come_alone(self) -> None:
        """The owner may write rows of a copy without their triggers: among millions each looks up what it points at."""
        with self._connect("postgres") as admin:
            admin.execute("grant set on parameter session_replication_role to tat_owner")

    def copy(self, name: str) -> str:
        """Another database with the same rows; nobody may be connected to the first."""
        with self._connect("postgres") as admin:
            admin.execute(f'create database "{name}" template "{DATABASE}" owner tat_owner')
        self.databases.append(name)
        return name

    def drop(self, name: str) -> None:
        """Gone, with what it takes of the disk; its place in the list stays, since a cache goes by it."""
        with self._connect("postgres") as admin:
            admin.execute(f'drop database "{name}" with (force)')

    def site(self, database: str, who: str) -> Site:
        """Web and floor on a database, with this person of the demonstration signed in."""
        web, base = self._serve(database, "tat.settings")
        floor, floor_base = self._serve(database, "bench.floor")
        admin = self.stack.enter_context(self._connect("postgres"))
        visitor = Visitor(base)
        visitor.sign_in(*next((each["email"], each["password"]) for each in self.accounts if each["email"].startswith(f"{who}@")))
        return Site(database, web, floor, base, floor_base, admin, visitor)

    def _serve(self, database: str, settings: str) -> "tuple[subprocess.Popen[bytes], str]":
        listener = self.stack.enter_context(listen())
        base = f"http://127.0.0.1:{listener.getsockname()[1]}"
        variables = self.environment(database) | {"DJANGO_SETTINGS_MODULE": settings, "SITE_URL": base}
        del variables["MIGRATION_DATABASE_URL"]
        child = spawn([sys.executable, "-m", *gunicorn(listener)], keep=(listener.fileno(),), env=variables, cwd=ROOT)
        self.stack.callback(stop, child, (signal.SIGTERM, 20))
        while not answers(f"{base}/readyz"):
            if child.poll() is not None:
                give_up("The web ended before it answered; its reason stands above.")
            time.sleep(0.1)
        return child, base


@contextlib.contextmanager
def product() -> Iterator[Product]:
    """Started, and stopped and removed at the end."""
    with contextlib.ExitStack() as stack:
        yield Product(stack)
