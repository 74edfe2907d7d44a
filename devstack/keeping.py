"""`./run backup` and `./run restore`: the product's own commands, on the demo's servers or on those that the environment names."""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from . import environment_file
from .console import ROOT, RUN, give_up, say
from .demo import LOADED
from .guard import only_run
from .postgres import binaries
from .services import Services

BACKUP_KEY = RUN / "backup.key"
FIELD_KEY = RUN / "field.key"


def backup(words: Sequence[str]) -> int:
    """Save to a folder; beside the running demo where one runs, else with its servers started for it. Returns the exit code."""
    if running := environment_file.read():
        return _backup(words, os.environ | running)
    RUN.mkdir(parents=True, exist_ok=True)
    with only_run(RUN) as guard:
        services = Services(RUN, keep=(guard.descriptor,))
        try:
            services.start()
            return _backup(words, services.variables())
        finally:
            services.stop()


def _backup(words: Sequence[str], variables: Mapping[str, str]) -> int:
    return _manage(["backup", *words], _tools(variables) | {"BACKUP_PUBLIC_KEY_FILE": _public_key(variables)})


def _public_key(variables: Mapping[str, str]) -> str:
    """The one that the environment names, else this checkout's, made now where there is none."""
    if named := variables.get("BACKUP_PUBLIC_KEY_FILE"):
        return named
    if not BACKUP_KEY.exists() and _manage(["make_backup_key", str(BACKUP_KEY)], variables):
        give_up("No backup key could be made.")
    return f"{BACKUP_KEY}.pub"


def restore(words: Sequence[str]) -> int:
    """Fill empty servers from a backup. Returns the exit code; the demo then starts on what was restored."""
    parser = argparse.ArgumentParser(prog="./run restore")
    parser.add_argument("backup")
    parser.add_argument("--field-key", help="the key file from escrow; else FIELD_KEY_FILE names it")
    mine, others = parser.parse_known_args(words)
    RUN.mkdir(parents=True, exist_ok=True)
    with only_run(RUN) as guard:
        _put_key(mine.field_key)
        services = Services(RUN, keep=(guard.descriptor,))
        try:
            services.start()
            code = _manage(["restore", mine.backup, *others], _tools(services.variables()))
        finally:
            services.stop()
    if services.postgres and not code:
        LOADED.touch()
    return code


def _put_key(path: str | None) -> None:
    """The key lies where the demo looks for it; one that lies there already is never replaced."""
    if path is None:
        return
    if os.environ.get("FIELD_KEY_FILE"):
        give_up("FIELD_KEY_FILE is set: put the key there, and leave --field-key out.")
    RUN.mkdir(exist_ok=True)
    if FIELD_KEY.exists() and FIELD_KEY.read_bytes() != Path(path).read_bytes():
        give_up(f"{FIELD_KEY} is another key. A key is never replaced: move it away first.")
    if not FIELD_KEY.exists():
        shutil.copyfile(path, FIELD_KEY)
        FIELD_KEY.chmod(0o400)
    say(f"the field key lies in {FIELD_KEY}")


def _tools(variables: Mapping[str, str]) -> dict[str, str]:
    """PostgreSQL's programs: those that the environment names, else the ones that the embedded server comes with."""
    return {"PG_BIN": str(binaries())} | dict(variables)


def _manage(words: Sequence[str], variables: Mapping[str, str]) -> int:
    return subprocess.run([sys.executable, "manage.py", *words], env=dict(variables), cwd=ROOT).returncode
