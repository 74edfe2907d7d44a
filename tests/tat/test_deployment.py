"""What docs/deployment.md gives an administrator holds: the settings' own checks, the units, and every variable that is read."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from devstack.console import ROOT

DEPLOY = ROOT / "docs" / "deploy"
pytestmark = pytest.mark.req("PF-4")


def production(tmp_path: Path) -> dict[str, str]:
    """The example's environment as it is given, with a folder of this test's and no DEMO and no TEST."""
    lines = (DEPLOY / "environment").read_text().splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "LD_LIBRARY_PATH"}}
    return kept | given | {"MEDIA_ROOT": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tat.settings"}


def test_the_deployment_check_is_clean_and_silences_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, cwd=ROOT, env=production(tmp_path), capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert done.stdout == "System check identified no issues (0 silenced).\n"
    loose = subprocess.run(command, cwd=ROOT, env=production(tmp_path) | {"SECRET_KEY": "short"}, capture_output=True, text=True)
    assert loose.returncode == 1 and "security.W009" in loose.stderr


def test_every_variable_that_is_read_stands_in_the_example() -> None:
    read = set(re.findall(r'env(?:\.\w+)?\("([A-Z_]+)"', (ROOT / "tat" / "settings.py").read_text()))
    named = set(re.findall(r"^(?:# )?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))
    assert read - named == set()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd on this machine")
def test_the_units_are_read_by_systemd_without_a_complaint(tmp_path: Path) -> None:
    """With a program that is here in the place of the environment's Python, and the folder of this checkout."""
    for path in [*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")]:
        here = path.read_text().replace("/opt/tat/env/bin/python", sys.executable).replace("/opt/tat/app", str(ROOT))
        (tmp_path / path.name).write_text(here)
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))], capture_output=True, text=True)
    assert [line for line in done.stderr.splitlines() if "tat-" in line] == []


def test_the_units_run_what_the_guide_says_and_no_service_has_the_owners_address() -> None:
    units = {path.name: path.read_text() for path in DEPLOY.glob("*.service")}
    assert {name.removesuffix(".service") for name in units} == {
        *("tat-web", "tat-worker", "tat-documents", "tat-beat", "tat-backup", "tat-verify"),
    }
    assert [name for name, text in units.items() if "/etc/tat/owner" in text] == ["tat-backup.service"]
    queues = set(re.findall(r" -Q (\S+)", "".join(units.values())))
    assert queues == {"celery,notices", "documents"}
    assert "MIGRATION_DATABASE_URL" not in (DEPLOY / "environment").read_text()
