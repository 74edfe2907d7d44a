"""Every page in every state, at every width, in every theme, with a JSON of what was looked at and what was found.

In every run ten pages are looked at in the same ways, and each page on a phone for one role (`tests/browser/test_browser_pages.py`).
"""

import os
from collections import Counter

import pytest

from tests.browser.matrix import WAYS, every_way, states
from tests.browser.shown import Shown
from tests.browser.visits import PAGES
from tests.processes.evidence import note

pytestmark = [pytest.mark.full, pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(7200), pytest.mark.req("PF-3")]
NAMES = [name for name in os.environ.get("PAGES", "").split(",") if name] or [*PAGES]
"""All of them, or those that the variable PAGES names, to look again after mending; such a part is no evidence of the whole."""


def test_pages_hold_in_every_state_at_every_width_in_every_theme(shown: Shown) -> None:
    found: dict[str, list[str]] = {}
    looks: Counter[str] = Counter()
    people, count = set(), 0
    for name in NAMES:
        for visit, query in states(name):
            page = shown.page(visit.person)
            answer = page.goto(shown.base + shown.address(name, visit.at) + query)
            assert answer is not None and answer.status == 200, f"{name} answers {answer and answer.status}"
            people.add(visit.person or "nobody")
            count += 1
            for way, faults in every_way(shown, visit.person, page):
                looks[way] += 1
                for fault in faults:
                    print(f"{name}{query}, {way}: {fault}", flush=True)
                    found.setdefault(f"{way}: {fault}", []).append(f"{name}{query} ({visit.person or 'nobody'})")
    where = {fault: places[:5] for fault, places in [*found.items()][:300]}
    measured = {"pages": len(NAMES), "states": count, "people": sorted(people), "looks": looks.total(), "by_way": dict(looks)}
    note("pages" if set(NAMES) == {*PAGES} else "pages-part", "0 faults in every way", **measured, faults=len(found), found=where)
    assert set(looks) == {*WAYS} and not found, found
