"""The product on a district's own servers: three kinds of processes, and nothing but the environment."""

import base64
import http.cookiejar
import os
import re
import secrets
import signal
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from demo_run import a_persons_environment
from tcp_servers import Servers, free_port, tcp_servers, until

from devstack.console import ROOT
from devstack.processes import spawn, stop

ACCOUNT = "chief@example.org"
PHRASE = secrets.token_urlsafe(16)
MAKE_ACCOUNT = """
import django; django.setup()
from tat.models import User
User.objects.create_user(%r, %r, full_name="Chief Example", position="Superintendent")
"""
pytestmark = [pytest.mark.slow, pytest.mark.processes]


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    with tcp_servers() as started:
        yield started


@pytest.fixture(scope="module")
def environment(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A production environment: neither DEMO nor TEST, and what docs/running.md names."""
    folder = tmp_path_factory.mktemp("external")
    key = folder / "field.key"
    key.write_bytes(base64.b64encode(secrets.token_bytes(32)))
    key.chmod(0o400)
    mine = {
        "FIELD_KEY_FILE": str(key),
        "MEDIA_ROOT": str(folder / "media"),
        "STATIC_ROOT": str(folder / "static"),
        "EMAIL_URL": "consolemail://",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SITE_URL": f"http://localhost:{free_port()}",
        "SWEEP_SECONDS": "1",
    }
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "FONTCONFIG_FILE"}}
    return kept | servers.variables() | mine


@pytest.fixture(scope="module")
def site(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Web, worker and beat, without the owner's address."""
    for words in (["setup_database", "--verbosity=0"], ["collectstatic", "--noinput", "--verbosity=0"]):
        subprocess.run([sys.executable, "manage.py", *words], env=environment, cwd=ROOT, check=True)
    lesser = {name: value for name, value in environment.items() if name != "MIGRATION_DATABASE_URL"}
    folder = tmp_path_factory.mktemp("logs")
    children = [_process(words, lesser, folder / f"{number}.log") for number, words in enumerate(_commands(environment, folder))]
    yield environment["SITE_URL"]
    for child in children:
        child.send_signal(signal.SIGTERM)
    for child in children:
        stop(child, (signal.SIGTERM, 20))


def _commands(environment: dict[str, str], folder: Path) -> list[list[str]]:
    """As docs/running.md gives them."""
    address = "127.0.0.1:" + environment["SITE_URL"].rpartition(":")[2]
    worker = ["celery", "-A", "tat", "worker", "-Q", "celery,notices", "-c", "1", "--without-gossip", "--without-mingle"]
    return [
        ["gunicorn", "tat.wsgi", "--bind", address, "--workers", "1", "--threads", "2", "--preload", "--no-control-socket"],
        worker,
        ["celery", "-A", "tat", "beat", "--pidfile=", "--schedule", str(folder / "beat")],
    ]


def _process(words: list[str], environment: dict[str, str], log: Path) -> "subprocess.Popen[bytes]":
    with log.open("wb") as out:
        return spawn([sys.executable, "-m", *words], env=environment, cwd=ROOT, stdout=out, stderr=out)


def _status(address: str) -> int:
    with suppress(OSError), urllib.request.urlopen(address, timeout=5) as response:
        return int(response.status)
    return 0


def _owner_sees(environment: dict[str, str], question: str) -> list[tuple[object, ...]]:
    with psycopg.connect(environment["MIGRATION_DATABASE_URL"]) as connection:
        return connection.execute(question).fetchall()


def test_web_worker_and_beat_run_on_servers_over_tcp(servers: Servers, site: str, environment: dict[str, str]) -> None:
    print("on", " and ".join(servers.says))
    until(lambda: _status(site + "/readyz") == 200, "/readyz")
    until(lambda: ("sweep",) in _owner_sees(environment, "select name from tat_heartbeat"), "a heartbeat of the sweep")
    until(lambda: _status(site + "/healthz") == 200, "/healthz")


def test_a_person_signs_in_over_tcp(site: str, environment: dict[str, str]) -> None:
    until(lambda: _status(site + "/readyz") == 200, "/readyz")
    subprocess.run([sys.executable, "-c", MAKE_ACCOUNT % (ACCOUNT, PHRASE)], cwd=ROOT, check=True, env=_with_settings(environment))
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    with browser.open(site + "/account/login/") as page:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.read().decode())
    form = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], "login": ACCOUNT, "password": PHRASE})
    with browser.open(site + "/account/login/", form.encode()) as home:
        assert home.status == 200 and "login" not in home.url


def test_the_application_connects_as_the_lesser_role(site: str, environment: dict[str, str]) -> None:
    until(lambda: _status(site + "/readyz") == 200, "/readyz")
    rights = "select rolsuper, rolbypassrls, rolcreatedb, rolcreaterole from pg_roles where rolname = 'tat_app'"
    owned = "select count(*) from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = 'tat_app'"
    users = "select distinct usename from pg_stat_activity where datname = 'tat' and application_name = 'tat'"
    assert _owner_sees(environment, rights) == [(False, False, False, False)]
    assert _owner_sees(environment, owned) == [(0,)]
    until(lambda: _owner_sees(environment, users) == [("tat_app",)], "only the lesser role is connected")


@pytest.mark.full
def test_the_two_commands_use_the_servers_that_the_environment_names(servers: Servers) -> None:
    servers.ask_postgres("alter role tat_owner createdb")  # the suite makes databases of its own
    [(before,)] = servers.ask_postgres("select pg_current_wal_lsn()::text")
    outside = a_persons_environment(**servers.variables())
    command = [sys.executable, "-m", "devstack", "test", "-q", "tests/tat/test_clock.py"]
    done = subprocess.run(command, cwd=ROOT, env=outside, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert servers.ask_postgres(f"select pg_current_wal_lsn() - '{before}' > 1000000") == [(True,)]


def _with_settings(environment: dict[str, str]) -> dict[str, str]:
    return environment | {"DJANGO_SETTINGS_MODULE": "tat.settings"}
