"""Chromium for the browser tests: named by CHROMIUM, found, or installed from Debian; never downloaded."""

import os
import shutil
import subprocess
from pathlib import Path

from . import debian
from .console import say

NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")


def ensure() -> dict[str, str]:
    """CHROMIUM for the suite; empty when there is none, and the browser tests then fail with the line to type."""
    if os.environ.get("CHROMIUM"):
        return {}
    may_install = debian.is_root() and _debian()
    found = _find() or (may_install and debian.install("chromium", why="The browser tests need Chromium") and _find())
    if found:
        return {"CHROMIUM": found}
    say(f"no Chromium: the browser tests will fail. Type:  sudo {debian.install_line('chromium')}  or set CHROMIUM to one you have")
    return {}


def _find() -> str | None:
    """The first name that starts: Ubuntu's chromium-browser is a stub that only names a snap."""
    candidates = filter(None, map(shutil.which, NAMES))
    return next((path for path in candidates if _answers(path)), None)


def _answers(path: str) -> bool:
    run = subprocess.run([path, "--version"], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return run.returncode == 0 and "Chrom" in run.stdout


def _debian() -> bool:
    release = Path("/etc/os-release")
    return release.exists() and "\nID=debian" in "\n" + release.read_text()
