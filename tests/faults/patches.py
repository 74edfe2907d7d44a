"""Reads the planted faults: unified diffs, each with the sentence of the fault and the test that claims to catch it."""

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
HUNK = re.compile(r"^@@ ", re.MULTILINE)


@dataclass(frozen=True)
class Change:
    """One hunk: the lines of a file as they are, and as the fault has them. Line numbers are ignored, the lines must be found once."""

    path: str
    before: str
    after: str


@dataclass(frozen=True)
class Fault:
    """One fault, by the name of its file."""

    name: str
    sentence: str
    claimed_by: str
    changes: tuple[Change, ...]

    def problems(self, root: Path) -> list[str]:
        """Why it cannot be planted in this tree."""
        times = {change: (root / change.path).read_text().count(change.before) for change in self.changes}
        return [f"{change.path}: found {found} times:\n{change.before}" for change, found in times.items() if found != 1]

    def plant(self, root: Path) -> None:
        """Write the fault into the files of a copy."""
        for change in self.changes:
            path = root / change.path
            path.write_text(path.read_text().replace(change.before, change.after))

    def is_planted(self, root: Path) -> bool:
        """Whether the files of this tree are as the fault has them."""
        return all(change.after in (root / change.path).read_text() for change in self.changes)


def names() -> list[str]:
    """The faults there are."""
    return sorted(path.stem for path in FOLDER.glob("*.patch"))


def read(name: str) -> Fault:
    """One fault by its name."""
    head, _, diff = (FOLDER / f"{name}.patch").read_text().partition("\n\n")
    words = dict(line.split(": ", 1) for line in head.splitlines())
    return Fault(name, words["Fault"], words["Claimed-by"], tuple(_changes(diff)))


def _changes(diff: str) -> list[Change]:
    found = []
    for part in re.split(r"^--- a/.*\n\+\+\+ b/", diff, flags=re.MULTILINE)[1:]:
        path, _, hunks = part.partition("\n")
        found += [_change(path, hunk) for hunk in HUNK.split(hunks)[1:]]
    return found


def _change(path: str, hunk: str) -> Change:
    lines = hunk.splitlines(keepends=True)[1:]
    before = "".join(line[1:] for line in lines if line[0] in " -")
    return Change(path, before, "".join(line[1:] for line in lines if line[0] in " +"))
