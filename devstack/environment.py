"""The virtual environment, installed from hash-locked requirements that name no index."""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from . import debian
from .console import ROOT, give_up, say

LOCKS = ("boot", "base", "dev")
SCANNERS = ("scanners", "scanners-live")
"""Locked here too; installed by tests/scanners, each into an environment of its own."""
HOLDS = {"boot": ("boot",), "base": ("base",), "dev": ("dev", "base")}
COMPILE = (
    *("--quiet", "--universal", "--generate-hashes", "--python-version", "3.11"),
    *("--no-emit-index-url", "--no-emit-find-links", "--custom-compile-command", "./run lock"),
)
BEHIND_INSPECTION = {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1"}
"""On networks that inspect TLS, uv must trust what the system trusts."""
FOLDER = Path(os.environ.get("RUN_VENV") or ROOT / ".venv")
PYTHON = FOLDER / "bin" / "python"


def ensure(name: str) -> Path:
    """Python of an environment that holds requirements/<name>.txt. Nothing is done when it already does."""
    with _alone():
        wanted = _digest(name)
        if PYTHON.exists() and wanted in _installed():
            return PYTHON
        _make()
        _install(name)
        current = {_digest(lock) for lock in LOCKS}
        now = {_digest(lock) for lock in HOLDS[name]}
        (FOLDER / ".stamp").write_text("\n".join(sorted(_installed() & current | now)))
    return PYTHON


def lock() -> None:
    """Compile requirements/*.in. The locked files hold hashes and no host."""
    ensure("boot")
    uv = shutil.which("uv") or _environment_uv() or give_up("Compiling the locks needs uv.")
    for name in (*LOCKS, *SCANNERS):
        files = [f"requirements/{name}.in", "-o", f"requirements/{name}.txt"]
        subprocess.run([uv, "pip", "compile", *COMPILE, *files], check=True, env=os.environ | BEHIND_INSPECTION)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Two commands started at once in one checkout install one after the other."""
    try:
        (ROOT / ".run").mkdir(exist_ok=True)
        guard = (ROOT / ".run" / "environment.lock").open("w")
    except PermissionError:
        give_up("This checkout's .run was made by somebody else, perhaps as root. Remove .run and .venv, then type this again.")
    with guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        yield


def _digest(name: str) -> str:
    content = (ROOT / "requirements" / f"{name}.txt").read_bytes()
    return hashlib.sha256(content + sys.version.encode()).hexdigest()


def _installed() -> set[str]:
    stamp = FOLDER / ".stamp"
    return set(stamp.read_text().split()) if stamp.exists() else set()


def _make() -> None:
    """Make the folder; one whose making was cut short is made again."""
    torn = ROOT / ".run" / "environment.torn"
    if PYTHON.exists() and not torn.exists():
        return
    say(f"making {FOLDER} with Python {sys.version.split()[0]}")
    torn.touch()
    if uv := shutil.which("uv"):  # needs neither ensurepip nor pip
        subprocess.run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(FOLDER)], check=True)
    else:
        _make_with_venv()
    torn.unlink()


def _make_with_venv() -> None:
    """Debian's python3 has no ensurepip: root installs it, anyone else runs pip from its wheel."""
    make = [sys.executable, "-m", "venv", "--clear", str(FOLDER)]
    if importlib.util.find_spec("ensurepip"):
        subprocess.run(make, check=True)
    elif wheel := None if debian.is_root() else _pip_wheel():
        subprocess.run([*make, "--without-pip"], check=True)
        _pip("boot", {"PYTHONPATH": str(wheel)})
    elif debian.install("python3-venv", why="This Python has no ensurepip"):
        subprocess.run(make, check=True)
    else:
        give_up("Install python3-venv (Debian, Ubuntu) or uv, then type this again.")


def _pip_wheel() -> Path | None:
    root = debian.unpack(("python3-pip-whl",), ROOT / ".run" / "pip")
    return next(root.glob("usr/share/python-wheels/pip-*.whl"), None) if root else None


def _environment_uv() -> str | None:
    uv = FOLDER / "bin" / "uv"
    return str(uv) if uv.exists() else None


def _install(name: str) -> None:
    """With uv, and with pip where uv fails: pip knows mirrors that uv does not."""
    say(f"installing requirements/{name}.txt (hashes checked)")
    if not (shutil.which("uv") or _environment_uv()):
        _pip("boot", {})
    uv = shutil.which("uv") or _environment_uv()
    variables = {key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"}
    variables |= BEHIND_INSPECTION
    words = ["pip", "install", "--quiet", "--python", str(PYTHON), "--require-hashes", "-r", f"requirements/{name}.txt"]
    if uv and subprocess.run([uv, *words], env=variables).returncode == 0:
        return
    say("uv could not; installing with pip")
    if not _pip(name, {}):
        give_up("The packages could not be installed. Look at the lines above; if .venv is damaged, remove it and type this again.")


def _pip(name: str, extra: dict[str, str]) -> bool:
    words = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", f"requirements/{name}.txt"]
    return subprocess.run([str(PYTHON), *words], env=os.environ | extra).returncode == 0
