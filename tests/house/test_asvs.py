"""Figure F11: every requirement of OWASP ASVS 5.0, levels 1 and 2, has tests that exist, or a reason, or is said to be open."""

import ast
import json
import re
from collections import Counter
from functools import cache
from typing import Any

import pytest

from devstack.console import ROOT

pytestmark = pytest.mark.req("PF-2")
# How many requirements of levels 1 and 2 each chapter has, from the standard's own list of numbers; 9 and 10 came with identity providers.
COUNTS_TEXT = "1:8+19 2:4+7 3:8+11 4:2+8 5:4+5 6:13+22 7:6+12 8:4+3 9:4+3 10:5+24 11:3+11 12:3+6 13:1+12 14:2+7 15:3+10 16:0+16"
CHAPTERS = {chapter: (int(one), int(two)) for chapter, one, two in re.findall(r"(\d+):(\d+)\+(\d+)", COUNTS_TEXT)}
OPEN_AT_MOST = 5
"""Fewer is better; one more is a decision."""


@cache
def listed() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((ROOT / "docs" / "security" / "asvs.json").read_text())["requirements"]
    return found


@cache
def named_in(path: str) -> frozenset[str]:
    file = ROOT / path
    tree = ast.parse(file.read_text()) if file.is_file() else ast.Module([], [])
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def headings(path: str) -> set[str]:
    lines = re.findall(r"^#+ (.+)$", (ROOT / path).read_text(), re.M)
    return {"", *(re.sub(r"[^\w\- ]", "", line.lower()).strip().replace(" ", "-") for line in lines)}


def test_f11_each_chapter_has_as_many_requirements_as_the_standard() -> None:
    counted: Counter[tuple[str, int]] = Counter((each["id"].partition(".")[0], each["level"]) for each in listed())
    assert {chapter: (counted[chapter, 1], counted[chapter, 2]) for chapter in CHAPTERS} == CHAPTERS
    assert len({each["id"] for each in listed()}) == len(listed()) == 246
    assert (sum(one for one, _two in CHAPTERS.values()), sum(two for _one, two in CHAPTERS.values())) == (70, 176)


def test_f11_each_requirement_is_held_does_not_apply_or_is_open_and_each_named_test_is_there() -> None:
    for each in listed():
        assert len({"tests", "not_applicable", "open"} & each.keys()) == 1, each["id"]
        assert each.get("tests", ["one"]), each["id"]
        assert len(each.get("not_applicable", each.get("open", "a reason of a line"))) > 6, each["id"]
        for path, _, name in (test.partition("::") for test in each.get("tests", ())):
            assert name in named_in(path), f"{each['id']}: {path}::{name}"
        for page, _, place in (page.partition("#") for page in each.get("pages", ())):
            assert place in headings(page), f"{each['id']}: {page}#{place}"


def test_f11_what_is_open_is_counted() -> None:
    assert len([each["id"] for each in listed() if "open" in each]) <= OPEN_AT_MOST


def test_each_abuse_case_has_its_line_and_each_test_named_there_is_there() -> None:
    page = (ROOT / "docs" / "security" / "abuse-cases.md").read_text()
    assert re.findall(r"^\| (\d+) \|", page, re.M) == [str(number) for number in range(1, 26)]
    for path, name in re.findall(r"`(tests/[\w/]+\.py)::([\w*]+)`", page):
        assert (ROOT / path).is_file() if name == "*" else name in named_in(path), f"{path}::{name}"
