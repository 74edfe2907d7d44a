"""`manage.py list_urls`: every address of the product with its methods and permission, for people and for machines."""

import io
import json
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import Resolver404, resolve

from tests.access.table import ACCOUNT_FORMS, addresses

BY_HAND = {
    ("/", "GET", "signed_in"),
    ("/account/login/", "GET POST", "public"),
    ("/healthz", "GET", "public"),
    ("/reports/new/save/", "POST", "log_report"),
    ("/cases/<str:code>/", "GET", "view_case"),
    ("/cases/<str:code>/triage/opinion/", "POST", "give_opinion"),
    ("/cases/<str:code>/closing/close/", "POST", "close_case"),
    ("/filing/<int:year>/packet.pdf", "GET", "file_annual"),
}
FILLED = {"<str:code>": "CHS-26-K7Q2", "<str:form>": "report", "<str:ref>": "new", "<str:check_code>": "K7Q2"}
FILLED |= {"<slug:place>": "bluestem-bend-chs", "<table:ending>": "csv", "<slug:provider_id>": "district"}
UUID = "00000000-0000-4000-8000-000000000000"


def listed(*words: str) -> str:
    said = io.StringIO()
    call_command("list_urls", *words, stdout=said)
    return said.getvalue()


def rows() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(listed("--json"))
    return found


@pytest.mark.req("PR-1")
def test_each_address_is_told_with_its_methods_and_its_permission() -> None:
    assert {tuple(row) for row in rows()} == {("route", "name", "methods", "permission")}
    assert {(row["route"], " ".join(sorted(row["methods"])), row["permission"]) for row in rows()} >= BY_HAND
    assert [row["route"] for row in rows() if not row["methods"] or not row["permission"]] == []


def test_no_address_that_the_table_of_access_knows_is_left_out() -> None:
    told = {(row["name"], method) for row in rows() for method in row["methods"]}
    assert set(addresses()) | ACCOUNT_FORMS <= told


def test_every_route_that_is_told_leads_to_the_page_of_that_name() -> None:
    for row in rows():
        path = row["route"]
        for part, value in FILLED.items():
            path = path.replace(part, value)
        path = "/".join("2026" if each.startswith("<int:") else UUID if each.startswith("<uuid:") else each for each in path.split("/"))
        try:
            assert resolve(path).url_name == row["name"]
        except Resolver404:
            pytest.fail(f"{row['route']} leads nowhere")


def test_people_read_a_line_for_each_address() -> None:
    lines = listed().splitlines()
    assert len(lines) == len(rows())
    assert any(line.split() == ["GET/POST", "public", "/account/login/"] for line in lines)
