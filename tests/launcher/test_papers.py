"""What the repository says about itself is true: locks, licences, variables, links, and what the launcher may import."""

import ast
import re
import sys
from pathlib import Path

import pytest

from devstack.console import ROOT
from devstack.environment import SCANNERS

BEFORE_INSTALLING = ("bootstrap", "environment", "debian", "pango", "chromium", "console")
LOCKS = ("boot", "base", "dev")


def lock(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text()


@pytest.mark.parametrize("name", [*LOCKS, *SCANNERS])
def test_a_lock_names_no_host_and_hashes_every_package(name: str) -> None:
    blocks = re.split(r"\n(?=\S)", re.sub(r"(?m)^\s*#.*\n", "", lock(name)).strip())
    assert not re.search(r"https?:|file:|--index|--extra-index|--find-links|--trusted", lock(name))
    assert blocks and all("==" in block and "--hash=sha256:" in block for block in blocks)


def test_the_tests_run_on_the_packages_that_the_product_runs_on() -> None:
    pins = {name: set(re.findall(r"(?m)^[\w.-]+==[^ ;\\]+", lock(name))) for name in LOCKS}
    assert pins["base"] <= pins["dev"]


def test_every_package_stands_with_its_licence_in_the_list() -> None:
    listed = dict(re.findall(r"(?m)^\| ([\w.-]+) \| (.+) \|$", (ROOT / "THIRD_PARTY.md").read_text()))
    locked = {name for kind in LOCKS for name in re.findall(r"(?m)^([\w.-]+)==", lock(kind))}
    assert locked - set(listed) == set()
    assert not [name for name in locked if re.search(r"AGPL|unknown|\?", listed[name])]


def test_every_variable_of_the_settings_is_named_with_a_safe_value() -> None:
    read = set(re.findall(r'env(?:\.\w+)?\(\s*"([A-Z_]+)"', (ROOT / "tat" / "settings.py").read_text()))
    named = set(re.findall(r"(?m)^(?:# )?([A-Z_]+)=", (ROOT / ".env.example").read_text()))
    assert read == named


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "THIRD_PARTY.md", "docs/running.md"])
def test_every_link_of_a_page_leads_somewhere(page: str) -> None:
    text = (ROOT / page).read_text()
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link]
    assert [link for link in links if not (ROOT / page).parent.joinpath(link).exists()] == []


@pytest.mark.parametrize("path", ["run", *(f"devstack/{name}.py" for name in BEFORE_INSTALLING)])
def test_the_launcher_needs_only_the_standard_library(path: str) -> None:
    assert imported(ROOT / path) <= sys.stdlib_module_names | {"devstack", ""}


def imported(path: Path) -> set[str]:
    """Top-level names; those of our own package are empty."""
    tree = ast.walk(ast.parse(path.read_text()))
    return {name for node in tree for name in names(node)}


def names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name.partition(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return ["" if node.level else str(node.module).partition(".")[0]]
    return []


def test_ci_runs_the_one_command() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111 and "./run test" in script.read_text()
