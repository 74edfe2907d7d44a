"""How much of the product the suite must walk: nine tenths of its lines and of its branches, and every one in the rooms that decide."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

LEAST = {"lines": 90.0, "branches": 90.0}
EVERY_BRANCH = (
    "tat/roles",
    "tat/workflow",
    "tat/calendar",
    "tat/statutes",
    "tat/vault",
    "tat/permissions",
    "cases/access",
    "cases/workflow",
    "cases/concurrence",
    "cases/levels",
    "cases/fort",
    "cases/gates",
    "cases/safeguard",
    "cases/step",
    "triage/workflow",
    "reporting/workflow",
)


def main(report: str) -> int:
    """Print the figures and every gap that matters; 1 when there is one, or no report."""
    if not Path(report).exists():
        print("coverage: the suite left no report")
        return 1
    measured = json.loads(Path(report).read_text())
    gaps = [*_overall(measured["summary"]), *(gap for room in EVERY_BRANCH for gap in _room(room, measured["files"]))]
    for gap in gaps:
        print(f"coverage: {gap}")
    return 1 if gaps else 0


def _overall(totals: Mapping[str, Any]) -> list[str]:
    shares = {what: 100 * totals[f"covered_{what}"] / max(1, totals[f"covered_{what}"] + totals[f"missing_{what}"]) for what in LEAST}
    print("coverage: " + ", ".join(f"{share:.1f} % of {what}" for what, share in shares.items()))
    return [f"{share:.1f} % of {what} is less than {LEAST[what]:.0f} %" for what, share in shares.items() if share < LEAST[what]]


def _room(room: str, files: Mapping[str, Any]) -> list[str]:
    """A room is a module or a package of that name."""
    mine = {path: facts for path, facts in files.items() if path == f"{room}.py" or path.startswith(f"{room}/")}
    if not mine:
        return [f"nothing was measured under {room}"]
    return [
        f"{path} must be walked whole; not walked: lines {facts['missing_lines']}, branches {facts['missing_branches']}"
        for path, facts in sorted(mine.items())
        if facts["missing_lines"] or facts["missing_branches"]
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
