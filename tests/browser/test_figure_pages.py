"""Every page in every state, width and theme: in `./run test` ten pages, in `./run test --full` all of them, with a JSON of what was found.

Each is looked at by axe and by what `tests/browser/oracles.py` asks. Every page on a phone, for one role, is looked at in every run by
`tests/browser/test_browser_pages.py`; each role on every page in a full one.
"""

import itertools
import os
from collections import Counter
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser import oracles
from tests.browser.shown import Shown
from tests.browser.visits import MAIN, MORE, PAGES, Visit
from tests.processes.evidence import FULL, note

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(7200), pytest.mark.req("PF-3")]
WIDTHS, SCHEMES = (320, 390, 1280), ("light", "dark")
ALSO = ("text 200 %", "wide spacing", "print", "print from dark", "reduced motion", "forced colors", "keyboard")
NAMES = [name for name in os.environ.get("PAGES", "").split(",") if name] or [*(PAGES if FULL else MAIN)]


def states(name: str) -> Iterator[tuple[Visit, str]]:
    """The states of a page that are looked at; the first alone where little time is given."""
    for visit in (PAGES[name], MORE.get(name)):
        yield from ((visit, query) for query in visit.query) if visit else ()


def test_pages_hold_in_every_state_at_every_width_in_every_theme(shown: Shown) -> None:
    found: dict[str, list[str]] = {}
    looks: Counter[str] = Counter()
    people = set()
    for name in NAMES:
        for number, (visit, query) in enumerate(states(name)):
            if number and not FULL:
                break
            page = shown.page(visit.person)
            answer = page.goto(shown.base + shown.address(name, visit.at) + query)
            assert answer is not None and answer.status == 200, f"{name} answers {answer and answer.status}"
            people.add(visit.person)
            looks["states"] += 1
            for way, faults in every_way(shown, visit.person, page):
                looks[way] += 1
                for fault in faults:
                    found.setdefault(f"{way}: {fault}", []).append(f"{name}{query} ({visit.person or 'nobody'})")
    figure = "pages" if set(NAMES) == {*PAGES} else "pages-part"
    measured = {"pages": len(NAMES), "people": len(people), "looks": looks.total() - looks["states"], "faults": len(found)}
    note(
        figure,
        "0 faults on every page",
        **measured,
        by_way=dict(looks),
        found={fault: where[:5] for fault, where in [*found.items()][:200]},
    )
    assert not found, found


def every_way(shown: Shown, person: str, page: Page) -> Iterator[tuple[str, list[str]]]:
    """The page at every width and theme, then with each of the reader's own wishes."""
    for width, scheme in itertools.product(WIDTHS, SCHEMES):
        shown.page(person, width=width, scheme=scheme)
        yield f"{width} {scheme}", oracles.faults(page)
    shown.page(person, width=640)  # at 200 % a window of 1280 is as wide as 640, with text of its own size twice as large
    yield ALSO[0], oracles.with_text(page, oracles.TWICE_AS_LARGE)
    shown.page(person, width=390)
    yield ALSO[1], oracles.with_text(page, oracles.WIDE_SPACING)
    yield ALSO[4], oracles.in_motion(page)
    yield ALSO[5], oracles.in_forced_colors(page)
    for way, scheme in zip(ALSO[2:4], SCHEMES, strict=True):
        yield way, oracles.in_print(page, scheme)
    shown.page(person, width=1280)
    yield ALSO[6], oracles.by_keys(page)
