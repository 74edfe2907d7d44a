"""Figure F16, what reads the code: bandit and semgrep with the house's own rules find nothing, and find each fault that is planted."""

import shutil
from pathlib import Path

import pytest

from devstack.console import ROOT
from tests.faults.patches import read
from tests.processes.evidence import note
from tests.scanners.tools import CODE, HERE, PAGES, PRODUCT, bandit, expected, rules, semgrep

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900), pytest.mark.req("PR-1")]
PLANTED = {
    "text-as-markup": "template-escapes-nothing",
    "statement-put-together": "sql-put-together",
    "led-to-another-site": "led-away",
    "form-without-its-token": "form-without-its-token",
    "name-in-a-log-line": "person-in-a-log-line",
    "unscoped-lookup": "",
}
"""Faults of a kind that is read off the code, and the rule that finds each; "": what no reader of code can know, left to its test."""


@pytest.mark.full
def test_each_rule_finds_its_samples_and_leaves_the_rest(tmp_path: Path) -> None:
    shutil.copytree(HERE / "samples", tmp_path / "tat" / "views")  # a folder of tests is passed over
    found = {(each["rule"], Path(each["path"]).name, each["line"]) for each in semgrep(tmp_path, ["tat"])}
    wanted, left = expected()
    assert wanted - found == set()
    assert found & left == set()
    assert {rule for rule, _, _ in wanted} == set(rules()) and len(rules()) >= 15


def test_semgrep_finds_nothing_in_the_product() -> None:
    found = semgrep(ROOT, [*CODE, *PAGES])
    assert found == [], "\n".join(map(str, found))


def test_bandit_finds_nothing_in_the_product() -> None:
    found = bandit(ROOT, PRODUCT)
    assert found == [], "\n".join(map(str, found))


def test_f16_each_planted_fault_of_their_kind_is_found(tmp_path: Path) -> None:
    found: dict[str, list[str]] = {}
    for name, rule in PLANTED.items():
        fault, tree = read(name), tmp_path / name
        for path in {change.path for change in fault.changes}:
            (tree / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, tree / path)
        fault.plant(tree)
        paths = [change.path for change in fault.changes]
        said = [each["rule"] for each in semgrep(tree, paths)]
        python = [path for path in paths if path.endswith(".py")]
        said += [each["rule"] for each in bandit(tree, python)] if python else []
        found[name] = sorted(set(said))
        assert not rule or rule in found[name], f"{name}: {found[name]}"
    note("F16-static", "0 findings; each plant of its kind found", rules=len(rules()), findings=0, found_where_planted=found)
