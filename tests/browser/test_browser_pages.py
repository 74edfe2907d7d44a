"""Every page in a real browser: without barriers and sideways scroll, its forms when they are sent empty, its keys."""

import itertools
import urllib.request
from collections.abc import Iterator

import pytest
from django.urls import get_resolver
from playwright.sync_api import Page, expect

from reporting.management.demo.school import account
from tat import clock
from tat.actions.restores import note_restore
from tat.home import FRAMES
from tat.models import Restore
from tat.tasks import sweep_obligations
from tests.browser.conftest import barriers, look, overflows
from tests.browser.shown import Shown
from tests.browser.visits import A_TIP, ASK_NOTHING, FILES, MAIN, MORE, PAGES, ROLES, WALKED, Visit

pytestmark = [pytest.mark.browser, pytest.mark.req("PF-3")]
WIDTHS, SCHEMES = (320, 390, 1280), ("light", "dark")
WIDE_TEXT = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-block-end: 2em !important }"""
PUT_ON = "css => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s] }"


def opened(shown: Shown, name: str, visit: Visit, query: str = "", **how: object) -> Page:
    """The page, answered with 200."""
    page = shown.page(visit.person, **how)
    answer = page.goto(shown.base + shown.address(name, visit.at) + query)
    assert answer is not None and answer.status == 200, f"{name} answers {answer and answer.status}"
    return page


def states(name: str) -> list[tuple[Visit, str]]:
    """Every state in which the page is looked at."""
    return [(visit, query) for visit in (PAGES[name], MORE.get(name)) if visit for query in visit.query]


@pytest.fixture(autouse=True)
def _nothing_against_the_policy(shown: Shown) -> Iterator[None]:
    """What the console says of a breach of the page's policy, or of a fault of the script, fails the test."""
    shown.said.clear()
    yield
    assert not [words for words in shown.said if "Security Policy" in words or "Error" in words], shown.said


def test_the_browser_looks_at_every_address_that_shows_something() -> None:
    patterns = [pattern for resolver in get_resolver().url_patterns for pattern in _flat(resolver)]
    served = {pattern.name for pattern in patterns if "GET" in pattern.callback.methods}
    assert served == {*PAGES, *FILES, *WALKED}, "write where the browser finds it into tests/browser/visits.py"


def _flat(pattern: object) -> Iterator[object]:
    inner = getattr(pattern, "url_patterns", None)
    if inner is None:
        yield pattern
    for each in inner or ():
        yield from _flat(each)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_on_a_phone_has_no_barrier_and_no_sideways_scroll(shown: Shown, name: str) -> None:
    for visit, query in states(name):
        assert look(opened(shown, name, visit, query)) == [], (visit, query)


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_what_it_says(shown: Shown, name: str) -> None:
    sweep_obligations()  # as beat does each minute: an old sweep and mail that waits are what healthz warns of
    lead = dict.fromkeys(("paper_pdf", "attachment_open", "attachment_original"), ("principal.chs", "ready"))
    lead |= {"picture_shown": ("principal.chs", "ready"), "picture_file": ("principal.chs", "late_update")}
    papers = (
        "filing_packet",
        "filing_paper",
        "filing_procedure",
        "filing_scan",
        "calendar_copy_pdf",
        "statistics_copy_pdf",
        "audit_copy_pdf",
    )
    others = dict.fromkeys(papers, ("superintendent", "0"))
    others |= {"disposal_paper_pdf": ("custodian", "done")}
    others |= dict.fromkeys(("system_export", "district_export", "figures_export"), ("second", "")) | {"tip_file": ("principal.chs", A_TIP)}
    others |= dict.fromkeys(("training_file", "exhibit_file"), ("principal.chs", ""))
    person, at = (lead | others).get(name, ("", ""))
    headers = {"Cookie": f"session={shown.cookie(person)}"} if person else {}
    with urllib.request.urlopen(urllib.request.Request(shown.base + shown.address(name, at), headers=headers)) as answer:
        assert (answer.status, answer.headers.get_content_type()) == (200, FILES[name])


@pytest.mark.full
@pytest.mark.parametrize("name", MAIN)
def test_a_main_page_holds_at_every_width_in_light_and_dark(shown: Shown, name: str) -> None:
    page = opened(shown, name, PAGES[name])
    for width, scheme in itertools.product(WIDTHS, SCHEMES):
        shown.page(PAGES[name].person, width=width, scheme=scheme)
        assert look(page) == [], (width, scheme)


@pytest.mark.full
@pytest.mark.parametrize("name", MAIN)
def test_a_main_page_holds_with_text_twice_as_large_and_with_wide_spacing(shown: Shown, name: str) -> None:
    page = opened(shown, name, PAGES[name], width=640)
    page.evaluate(PUT_ON, "html { font-size: 200% !important }")
    assert not overflows(page), "text at 200 %"
    shown.page(PAGES[name].person, width=390)
    page.evaluate(PUT_ON, WIDE_TEXT)
    assert not overflows(page), "wide spacing"


EMPTY = """number => {
    for (const fold of document.querySelectorAll('details')) fold.open = true;
    const fields = 'input:not([type=hidden]), select, textarea';
    const form = [...document.querySelectorAll('form[method=post]')].filter(form => form.querySelector(fields))[number];
    if (!form) return null;
    for (const field of form.querySelectorAll(fields))
        if (field.type === 'radio' || field.type === 'checkbox') field.checked = false; else field.value = '';
    const buttons = [...form.elements].filter(each => each.type === 'submit' && !each.hasAttribute('formaction'));
    for (const each of document.querySelectorAll('[data-go]')) each.removeAttribute('data-go');
    buttons.find(each => each.checkVisibility()).setAttribute('data-go', '');
    return [form.getAttribute('action'), ...[...form.elements].map(each => each.name)];
}"""


@pytest.mark.parametrize("name", [name if name in MAIN else pytest.param(name, marks=pytest.mark.full) for name in PAGES])
def test_a_form_that_was_sent_empty_says_what_is_missing_without_a_barrier(shown: Shown, name: str) -> None:
    sent: list[list[str]] = []  # a form that stands several times on a page, or in several of its states, is sent once
    for visit, query in states(name):
        page = opened(shown, name, visit, query)
        for number in itertools.count():
            form = page.evaluate(EMPTY, number)
            if form is None:
                break
            if form not in sent:
                sent.append(form)
                send(page, form[0])
                page = opened(shown, name, visit, query)


def send(page: Page, action: str) -> None:
    """Press the button of the form that was emptied, and look at what comes back."""
    with page.expect_navigation():
        page.locator("[data-go]").click()
    if page.locator(".errors").count() == 0:
        assert asks_nothing(action), f"{action} sent empty says nothing"
        return
    expect(page.locator(".errors").first).to_be_focused()
    assert look(page) == [], action
    for error in page.locator(".error").all():
        assert page.locator(f'[aria-describedby~="{error.get_attribute("id")}"]').count(), f"{action}: {error.inner_text()}"


def asks_nothing(action: str) -> bool:
    return get_resolver().resolve(action).url_name in ASK_NOTHING


STOP = """() => {
    const here = document.activeElement, style = getComputedStyle(here), box = here.getBoundingClientRect();
    const all = [...document.querySelectorAll('*')];
    return {
        place: all.indexOf(here), name: here.outerHTML.slice(0, 120), ring: style.outlineStyle + ' ' + parseFloat(style.outlineWidth),
        seen: box.width > 0 && box.height > 0, left: here === document.body,
    };
}"""


@pytest.mark.full
@pytest.mark.parametrize("name", ["report_new", "case_triage", "case_assessment", "case_classification", "case_plan", "isp_worksheet"])
def test_every_stop_of_the_keyboard_shows_its_ring_in_the_order_of_reading(shown: Shown, name: str) -> None:
    page = opened(shown, name, PAGES[name], PAGES[name].query[-1], width=1280)
    page.evaluate("() => { for (const fold of document.querySelectorAll('main details')) fold.open = true }")
    stops = []
    for _ in range(400):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        is_round = bool(stops) and stop["place"] == stops[0]["place"]
        if stop["left"] or is_round:
            break
        assert stop["ring"] == "solid 3" and stop["seen"], stop
        stops.append(stop)
    assert stop["left"] or is_round, "the keyboard is caught on the page"
    assert stops[0]["name"].startswith('<a class="skip"')
    places = [each["place"] for each in stops]
    assert places == sorted(places), [one["name"] for one, two in itertools.pairwise(stops) if one["place"] > two["place"]]
    assert len(stops) > 10


@pytest.mark.full
@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("person", ROLES)
def test_every_page_holds_for_every_role_at_every_width_in_light_and_dark(shown: Shown, person: str) -> None:
    refusals: set[str] = set()  # many addresses refuse in the same words: each is looked at once
    for name, (visit, query) in ((name, state) for name in PAGES for state in states(name)):
        page = shown.page(person)
        answer = page.goto(shown.base + shown.address(name, visit.at) + query)
        assert answer is not None
        words = page.locator("main").inner_text()
        if answer.status != 200 and words in refusals:
            continue
        refusals.add(words)
        for width, scheme in itertools.product(WIDTHS, SCHEMES):
            shown.page(person, width=width, scheme=scheme)
            assert barriers(page) == [] and not overflows(page), (name, answer.status, width, scheme)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_restore_that_waits_leads_to_its_page_without_a_barrier(shown: Shown, width: int) -> None:
    if not Restore.objects.exists():
        note_restore(name="by other means", backup_at=clock.now(), witnessed=(), journal=())
    FRAMES.clear()
    page = opened(shown, "restore_list", PAGES["restore_list"], width=width)
    assert look(page) == []
    page.get_by_role("button", name="Confirm, and let mail leave").click()
    assert "Look at the records first" in page.content() and look(page) == []


@pytest.mark.parametrize("width", [390, 1280])
def test_the_passphrase_stands_on_a_phone_without_a_barrier(shown: Shown, width: int) -> None:
    page = opened(shown, "outage_kit", PAGES["outage_kit"], width=width)
    page.fill("[name=who]", account("custodian"))
    page.get_by_role("button", name="Name this person and show the passphrase").click()
    assert len(page.text_content("#passphrase").split()) == 8 and look(page) == []
