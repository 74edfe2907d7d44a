"""Lists each requirement code with the tests that prove it."""

import re
from collections import defaultdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

MARK = re.compile(r"""pytest\.mark\.req\(([^)]*)\)""")
CODE = re.compile(r"[A-Z]{2}-\d+")
TEST = re.compile(r"^\s*(?:async )?def (test_\w+)", re.MULTILINE)
DONE = Path("docs") / "requirements.md"


def proven() -> dict[str, list[str]]:
    """Code -> tests that carry it, by file and name. A mark on a module or a class counts for its first test below."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted((settings.ROOT / "tests").rglob("test_*.py")):
        text = path.read_text()
        for mark in MARK.finditer(text):
            test = TEST.search(text, mark.end())
            name = f"{path.relative_to(settings.ROOT).as_posix()}::{test.group(1) if test else ''}"
            for code in CODE.findall(mark.group(1)):
                found[code].append(name)
    return found


def marked_done() -> list[str]:
    """The codes that docs/requirements.md marks done."""
    lines = (settings.ROOT / DONE).read_text().splitlines()
    return [match.group() for line in lines if line.startswith("- [x]") and (match := CODE.search(line))]


class Command(BaseCommand):
    """Fails when a code marked done has no test."""

    help = "Lists each requirement code with the tests that prove it; fails on one marked done without a test."

    def handle(self, *args: Any, **options: Any) -> None:
        tests = proven()
        for code in sorted(tests, key=lambda word: (word[:2], int(word[3:]))):
            self.stdout.write(f"{code}: {len(tests[code])}")
            for name in tests[code]:
                self.stdout.write(f"  {name}")
        missing = [code for code in marked_done() if code not in tests]
        if missing:
            raise CommandError(f"Marked done, and no test carries the code: {', '.join(missing)}")
