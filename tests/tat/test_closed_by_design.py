"""What is shut for good: no administration of Django's, no place for markup in scripts, nothing of a person in metrics or tasks."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver

from devstack.console import ROOT
from tests.access.test_addresses import routes
from tests.cast import Cast, a_case

pytestmark = pytest.mark.req("PF-4")
SINKS = re.compile(
    r"\.(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write|createContextualFragment|setHTMLUnsafe|\beval\(|new Function|"
    r"localStorage|sessionStorage|indexedDB|document\.cookie|\.srcdoc\b|set(?:Timeout|Interval)\(\s*[\"'`]"
)
FLOORS = ("tat", "cases", "triage", "reporting")


def test_djangos_administration_is_not_installed_and_answers_nowhere() -> None:
    assert not [app for app in settings.INSTALLED_APPS if "admin" in app or "debug" in app]
    assert not settings.DEBUG and not [name for name, _view in routes(get_resolver().url_patterns) if (name or "").startswith("admin")]
    assert {Client().get(path).status_code for path in ("/admin/", "/admin/login/", "/__debug__/")} == {404}


@pytest.mark.parametrize("path", sorted((ROOT / "static").glob("*.js")), ids=lambda path: path.name)
def test_a_script_has_no_place_where_text_becomes_markup_and_keeps_nothing(path: Path) -> None:
    text = path.read_text()
    assert SINKS.findall(text) == []
    assert SINKS.search("node.innerHTML = words") and SINKS.search("localStorage.x = 1") and SINKS.search('setTimeout("x")')


def test_the_site_script_replaces_children() -> None:
    assert "replaceChildren(" in (ROOT / "static" / "site.js").read_text()


@pytest.mark.parametrize("floor", FLOORS)
def test_a_task_takes_ids_alone(floor: str) -> None:
    path = ROOT / floor / "tasks.py"
    tree = ast.parse(path.read_text()) if path.exists() else ast.Module([], [])
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    tasks = [node for node in functions if "shared_task" in " ".join(map(ast.unparse, node.decorator_list))]
    given = {f"{task.name}({ast.unparse(each)})" for task in tasks for each in task.args.args}
    assert tasks
    assert [each for each in given if not re.search(r"_id: str\)$|: int\)$", each)] == []


@pytest.mark.django_db
def test_metrics_are_names_of_ours_and_numbers(cast: Cast) -> None:
    a_case(cast)
    lines = [line for line in Client().get("/metrics").content.decode().splitlines() if not line.startswith("#")]
    assert lines and not [line for line in lines if not re.fullmatch(r"tat_[a-z_]+(\{[a-z_]+=\"[a-z_]+\"\})? -?[\d.]+(e[+-]?\d+)?", line)]
