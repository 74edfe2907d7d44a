"""The running demo's environment in .run/environment, so that its management commands can be run beside it."""

import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from typing import NoReturn

from .console import RUN, give_up

FILE = RUN / "environment"


def write(variables: Mapping[str, str]) -> None:
    """Only what differs from this process's own; readable by its owner alone, and by a shell."""
    ours = {name: value for name, value in variables.items() if os.environ.get(name) != value}
    FILE.unlink(missing_ok=True)
    FILE.touch(mode=0o600)
    FILE.write_text("".join(f"{name}={shlex.quote(value)}\n" for name, value in sorted(ours.items())))


def remove() -> None:
    FILE.unlink(missing_ok=True)


def manage(words: Sequence[str]) -> NoReturn:
    """Become manage.py with the running demo's environment."""
    if not FILE.exists():
        give_up("No demo is running. Type `./run demo` first, and this in a second window.")
    os.execve(sys.executable, [sys.executable, "manage.py", *words], os.environ | read())


def read() -> dict[str, str]:
    """The running demo's own variables; empty where none runs."""
    if not FILE.exists():
        return {}
    pairs = (assignment.partition("=") for assignment in shlex.split(FILE.read_text()))
    return {name: value for name, _, value in pairs}
