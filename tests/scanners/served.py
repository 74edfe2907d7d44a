"""A started web server on 127.0.0.1 with the district of the forms behind it, from this tree or from a copy with a fault in it."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.test import Client

from devstack.console import ROOT
from devstack.processes import spawn, stop
from tat.models import User
from tests.faults.patches import read
from tests.forms.district import Forms
from tests.launcher.tcp_servers import free_port
from tests.processes.browser import answers
from tests.processes.loops import Sink, until, variables

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".run", "__pycache__", "node_modules", "*.pyc", ".mypy_cache", ".ruff_cache")


@dataclass
class Site:
    """Where it answers, and the people who may sign in."""

    base: str
    log: Path

    def faults(self) -> list[str]:
        """What went wrong in the server, but for /healthz, which says that nothing beats here: no loop runs beside this server."""
        lines = [line for line in self.log.read_text().splitlines() if '"level": "ERROR"' in line]
        return [line for line in lines if "Service Unavailable: /healthz" not in line]

    def session(self, forms: Forms, person: str) -> str:
        """The cookies of a new session of this person of the table, with the token's cookie of the pages that were opened."""
        opened, kept = forms.browsers[person].cookies, []
        if person != "anonymous":
            browser = Client()
            browser.force_login(User.objects.get(pk=forms.browsers[person].session["_auth_user_id"]), backend=BACKEND)
            kept.append(f"session={browser.cookies['session'].value}")
        return "; ".join([*kept, *([f"csrf={opened['csrf'].value}"] if "csrf" in opened else [])])


def planted(folder: Path, *names: str) -> Path:
    """A copy of the tree with these faults in it."""
    tree = Path(shutil.copytree(ROOT, folder / "tree", ignore=LEFT_OUT, symlinks=True))
    for name in names:
        read(name).plant(tree)
    return tree


@contextmanager
def serving(tree: Path, folder: Path, sink: Sink, redis_url: str) -> Iterator[Site]:
    """Two workers; whatever they say is kept."""
    port, log = free_port(), folder / "web.log"
    words = [sys.executable, "-m", "gunicorn", "tat.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "2"]
    environment = variables(sink, redis_url, LOG_FORMAT="json", SITE_URL=f"http://localhost:{port}")
    with log.open("ab") as out:
        child: subprocess.Popen[bytes] = spawn([*words, "--no-control-socket"], env=environment, cwd=tree, stdout=out, stderr=out)
    try:
        until(lambda: answers(port, "/readyz"), "the web answers", seconds=60)
        yield Site(f"http://127.0.0.1:{port}", log)
    finally:
        stop(child, (15, 15))
