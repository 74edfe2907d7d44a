"""Figure F26: of the mutants of the six core modules nine in ten are killed by the tests. In --full; F26_MUTANTS makes it do fewer."""

import json
import os
import subprocess
import sys
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from devstack.console import ROOT
from tests.mutation.mutants import mutants
from tests.processes.evidence import FULL, note, reach

pytestmark = pytest.mark.timeout(24 * 3600 if FULL else 300)
OF_THE_RUNNER = ("PYTEST_", "SLIPCOVER_")
MODULES: dict[str, dict[str, list[str]]] = json.loads((Path(__file__).parent / "modules.json").read_text())
"""The files of each module, and the tests that may kill their mutants."""


def run(name: str, most: int, folder: Path) -> dict[str, Any]:
    """The mutants of one module, by its tests, in a process of its own on this suite's servers."""
    files, tests = MODULES[name]["files"], MODULES[name]["tests"]
    to = folder / f"{name}.json"
    variables = {key: value for key, value in os.environ.items() if not key.startswith(OF_THE_RUNNER)}
    variables |= {"MUTATED": " ".join(files), "MUTANTS_TO": str(to)} | ({"MUTANTS": str(most)} if most else {})
    plugins = ["-p", "no:xdist", "-p", "tests.mutation.plugin"]
    words = ["-m", "pytest", "-q", *plugins, "-m", "not full and not slow", *tests]
    done = subprocess.run([sys.executable, *words], cwd=ROOT, env=variables, capture_output=True, text=True)
    assert to.is_file(), done.stdout[-3000:] + done.stderr[-2000:]
    return json.loads(to.read_text())  # type: ignore[no-any-return]


def test_a_mutant_differs_in_one_place_and_every_module_has_many() -> None:
    for name, module in MODULES.items():
        assert all((ROOT / each).is_file() for each in module["files"] + module["tests"]), name
        found = [each for file in module["files"] for each in islice(mutants(ROOT / file, file), 8)]
        assert len(found) > 7, name
        assert len({(each.path, each.line, each.function, each.what, each.code.co_code, each.code.co_consts) for each in found}) > 5


@pytest.mark.full
@pytest.mark.slow
@pytest.mark.parametrize("name", MODULES)
def test_f26_nine_of_ten_mutants_are_killed(name: str, tmp_path: Path) -> None:
    found = run(name, reach("F26_MUTANTS", 0, 0), tmp_path)
    note(f"F26-{name}", "90 % of the mutants killed", **found, score=round(100 * found["killed"] / found["tried"], 1))
    assert found["killed"] >= 0.9 * found["tried"], "\n".join(found["survived"])
