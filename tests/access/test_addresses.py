"""Every address as everybody; and that the table has every address of the product, by name and method.

A form is sent without its key: it changes nothing, and tells who may.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.access.expected import by_turns
from tests.access.knock import knock, written
from tests.access.table import ACCOUNT_FORMS, MAY_ELSEWHERE, addresses
from tests.access.walk import wrong_at
from tests.access.world import World

VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@pytest.mark.req("PR-1")
@pytest.mark.parametrize(("name", "method"), list(addresses()), ids=lambda word: word)
def test_an_address_answers_as_the_table_says(world: World, name: str, method: str) -> None:
    wrong = wrong_at(world, by_turns(name, method))
    assert not wrong, "\n".join(wrong)


def routes(patterns: list[URLPattern | URLResolver]) -> Iterator[tuple[str, object]]:
    """Name and view of every address."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns)
        else:
            yield pattern.name or str(pattern.pattern), pattern.callback


def test_every_address_and_method_of_the_product_is_in_the_table() -> None:
    served = {(name, verb) for name, view in routes(get_resolver().url_patterns) for verb in view.methods}
    written_down = set(addresses()) | ACCOUNT_FORMS
    assert served - written_down == set(), "write these into tests/access/table.py"
    assert written_down - served == set(), "these are gone from the product"


def test_every_address_states_its_permission() -> None:
    assert [name for name, view in routes(get_resolver().url_patterns) if not getattr(view, "permission", "")] == []


@pytest.mark.parametrize("name", sorted({name for name, _ in addresses()}))
def test_other_verbs_are_refused_and_change_nothing(world: World, name: str) -> None:
    served = {method for each, method in (*addresses(), *ACCOUNT_FORMS) if each == name}
    address = world.address(name, "" if (name, *served) in MAY_ELSEWHERE else "assessment")
    before = written()
    for verb in sorted(set(VERBS) - served):
        for person in ("principal", "superuser", "principal of another district"):
            assert (verb, person, knock(world.browsers[person], verb, address).status) == (verb, person, 405)
    assert written() == before


def test_the_table_and_its_people_import_nothing_of_what_they_judge() -> None:
    judged = {"tat.roles", "tat.permissions", "cases.access"}
    for path in Path(__file__).parent.glob("*.py"):
        modules = {node.module for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)}
        assert not modules & judged, path.name
