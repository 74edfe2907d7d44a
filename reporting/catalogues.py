"""The tabletop exercises that come with the product: invented, called a default wherever they stand, and frozen into each exercise."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cases.levels import Level

FILE = Path(__file__).resolve().parent.parent / "fixtures" / "exercises.json"


@dataclass(frozen=True)
class Inject:
    """One part of a script; it comes so many minutes after the start."""

    minute: int
    title: str
    text: str
    question: str


@dataclass(frozen=True)
class Scenario:
    """One script. `level` is the one that its author had in mind, told to nobody who plays before the end."""

    code: str
    title: str
    level: Level
    about: str
    subject: str
    nature: str
    quotation: str
    location: str
    injects: tuple[Inject, ...]
    edition: str

    @property
    def minutes(self) -> int:
        """After how many minutes the last part comes."""
        return self.injects[-1].minute


@cache
def scenarios() -> dict[str, Scenario]:
    """The scripts by code, in the file's order."""
    content = json.loads(FILE.read_text(encoding="utf-8"))
    return {row["code"]: _scenario(row, content["edition"]) for row in content["rows"]}


def _scenario(row: dict[str, object], edition: str) -> Scenario:
    words = dict(row)
    injects = tuple(Inject(**each) for each in words.pop("injects"))  # type: ignore[attr-defined]
    level = Level(str(words.pop("level")))
    return Scenario(**words, level=level, injects=injects, edition=edition)  # type: ignore[arg-type]
