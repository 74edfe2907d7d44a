"""Every way in which a page is looked at: its states, its widths, its themes, and what a reader may wish beside them."""

import itertools
from collections.abc import Iterator

from playwright.sync_api import Page

from tests.browser import oracles
from tests.browser.shown import Shown
from tests.browser.visits import MORE, PAGES, Visit

WIDTHS, SCHEMES = (320, 390, 1280), ("light", "dark")
TEXT, SPACING, MOTION, FORCED, KEYS = "text 200 %", "wide spacing", "reduced motion", "forced colors", "keyboard"
SHEETS = {"print": "light", "print from dark": "dark"}
WAYS = (*(f"{width} {scheme}" for width, scheme in itertools.product(WIDTHS, SCHEMES)), TEXT, SPACING, MOTION, FORCED, *SHEETS, KEYS)


def states(name: str) -> list[tuple[Visit, str]]:
    """Every state in which the page is looked at."""
    return [(visit, query) for visit in (PAGES[name], MORE.get(name)) if visit for query in visit.query]


def every_way(shown: Shown, person: str, page: Page) -> Iterator[tuple[str, list[str]]]:
    """The page as it stands at every width and theme, then with each of the reader's own wishes; each with what does not hold."""
    for width, scheme in itertools.product(WIDTHS, SCHEMES):
        shown.page(person, width=width, scheme=scheme)
        yield f"{width} {scheme}", oracles.faults(page, scheme)
    shown.page(person, width=640)  # at 200 % a window of 1280 is as wide as 640
    yield TEXT, oracles.with_text(page, oracles.TWICE_AS_LARGE)
    shown.page(person, width=390)
    yield SPACING, oracles.with_text(page, oracles.WIDE_SPACING)
    yield MOTION, oracles.in_motion(page)
    yield FORCED, oracles.in_forced_colors(page)
    for way, scheme in SHEETS.items():
        yield way, oracles.in_print(page, scheme)
    shown.page(person, width=1280)
    yield KEYS, oracles.by_keys(page)
