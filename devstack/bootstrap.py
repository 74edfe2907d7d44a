"""From a bare Python to the project's own: pick the command, make the environment, hand over to it."""

import os
from collections.abc import Sequence
from pathlib import Path

from . import chromium, environment, pango
from .console import ROOT, give_up

USAGE = """usage: ./run demo [--fresh]              run the product with the demo district; --fresh starts over
       ./run test [--full] [pytest ...]  run the checks and the suite, or only the named tests
       ./run backup FOLDER               save database and files of the demo, or of the servers that the environment names, sealed
       ./run restore BACKUP --backup-key FILE --field-key FILE [--checkpoints FOLDER [--public-key FILE]] [--journal FILE]
                                         bring a backup back into empty servers
       ./run manage COMMAND ...          run manage.py on the running demo
       ./run bench [NAME ...]            measure the speed: start, walk, flat, search, sweep, import, papers, scale, or those named
       ./run bench scale --cases N       the same product among N invented cases; 10,000 without
       ./run lock                        compile requirements/*.in to their hash-locked files"""


MEASURED = {"start", "walk", "flat", "search", "sweep", "import", "papers", "scale"}


def main(words: Sequence[str]) -> None:
    """Run one command of the launcher; replaces this process for all but `lock`."""
    command, *rest = words or ["help"]
    if command in {"backup", "restore"}:
        rest = [word if word.startswith("-") else str(Path(word).resolve()) for word in rest]
    os.chdir(ROOT)
    if command == "lock":
        environment.lock()
    elif (command == "demo" and set(rest) <= {"--fresh"}) or (command in {"manage", "backup", "restore"} and rest):
        hand_over("base", "devstack", command, *rest)
    elif command == "test":
        hand_over("dev", "devstack", command, *rest)
    elif command == "bench" and (set(rest) <= MEASURED or (rest[:2] == ["scale", "--cases"] and len(rest) == 3 and rest[2].isdecimal())):
        hand_over("base", "bench", *rest)
    else:
        give_up(USAGE)


def hand_over(lock: str, package: str, *words: str) -> None:
    """Continue in the project's own Python with everything the command needs in place."""
    python = environment.ensure(lock)
    variables = os.environ | pango.ensure(python)
    variables.pop("PYTHONDONTWRITEBYTECODE", None)  # or each of its processes would compile a thousand files anew
    if "test" in words[:1]:
        variables |= chromium.ensure()
    os.execve(python, [str(python), "-m", package, *words], variables)
