"""Faults planted one at a time into a copy of the tree: the test that claims each one fails there, and passes without it."""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.patches import Fault, names, read
from tests.processes.evidence import note

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".run", "__pycache__", "node_modules", "*.pyc", ".mypy_cache", ".ruff_cache")
WHERE = re.compile(r"^(/.+\.py):\d+: (.+)$", re.MULTILINE)  # the one line of each failure: file, line, reason
SAID_NO = re.compile(r"assert |AssertionError|Failed: DID NOT RAISE|ValueError: (not enough|too many) values to unpack")
OF_THE_RUNNER = ("PYTEST_", "SLIPCOVER_")


@pytest.fixture(scope="module")
def caught() -> Iterator[list[str]]:
    """Figure F14: the faults that were planted in this run and caught by the tests that claim them."""
    found: list[str] = []
    yield found
    if found:
        goal = "15 faults, all caught by the tests that claim them; now those of the parts that exist"
        note(
            "F14",
            goal,
            planted=len(names()),
            caught=len(found),
            which=sorted(found),
            claimed_by={name: read(name).claimed_by for name in found},
        )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree as it stands, without what the machine made; what one run compiles of it the next one finds."""
    return Path(shutil.copytree(ROOT, tmp_path_factory.mktemp("copy") / "tree", ignore=LEFT_OUT, symlinks=True))


@pytest.fixture
def planted(copy: Path, name: str) -> Iterator[Fault]:
    """A fault in the copy, of which nothing is left afterwards."""
    fault = read(name)
    fault.plant(copy)
    yield fault
    for change in fault.changes:
        shutil.copy2(ROOT / change.path, copy / change.path)  # with its date, by which what was compiled of the fault is known as old


def run(tree: Path, planted: str, *tests: str) -> subprocess.CompletedProcess[str]:
    """Run tests of that tree by themselves, on this suite's servers and a database of their own."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith(OF_THE_RUNNER)}
    apart = ["-p", "no:xdist", "-p", "no:hypothesispytest", "--ds", "tests.faults.settings"]
    words = [sys.executable, "-m", "pytest", "-q", *apart, "--tb=line", *tests]
    return subprocess.run(words, cwd=tree, env=variables | {"PLANTED_FAULT": planted}, capture_output=True, text=True, timeout=900)


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("name", names())
def test_the_test_that_claims_a_fault_fails_where_it_is_planted(copy: Path, planted: Fault, caught: list[str], name: str) -> None:
    done = run(copy, name, planted.claimed_by)
    assert done.returncode == 1, f"{planted.sentence} Nobody noticed, or the test could not run.\n{done.stdout}{done.stderr}"
    assert re.search(r"^\d+ failed", done.stdout.splitlines()[-1]), done.stdout
    assert "error" not in done.stdout.splitlines()[-1], done.stdout
    claimed, where = str(copy / planted.claimed_by.partition("::")[0]), WHERE.findall(done.stdout)
    assert where and all(path == claimed and SAID_NO.match(reason) for path, reason in where), f"It broke down.\n{done.stdout}"
    caught.append(name)


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("number", [1, pytest.param(len(names()), marks=pytest.mark.full)])
def test_the_same_tests_pass_where_nothing_is_planted(copy: Path, number: int) -> None:
    """One of them shows that the copy can run; the others pass in the suite itself, on the same code."""
    done = run(copy, "none", *dict.fromkeys(read(name).claimed_by for name in names()[:number]))
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_tree_without_the_fault_does_not_start(copy: Path) -> None:
    done = run(copy, "stale-opinion-counted", read("stale-opinion-counted").claimed_by)
    assert done.returncode != 0 and "is not in this code" in done.stderr + done.stdout
    assert " failed" not in done.stdout


@pytest.mark.parametrize("name", names())
def test_a_fault_fits_the_present_code_and_names_a_test_that_there_is(name: str) -> None:
    fault = read(name)
    assert fault.problems(ROOT) == [], "renew the patch"
    path, _, test = fault.claimed_by.partition("::")
    functions = {node.name for node in ast.walk(ast.parse((ROOT / path).read_text())) if isinstance(node, ast.FunctionDef)}
    assert test.partition("[")[0] in functions


def test_the_product_knows_nothing_of_the_faults() -> None:
    for floor in ("tat", "cases", "triage", "reporting", "devstack"):
        assert [path for path in (ROOT / floor).rglob("*.py") if "tests.faults" in path.read_text()] == []
