"""The scanners, in an environment of their own that is made when a test asks for one, and what they find in a tree."""

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from devstack.console import ROOT
from devstack.environment import BEHIND_INSPECTION

HERE = Path(__file__).parent
LOCKS = {"bandit": "scanners", "semgrep": "scanners", "wapiti": "scanners-live", "sqlmap": "scanners-live"}
ENVIRONMENTS = Path(os.environ.get("SCANNERS") or ROOT / ".run")
PRODUCT = ("tat", "cases", "triage", "reporting", "manage.py")
CODE = (*PRODUCT, "devstack")
PAGES = ("templates", "static")
QUIET = {"SEMGREP_SEND_METRICS": "off", "SEMGREP_ENABLE_VERSION_CHECK": "0"}
ANSWERED = re.compile(r"noqa: S(\d+)")
LEFT = {
    "B101": "an assertion tells the type checker something",
    "B404": "a program is started by a list of words; B602 to B607 look at each",
    "B603": "the same",
    "B607": "the same",
    "B703": "markup made by our own functions stands in a few rooms: the rule text-marked-as-markup, and figure F15, look at it",
    "B105": "names of acts and tables with the word token or password in them; ruff's S105 and S106 look for secrets",
}
"""What of bandit is not asked, with the reason."""
LET_BE = {("B608", "tat/permissions.py"): "its one open place is filled with a statement that Django wrote"}
OUR_ANSWERS = {"sql-put-together": "608"}
"""Rules of ours that a line answers which answers ruff's of this number."""


def tool(name: str) -> str:
    """The path of one scanner; it is installed with those of its lock, by hash, where it is not."""
    lock, folder = ROOT / "requirements" / f"{LOCKS[name]}.txt", ENVIRONMENTS / LOCKS[name]
    ENVIRONMENTS.mkdir(parents=True, exist_ok=True)
    wanted = hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()
    stamp = folder / ".stamp"
    with (ENVIRONMENTS / f"{LOCKS[name]}.lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text() != wanted:
            _install(lock, folder)
            stamp.write_text(wanted)
    return str(folder / "bin" / name)


def _install(lock: Path, folder: Path) -> None:
    uv, python = shutil.which("uv") or str(Path(sys.executable).parent / "uv"), str(folder / "bin" / "python")
    variables = {key: value for key, value in os.environ.items() if key not in ("VIRTUAL_ENV", "PYTHONPATH")} | BEHIND_INSPECTION
    subprocess.run([uv, "venv", "--quiet", "--clear", "--seed", "--python", sys.executable, str(folder)], check=True, env=variables)
    from_lock = ["install", "--quiet", "--require-hashes", "-r", str(lock)]
    if subprocess.run([uv, "pip", *from_lock, "--python", python], env=variables).returncode:
        subprocess.run([python, "-m", "pip", *from_lock], check=True, env=variables)


def environment(name: str) -> dict[str, str]:
    """Nothing of ours: a scanner needs no secret, and finds its own programs first."""
    kept = {each: os.environ[each] for each in ("HOME", "LANG", "LC_ALL", "TMPDIR") if each in os.environ}
    return kept | QUIET | {"PATH": f"{ENVIRONMENTS / LOCKS[name] / 'bin'}:{os.environ['PATH']}"}


def semgrep(tree: Path, paths: Sequence[str]) -> list[dict[str, Any]]:
    """What our rules find, each with rule, file and line; one that cannot be read fails."""
    words = ["scan", "--config", str(HERE / "rules"), "--metrics", "off", "--json", "--quiet", "--no-git-ignore", "--jobs", "2"]
    done = subprocess.run(
        [tool("semgrep"), *words, "--disable-version-check", *paths],
        cwd=tree,
        env=environment("semgrep"),
        capture_output=True,
        text=True,
        timeout=600,
    )
    found = json.loads(done.stdout)
    serious = [each for each in found["errors"] if each.get("level") == "error"]
    assert not serious, serious[:3]
    rows = [{"rule": each["check_id"].rpartition(".")[2], "path": each["path"], "line": each["start"]["line"]} for each in found["results"]]
    return [row for row in rows if OUR_ANSWERS.get(row["rule"]) not in _answers(tree / row["path"], row["line"])]


def bandit(tree: Path, paths: Sequence[str]) -> list[dict[str, Any]]:
    """What bandit finds and no line answers: a line that says why ruff's rule of the same number is let be answers bandit's too."""
    words = ["-r", "-q", "-f", "json", "-s", ",".join(LEFT), *paths]
    done = subprocess.run([tool("bandit"), *words], cwd=tree, env=environment("bandit"), capture_output=True, text=True, timeout=600)
    found = json.loads(done.stdout)
    assert not found["errors"], found["errors"][:3]
    rows = [{"rule": each["test_id"], "path": each["filename"], "line": each["line_number"]} for each in found["results"]]
    rows = [row for row in rows if (row["rule"], row["path"]) not in LET_BE]
    return [row for row in rows if row["rule"].removeprefix("B") not in _answers(tree / row["path"], row["line"])]


def _answers(path: Path, line: int) -> list[str]:
    lines = path.read_text().splitlines()
    return ANSWERED.findall(lines[line - 1])


def rules() -> list[str]:
    """The names of our own rules."""
    return [name for path in sorted((HERE / "rules").glob("*.yaml")) for name in re.findall(r"^  - id: (\S+)$", path.read_text(), re.M)]


def expected() -> tuple[set[tuple[str, str, int]], set[tuple[str, str, int]]]:
    """What the samples say is to be found and to be left: rule, file and the line after the remark."""
    found: dict[str, set[tuple[str, str, int]]] = {"ruleid": set(), "ok": set()}
    for path in sorted((HERE / "samples").iterdir()):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if marked := re.search(r"(ruleid|ok): ([\w-]+)", line):
                found[marked[1]].add((marked[2], path.name, number + 1))
    return found["ruleid"], found["ok"]
