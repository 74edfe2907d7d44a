"""What OWASP ASVS 5.0 asks and no other test shows; docs/security/asvs.json names each of these beside its requirement."""

import ast
import json
import logging
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client

from devstack.console import ROOT
from tat import checks, vault
from tat.log_lines import JsonLine
from tat.models import User
from tests.cast import Cast, signed_in
from tests.codes import PASSWORD, password_typed, with_factor, with_password

pytestmark = pytest.mark.req("PF-2")
SITE = (ROOT / "docs" / "deploy" / "nginx.conf").read_text()
SCRIPTS = [ROOT / "static" / name for name in ("site.js", "passkey.js")]


@cache
def sources() -> list[tuple[Path, ast.Module]]:
    apps = ("tat", "cases", "triage", "reporting")
    return [(path, ast.parse(path.read_text())) for app in apps for path in (ROOT / app).rglob("*.py")]


@cache
def calls() -> list[tuple[str, str, ast.Call]]:
    """File, dotted name and call, of every call in the product."""
    found = [(path, node) for path, tree in sources() for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [(path.relative_to(ROOT).as_posix(), ast.unparse(node.func), node) for path, node in found]


def imported() -> set[str]:
    found = set()
    for _path, tree in sources():
        for node in ast.walk(tree):
            found |= {each.name for each in node.names} if isinstance(node, ast.Import) else set()
            found |= {node.module or ""} if isinstance(node, ast.ImportFrom) else set()
    return found


def test_no_page_builds_script_from_data_and_no_module_runs_text() -> None:
    named = {name for _file, name, _call in calls()}
    assert not named & {"eval", "exec", "compile", "__import__", "mark_safe", "Template", "Engine", "engine.from_string"}
    assert not [name for name in named if name.endswith((".from_string", ".render_to_script"))]
    for path in SCRIPTS:
        assert not re.search(r"\beval\b|new Function|setTimeout\(\s*['\"]", path.read_text()), path


def test_no_statement_is_put_together_from_what_somebody_sent() -> None:
    """A statement is a constant; the few that are put together are of names from the catalogue, by who owns the tables."""
    asks = [
        (file, call) for file, name, call in calls() if name.endswith(("cursor.execute", ".raw", ".extra")) or name in ("ask", "RawSQL")
    ]
    built = {file for file, call in asks if call.args and isinstance(call.args[0], ast.JoinedStr | ast.BinOp)}
    assert len(asks) > 10 and built <= {
        *("tat/backups/__init__.py", "tat/clock.py", "tat/management/commands/setup_database.py"),
    }


def test_no_program_is_started_through_a_shell() -> None:
    started = [(file, call) for file, name, call in calls() if name.startswith("subprocess.")]
    assert started and not [file for file, call in started if any(word.arg == "shell" for word in call.keywords)]
    assert not [file for file, name, _call in calls() if name in ("os.system", "os.popen", "os.spawnl")]
    assert not [file for file, call in started if call.args and isinstance(call.args[0], ast.JoinedStr | ast.Constant)]


def test_no_format_is_taken_from_what_somebody_sent() -> None:
    """`format` is asked of constants, of names in capitals and of translated words alone."""
    formats = [
        (file, call.func.value) for file, name, call in calls() if isinstance(call.func, ast.Attribute) and call.func.attr == "format"
    ]
    bad = [
        (file, ast.unparse(value))
        for file, value in formats
        if not isinstance(value, ast.Constant | ast.Call) and not ast.unparse(value).rpartition(".")[2].isupper()
    ]
    assert [each for each in bad if "request" in each[1] or "cleaned" in each[1] or "POST" in each[1]] == []


def test_no_module_parses_xml_or_unpickles() -> None:
    others = ("xml", "lxml", "pickle", "marshal", "shelve", "yaml", "dill")
    found = {name for name in imported() if name.partition(".")[0] in others}
    assert found <= {"lxml.etree"}  # its error, where python3-saml reads a provider's answer; tests/providers sends it bombs and entities
    assert (settings.CELERY_TASK_SERIALIZER, settings.CELERY_ACCEPT_CONTENT) == ("json", ["json"])


@pytest.mark.django_db
def test_no_answer_lets_another_site_read_it(cast: Cast) -> None:
    browser = signed_in(cast.principal)
    for address in ("/", "/cases/", "/account/login/", "/nowhere/", "/healthz"):
        answer = browser.get(address, HTTP_ORIGIN="https://elsewhere.example")
        assert not [name for name in answer.headers if name.lower().startswith("access-control-")], address


def test_the_script_listens_to_no_messages_and_keeps_nothing_in_the_browser() -> None:
    for path in SCRIPTS:
        text = path.read_text()
        assert not re.search(r"postMessage|[\"']message[\"']|localStorage|sessionStorage|indexedDB|document\.cookie\s*=", text), path
        assert not re.search(r"__proto__|\.prototype\b|Object\.assign\(\s*(?!\{)", text), path


@pytest.mark.django_db
def test_after_sign_in_nobody_is_led_to_another_site(cast: Cast) -> None:
    with_password(cast.counselor)
    for place in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", "https:elsewhere.example"):
        answer = Client().post("/account/login/", {"login": cast.counselor.email, "password": PASSWORD, "next": place})
        assert answer.status_code == 302 and answer["Location"] in ("/", "/account/factor/"), place


@pytest.mark.django_db
def test_every_page_names_its_kind_and_charset(cast: Cast) -> None:
    browser = signed_in(cast.superintendent)
    for address in ("/", "/district/", "/account/login/", "/nowhere/", "/exports/"):
        assert browser.get(address)["Content-Type"] == "text/html; charset=utf-8", address
    assert browser.get("/readyz")["Content-Type"].startswith("text/plain") and "charset=utf-8" in browser.get("/readyz")["Content-Type"]


@pytest.mark.django_db
def test_addresses_for_machines_are_not_led_to_https(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    plain = Client()
    assert plain.get("/account/login/").status_code == 301
    assert [plain.get(each).status_code for each in ("/readyz", "/healthz", "/metrics")] and all(
        plain.get(each).status_code != 301 for each in ("/readyz", "/healthz", "/metrics")
    )


def test_the_proxys_file_sets_its_headers_and_hands_none_on() -> None:
    assert "proxy_set_header X-Forwarded-Proto https;" in SITE
    assert "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;" in SITE and "$http_x_forwarded" not in SITE
    assert "proxy_set_header Host $host;" in SITE and "$http_host" not in SITE


def test_the_proxys_file_allows_tls_12_and_13_alone() -> None:
    assert re.findall(r"ssl_protocols ([^;]+);", SITE) == ["TLSv1.2 TLSv1.3"] and "return 301 https://" in SITE


@pytest.mark.django_db
def test_a_password_of_the_districts_own_words_is_refused(cast: Cast) -> None:
    for password in ("Bluestem-Bend1", "cordgrasshigh2026", "ThreatAssessment!", "school-district-9"):
        with pytest.raises(ValidationError, match="Little is left"):
            validate_password(password, cast.counselor)
    validate_password("bluestem copper kettle", cast.counselor)
    validate_password("copper-kettle-morning-bus", cast.counselor)


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["nur kleine wörter hier", "🐝🐝 honig und salbei 🐝🐝", " spaces at both ends ", "x9" * 45])
def test_passwords_are_long_free_and_taken_as_typed(cast: Cast, password: str) -> None:
    validate_password(password, cast.counselor)
    cast.counselor.set_password(password)
    cast.counselor.save()
    tries = {
        typed: Client().post("/account/login/", {"login": cast.counselor.email, "password": typed}).status_code
        for typed in (password, password.strip() + "!", password[:-1])
    }
    assert tries[password] == 302 and sorted(tries.values()) == [200, 200, 302]
    with pytest.raises(ValidationError, match="at least 12"):
        validate_password("elevenchars", cast.counselor)


@pytest.mark.django_db
def test_password_fields_hide_and_may_be_pasted_into(cast: Cast) -> None:
    pages = [
        Client().get("/account/login/"),
        Client().get("/account/set-up/"),
        signed_in(with_password(cast.counselor)).get("/account/reauthenticate/"),
    ]
    fields = [field for page in pages for field in re.findall(r'<input[^>]*name="[^"]*password[^"]*"[^>]*>', page.content.decode())]
    assert len(fields) >= 3
    for field in fields:
        assert 'type="password"' in field and "onpaste" not in field and 'autocomplete="off"' not in field and "readonly" not in field
    assert not [path for path in SCRIPTS if "paste" in path.read_text() and "preventDefault" in path.read_text().split("paste")[1][:200]]


@pytest.mark.django_db
def test_a_password_has_no_last_day(cast: Cast, at: Any) -> None:
    at("2026-09-14 08:00")
    with_password(cast.report_taker)
    at("2029-09-14 08:00")
    assert password_typed(cast.report_taker).get("/").status_code == 200


@pytest.mark.django_db
def test_a_new_installation_has_no_account() -> None:
    assert not User.objects.exists()


def test_secrets_come_from_the_systems_random_numbers() -> None:
    """`random` is nowhere; keys, words, tokens and nonces are `secrets`, `os.urandom` and the database's own."""
    drawn = {path for path, _tree in sources() if re.search(r"^(import random|from random import)", path.read_text(), re.M)}
    assert {path.parent.parent.name for path in drawn} == {"management"}, "what fills a bench with invented cases"
    assert "uuid1" not in {name for _file, name, _call in calls()}
    assert vault.KEY_BYTES == 32 and {"secrets"} <= imported()
    assert settings.SESSION_ENGINE.endswith("cached_db"), "32 characters of 36 each: 165 bits"


@pytest.mark.django_db
def test_a_recovery_code_is_long_enough(cast: Cast) -> None:
    codes = RecoveryCodes.activate(with_factor(cast.counselor)).get_unused_codes()
    assert len(codes) == len(set(codes)) >= 8 and all(len(code) >= 8 and code.isdigit() for code in codes), "26 bits and more"


def test_ciphers_hashes_and_signatures_are_of_full_strength() -> None:
    named = {name.rpartition(".")[2] for _file, name, _call in calls()}
    assert {"AESGCM", "SHA256"} <= named
    assert not named & {"md5", "sha1", "ECB", "CBC", "ARC4", "TripleDES", "RSA", "MD5", "SHA1", "PKCS1v15"}
    words = "".join(path.read_text() for path in (ROOT / "tat" / "vault").rglob("*.py"))
    assert "Ed25519" in words and "X25519" in words and "PKCS1v15" not in words


@pytest.mark.django_db
def test_passwords_lie_under_argon2() -> None:
    """In tests another hasher is put in its place, for their speed; production reads this list."""
    listed = re.search(r"PASSWORD_HASHERS = \[(.*?)\]", (ROOT / "tat" / "settings.py").read_text())
    assert listed and listed[1] == '"django.contrib.auth.hashers.Argon2PasswordHasher"'


@pytest.mark.django_db
def test_the_examples_passwords_are_refused_outside_tests(settings: Any) -> None:
    assert not [each for each in checks.problems() if "of the example" in each]
    settings.TEST = settings.DEMO = False
    settings.SECRET_KEY = "change-me-to-50-random-characters-or-more-0123456789"
    (said,) = [each for each in checks.problems() if "of the example" in each]
    assert said.startswith("SECRET_KEY holds") and "change-me" not in said


def test_nothing_but_collected_files_is_served(client: Client, db: None) -> None:
    for address in (
        "/.git/config",
        "/.env",
        "/static/",
        "/static/../tat/settings.py",
        "/static/.git/HEAD",
        "/media/",
        "/requirements/base.txt",
    ):
        assert client.get(address).status_code == 404, address


def test_every_form_names_its_fields() -> None:
    """No form is made of a model's fields, and nothing that was sent is spread over a row."""
    named = {name for _file, name, _call in calls()}
    assert not [name for name in named if "modelform" in name.lower() or name.endswith("ModelForm")]
    spread = [
        file
        for file, name, call in calls()
        for word in call.keywords
        if word.arg is None and re.search(r"request\.POST", ast.unparse(word.value))
    ]
    assert spread == []


def test_no_view_reads_form_and_address_as_one() -> None:
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.BinOp | ast.BoolOp):
                words = ast.unparse(node)
                assert not ("request.POST" in words and "request.GET" in words and "lang" not in words and len(words) < 120), path


@pytest.mark.django_db
def test_each_sign_in_right_or_wrong_is_kept(cast: Cast) -> None:
    with_password(cast.report_taker)
    Client().post("/account/login/", {"login": cast.report_taker.email, "password": "not this one at all"})
    wrong = AccessAttempt.objects.get()
    assert (wrong.username, wrong.failures_since_start) == (cast.report_taker.email, 1)
    assert "not this one" not in wrong.post_data
    password_typed(cast.report_taker)
    assert AccessLog.objects.filter(username=cast.report_taker.email).exists()


def test_a_line_of_the_log_stays_one_line() -> None:
    record = logging.LogRecord("tat", logging.WARNING, __file__, 1, "said %s", ('one\r\n{"level": "INFO"}\x1b[2J',), None)
    line = JsonLine().format(record)
    assert "\n" not in line and "\r" not in line and "\x1b" not in line and json.loads(line)["level"] == "WARNING"


def test_the_commands_that_make_secrets_are_there() -> None:
    for command in ("make_field_key", "make_checkpoint_key", "make_backup_key"):
        with pytest.raises(SystemExit):
            call_command(command, "--help")
