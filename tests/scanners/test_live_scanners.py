"""Figure F16, what knocks at a running server of this machine: wapiti signed in, sqlmap at level 3 on the parameters of every form. Neither
finds anything, and each finds what is planted for it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devstack.console import ROOT
from devstack.valkey import Valkey
from tests.forms.district import BUILT_ON, SENT_ON, Forms, build
from tests.forms.sending import Open, opened
from tests.forms.table import FORMS
from tests.processes.conftest import move, shared_database, sink, slow_passwords, valkey  # noqa: F401
from tests.processes.evidence import note, reach
from tests.processes.loops import Sink, move_clock
from tests.scanners.live import sqlmap, wapiti
from tests.scanners.served import Site, planted, serving

pytestmark = [pytest.mark.full, pytest.mark.processes, pytest.mark.slow, pytest.mark.timeout(4 * 3600)]
MINUTES = reach("F16_MINUTES", 2, 60)
MOST_FORMS = reach("F16_FORMS", 3, len(FORMS))
PEOPLE = ("principal", "superintendent", "anonymous")
FIND = "account_find"
CHANGES_WHO_MAY = ("account_logout", "account_change_password", "sessions_end", "account_end", "account_disable")
"""Their own session would end in the middle: tried last."""


@pytest.fixture(scope="module")
def forms(shared_database: None, owner_connection: Any) -> Forms:  # noqa: F811
    move_clock(owner_connection, BUILT_ON)
    found = build()
    move_clock(owner_connection, SENT_ON)
    for name in {FIND, *in_order()}:  # before anything is sent: what a scanner sends may take a later form away
        opened(found, name)
    return found


@pytest.fixture(scope="module")
def site(forms: Forms, sink: Sink, valkey: Valkey, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:  # noqa: F811
    with serving(ROOT, tmp_path_factory.mktemp("web"), sink, valkey.url()) as found:
        yield found


def typed(form: Open) -> dict[str, list[str]]:
    return {name: values for name, values in form.filled().items() if values}


def in_order() -> list[str]:
    return sorted(FORMS, key=lambda name: name in CHANGES_WHO_MAY)[:MOST_FORMS]


def test_f16_wapiti_finds_nothing_signed_in(forms: Forms, site: Site, tmp_path: Path) -> None:
    found, pages = {}, {}
    for person in PEOPLE:
        found[person], looked = wapiti(site.base, site.session(forms, person), tmp_path, minutes=MINUTES)
        pages[person] = looked["pages"]
    faults = site.faults()
    note("F16-wapiti", "0 findings, signed in", found=found, pages=pages, minutes_at_most=MINUTES, server_errors=len(faults))
    assert {person: said for person, said in found.items() if said} == {}
    assert faults == []


def test_f16_sqlmap_finds_nothing_in_any_form(forms: Forms, site: Site, tmp_path: Path) -> None:
    found: dict[str, list[str]] = {}
    tried = 0
    for name in in_order():
        form = opened(forms, name)
        said, count = sqlmap(site.base + form.form.action, typed(form), site.session(forms, form.place.person), tmp_path)
        tried += count
        found |= {name: said} if said else {}
    faults = site.faults()
    note(
        "F16-sqlmap",
        "0 findings at level 3 on every parameter of every form",
        forms=len(in_order()),
        of=len(FORMS),
        parameters=tried,
        found=found,
        server_errors=len(faults),
    )
    assert found == {}
    assert faults == []


def test_f16_both_find_what_is_planted_for_them(forms: Forms, sink: Sink, valkey: Valkey, tmp_path: Path) -> None:  # noqa: F811
    tree = planted(tmp_path, "statement-put-together", "looked-for-as-markup")
    with serving(tree, tmp_path, sink, valkey.url()) as site:
        form = opened(forms, FIND)
        cookies = site.session(forms, form.place.person)
        by_sqlmap, _ = sqlmap(site.base + form.form.action, typed(form), cookies, tmp_path)
        by_wapiti, _ = wapiti(site.base, cookies, tmp_path, minutes=3, start=("/settings/people/",), modules="xss,sql,timesql")
    note("F16-planted", "each finds the plants of its kind", sqlmap=by_sqlmap, wapiti=by_wapiti)
    assert any("find-words" in each for each in by_sqlmap), by_sqlmap
    assert any("/settings/people/find/" in each for each in by_wapiti), by_wapiti
