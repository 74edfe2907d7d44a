"""What a figure was measured with: written beside the figures' documents when the goals are reached for, printed otherwise."""

import json
import os
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, TypeVar

from devstack.console import ROOT

FOLDER = ROOT / "docs" / "security" / "evidence"
BESIDE = ("--", ".", ":(exclude)docs/security/evidence")
"""What this very run wrote down is no change of what it measured."""
T = TypeVar("T")
FULL = os.environ.get("FULL") == "1"


def share(names: Iterable[T], turn: int, of: int) -> list[T]:
    """All in a full run; otherwise every `of`-th from `turn` on: each question meets a part of them, each of them some of the questions."""
    return [*names] if FULL else [*names][turn % of :: of]


def reach(name: str, small: int, goal: int) -> int:
    """How many this run does: few in every run, the goal in a full one, or what the variable of that name says on a busy machine."""
    return int(os.environ.get(name, goal)) if FULL else small


def note(figure: str, goal: str, **measured: Any) -> None:
    """One JSON for a figure: commit, date, the machine's load, what was done and what came out."""
    found = {
        "figure": figure,
        "goal": goal,
        "commit": _git("rev-parse", "HEAD"),
        "changed_since_commit": bool(_git("status", "--porcelain", "--untracked-files=no", *BESIDE)),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "processors": os.cpu_count(),
        "load_average": [round(number, 2) for number in os.getloadavg()],
        "full": FULL,
        "measured": measured,
    }
    print(json.dumps(found))
    if FULL:
        FOLDER.mkdir(parents=True, exist_ok=True)
        (FOLDER / f"{figure}.json").write_text(json.dumps(found, indent=2) + "\n")


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True).stdout.strip()
