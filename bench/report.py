"""What was measured: one JSON for each measurement, and bench/README.md made of them."""

import json
import os
import subprocess
from datetime import UTC, datetime
from typing import Any

from devstack.console import ROOT, say

RESULTS = ROOT / "bench" / "results"
README = ROOT / "bench" / "README.md"
Rows = list[dict[str, Any]]
HEAD = """# Speed

Written by `./run bench`. Each figure is a ratio: the page and its floor measured in one run, in alternating rounds; the median of the
rounds' ratios, in brackets their quartiles. The verdict is CPU time of the processes that answer, since a shared machine's clock tells
little; wall time stands in the JSON. The floor of a page is a bare view of as many bytes behind the product's own middleware, signed in,
under the same server and workers. Statements are counted by the database: those of the view, after the middleware's.

| what | goal | ratio | statements | measured |
|---|---|---|---|---|
"""


OWN = (":!bench/results", ":!bench/README.md")
"""What a measurement before this one in the same run has written changes nothing that is measured."""


def load() -> list[float]:
    return [round(number, 2) for number in os.getloadavg()]


def row(what: str, goal: dict[str, float], *, target: dict[str, Any], floor: dict[str, Any], **found: Any) -> dict[str, Any]:
    """One figure with both sides; `goal` names the keys of `found` that must not be greater."""
    missed = [name for name, most in goal.items() if found[name] > most]
    say(f"{what}: " + ", ".join(f"{name} {value}" for name, value in found.items()) + ("  MISSED" if missed else ""))
    return {"what": what, "goal": goal, **found, "missed": missed, "target": target, "floor": floor}


def note(name: str, rows: Rows, load_before: list[float]) -> None:
    """Write one measurement with commit, date and the machine's load."""
    found = {
        "measurement": name,
        "commit": _git("rev-parse", "HEAD"),
        "changed_since_commit": bool(_git("status", "--porcelain", "--untracked-files=no", "--", ".", *OWN)),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "processors": os.cpu_count(),
        "load_average": {"before": load_before, "after": load()},
        "rows": rows,
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(found, indent=1) + "\n")


def write_readme() -> None:
    README.write_text(readme())


def readme() -> str:
    """The table of every figure whose JSON is there."""
    lines = []
    for path in sorted(RESULTS.glob("*.json")):
        found = json.loads(path.read_text())
        link = f"[{path.stem}](results/{path.name}), {found['date'][:10]}, {found['commit'][:7]}"
        lines += [line(row, link) for row in found["rows"]]
    return HEAD + "\n".join(lines) + "\n"


def line(row: dict[str, Any], link: str) -> str:
    """One row of the table."""
    goal = ", ".join(f"{name.replace('_', ' ')} ≤ {most:g}" for name, most in row["goal"].items()) or "none"
    words = f"{row['ratio']} [{row['quartiles'][0]}–{row['quartiles'][1]}]" if "ratio" in row else f"{row['seconds']} s"
    words += f", {row['milliseconds']} ms" if "milliseconds" in row else ""
    words += f", {row['microseconds']} µs each" if "microseconds" in row else ""
    words += f"; {row['rows']} rows written" if "rows" in row else ""
    words += f", {row['first_paper']} for the first" if "first_paper" in row else ""
    words += f", memory {row['memory']}" if "memory" in row else ""
    words += f", {row['cpu_seconds']} s of CPU, {row['megabytes']} MB" if "cpu_seconds" in row else ""
    words += f"; {row['cipher']} of the cipher alone" if "cipher" in row else ""
    missed = f" **missed: {', '.join(row['missed'])}**" if row["missed"] else ""
    return f"| {row['what']} | {goal} | {words}{missed} | {row.get('statements', '')} | {link} |"


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True).stdout.strip()
