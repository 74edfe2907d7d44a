"""Nothing serves on a wrong key, a moved clock, too strong a role or a database that forgets; each refusal is one plain message."""

import base64
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as project
from django.db import connection, connections

from tat import checks, vault
from tat.models import DataKey

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = {
    "web": ["gunicorn", "tat.wsgi", "--bind", "unix:{folder}/s", "--workers", "1", "--preload", "--no-control-socket"],
    "worker": ["celery", "-A", "tat", "worker", "-c", "1", "-P", "solo", "--without-gossip", "--without-mingle"],
    "beat": ["celery", "-A", "tat", "beat", "-s", "{folder}/schedule", "--pidfile="],
}


@pytest.fixture
def other_key(tmp_path, settings) -> Iterator[str]:
    """FIELD_KEY_FILE names another key than the one that the database was sealed with."""
    path = tmp_path / "other.key"
    path.write_bytes(base64.b64encode(os.urandom(32)))
    settings.FIELD_KEY_FILE = str(path)
    vault.master.cache_clear()
    yield str(path)
    vault.master.cache_clear()


def found() -> list[str]:
    return list(checks.problems())


@pytest.mark.django_db
def test_a_database_that_was_set_up_and_its_own_key_are_let_through():
    assert found() == []
    assert checks.refuse_unready() is None


@pytest.mark.django_db
def test_another_key_is_refused(other_key):
    (sentence,) = found()
    assert "FIELD_KEY_FILE is not the key" in sentence


@pytest.mark.django_db
def test_an_unfinished_change_of_the_key_is_refused(other_key):
    DataKey.objects.mint()
    (sentence,) = found()
    assert "rotate_field_key" in sentence
    DataKey.objects.update(kek_fingerprint=vault.kek_fingerprint())
    assert found() == []


@pytest.mark.django_db
def test_a_database_without_its_first_key_is_refused():
    DataKey.objects.all().delete()
    (sentence,) = found()
    assert "setup_database" in sentence


def test_a_moved_clock_is_for_demo_and_tests_only(at, settings):
    at("2026-09-14 14:02")
    assert found() == []
    settings.TEST, settings.DEMO = False, True
    assert not any("tat_now()" in sentence for sentence in found())
    settings.DEMO = False
    assert any("tat_now() was replaced" in sentence for sentence in found())


@pytest.mark.django_db
def test_a_database_that_forgets_is_refused_outside_tests(settings):
    settings.TEST = False
    with connection.cursor() as cursor:
        cursor.execute("set local synchronous_commit = off")
        (sentence,) = found()
        assert "synchronous_commit is off" in sentence
        cursor.execute("set local synchronous_commit = on")
    assert found() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("table", "right"), [("tat_logentry", "update"), ("tat_accessentry", "delete"), ("tat_loghead", "insert")])
def test_a_role_that_may_change_the_log_is_refused(owner_connection, table, right):
    role = connections["default"].settings_dict["USER"]
    with owner_connection.cursor() as cursor:
        cursor.execute(f'grant {right} on {table} to "{role}"')
        (sentence,) = found()
        cursor.execute(f'revoke {right} on {table} from "{role}"')
    assert "may change the log" in sentence
    assert found() == []


@pytest.mark.django_db
def test_a_missing_key_file_is_told_with_the_command_that_makes_one(settings, tmp_path, capfd):
    settings.FIELD_KEY_FILE = str(tmp_path / "absent")
    vault.master.cache_clear()
    with pytest.raises(SystemExit):
        checks.refuse_unready()
    assert capfd.readouterr().err.startswith("Not started. The file named by FIELD_KEY_FILE cannot be read.")
    vault.master.cache_clear()


def run(words: list[str], folder: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """One of the processes, with this test's database and some variables changed."""
    database = project.DATABASES["default"]["NAME"]
    url = os.environ["DATABASE_URL"].replace("/tat?", f"/{database}?")
    command = [sys.executable, "-m", *(word.format(folder=folder) for word in words)]
    variables = os.environ | {"DATABASE_URL": url} | changes
    return subprocess.run(command, env=variables, cwd=ROOT, capture_output=True, text=True, timeout=60)


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", COMMANDS)
def test_no_process_starts_on_a_wrong_key(tmp_path, other_key, name):
    ended = run(COMMANDS[name], tmp_path, FIELD_KEY_FILE=other_key)
    assert ended.returncode != 0
    assert "Not started. FIELD_KEY_FILE is not the key" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_the_owner_of_the_tables_does_not_serve(tmp_path):
    owner = os.environ["MIGRATION_DATABASE_URL"].replace("/tat?", f"/{project.DATABASES['default']['NAME']}?")
    ended = run(COMMANDS["web"], tmp_path, DATABASE_URL=owner)
    assert "names a superuser or the owner of the tables" in ended.stderr
    assert ended.returncode != 0


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_a_database_that_does_not_answer_or_is_empty_is_told_plainly(tmp_path):
    for name in (f"absent_{uuid.uuid4().hex[:8]}", "tat"):
        url = os.environ["DATABASE_URL"].replace("/tat?", f"/{name}?")
        ended = run(COMMANDS["web"], tmp_path, DATABASE_URL=url)
        assert "Not started. The database named by DATABASE_URL does not answer, or holds no tables." in ended.stderr
        assert ended.returncode != 0
