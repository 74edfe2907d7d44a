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

HERE = Path(__file__).parent
LOCK = ROOT / "requirements" / "scanners.txt"
FOLDER = Path(os.environ.get("SCANNERS") or ROOT / ".run" / "scanners")
CODE = ("tat", "cases", "triage", "reporting", "devstack", "manage.py")
PAGES = ("templates", "static")
QUIET = {"SEMGREP_SEND_METRICS": "off", "SEMGREP_ENABLE_VERSION_CHECK": "0"}
ANSWERED = re.compile(r"noqa: S(\d+)")
LEFT_TO_RUFF = ("B101", "B404", "B603", "B607")
"""An assertion, a program started with a list of words: pyproject.toml lets them be."""


def tool(name: str) -> str:
    """The path of one scanner; all of them are installed, by hash, where they are not."""
    FOLDER.parent.mkdir(parents=True, exist_ok=True)
    wanted = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()
    stamp = FOLDER / ".stamp"
    with (FOLDER.parent / "scanners.lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text() != wanted:
            _install()
            stamp.write_text(wanted)
    return str(FOLDER / "bin" / name)


def _install() -> None:
    uv = shutil.which("uv") or str(Path(sys.executable).parent / "uv")
    variables = {key: value for key, value in os.environ.items() if key not in ("VIRTUAL_ENV", "PYTHONPATH")}
    subprocess.run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(FOLDER)], check=True, env=variables)
    words = ["pip", "install", "--quiet", "--require-hashes", "--python", str(FOLDER / "bin" / "python"), "-r", str(LOCK)]
    if subprocess.run([uv, *words], env=variables | {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1"}).returncode:
        subprocess.run([uv, "pip", "install", "--quiet", "--python", str(FOLDER / "bin" / "python"), "pip"], check=True, env=variables)
        pip = [str(FOLDER / "bin" / "python"), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(LOCK)]
        subprocess.run(pip, check=True, env=variables)


def environment() -> dict[str, str]:
    """Nothing of ours: a scanner needs no secret, and finds its own programs first."""
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "LC_ALL", "TMPDIR") if name in os.environ}
    return kept | QUIET | {"PATH": f"{FOLDER / 'bin'}:{os.environ['PATH']}"}


def semgrep(tree: Path, paths: Sequence[str]) -> list[dict[str, Any]]:
    """What our rules find, each with rule, file and line; one that cannot be read fails."""
    words = ["scan", "--config", str(HERE / "rules"), "--metrics", "off", "--json", "--quiet", "--no-git-ignore", "--jobs", "2"]
    done = subprocess.run(
        [tool("semgrep"), *words, "--disable-version-check", *paths],
        cwd=tree,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=600,
    )
    found = json.loads(done.stdout)
    serious = [each for each in found["errors"] if each.get("level") == "error"]
    assert not serious, serious[:3]
    return [{"rule": each["check_id"].rpartition(".")[2], "path": each["path"], "line": each["start"]["line"]} for each in found["results"]]


def bandit(tree: Path, paths: Sequence[str]) -> list[dict[str, Any]]:
    """What bandit finds and no line answers: a line that says why ruff's rule of the same number is let be answers bandit's too."""
    words = ["-r", "-q", "-f", "json", "-s", ",".join(LEFT_TO_RUFF), *paths]
    done = subprocess.run([tool("bandit"), *words], cwd=tree, env=environment(), capture_output=True, text=True, timeout=600)
    found = json.loads(done.stdout)
    assert not found["errors"], found["errors"][:3]
    rows = [{"rule": each["test_id"], "path": each["filename"], "line": each["line_number"]} for each in found["results"]]
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
