"""Figure F27: when a session ends, that its id changes with each proof, what asks for a fresh one, and that a browser keeps nothing of it.

The other side is what Django does by itself: two weeks, and nobody is asked again.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as project
from django.test import Client
from django.urls import get_resolver

from tat import clock
from tat.models import User
from tat.sign_in.fresh import SIGNED_IN_AT
from tests.browser.shown import Shown
from tests.browser.visits import PAGES
from tests.codes import code_of, password_typed, with_factor
from tests.processes.evidence import note
from tests.typed import flat

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900), pytest.mark.req("PF-2")]
LEAD, CHIEF = "principal.chs", "superintendent"
LIMITS = "tat.middleware.SessionLimits"
KEPT = """async () => [localStorage.length, sessionStorage.length, document.cookie.length, (await indexedDB.databases()).length,
  'caches' in window ? (await caches.keys()).length : 0,
  navigator.serviceWorker ? (await navigator.serviceWorker.getRegistrations()).length : 0]"""

# What security.md 3 (case 10) lists, by address: verb, who, and the object of the demonstration. What signs on its own form stands below.
ACTS = {
    "roster_export": ("GET", LEAD, ""),
    "duty_export": ("GET", LEAD, ""),
    "sirs_export": ("GET", CHIEF, ""),
    "attachment_original": ("GET", LEAD, "ready"),
    "office_give": ("POST", CHIEF, ""),
    "office_end": ("POST", CHIEF, ""),
    "word_hand": ("POST", CHIEF, ""),
    "sessions_end": ("POST", CHIEF, ""),
    "factor_release_ask": ("POST", CHIEF, ""),
    "factor_release_withdraw": ("POST", CHIEF, ""),
    "factor_release": ("POST", CHIEF, ""),
    "account_change_password": ("GET", LEAD, ""),
    "usersession_end": ("POST", LEAD, ""),
    "export_decide": ("POST", CHIEF, ""),
    "restore_confirm": ("POST", CHIEF, ""),
    "kit_name": ("POST", CHIEF, ""),
    "kit_end": ("POST", CHIEF, ""),
}
# Listed there too, and not asked for a fresh proof: ADR 31 decided that reading never is, so that nobody in a hurry stands before a field.
NOT_ASKED = ("a case at High Level or restricted", "the reporting party's name", "a conflict, which nobody can lift by a page")
# Signatures ask on the form itself, so that nothing typed is lost: a code, once the last proof is older than five minutes.
SIGNED = {"case_classification": (LEAD, ("signatures", "ready")), "emergency_access": (CHIEF, ("",))}


@pytest.fixture
def at(owner_connection: Any) -> Iterator[Callable[[datetime], None]]:
    """Puts the product's clock at this instant, from where it runs on. No transaction: the server beside us sees what is written."""

    def put(ahead: timedelta) -> None:
        with owner_connection.cursor() as cursor:
            cursor.execute(clock.offset_sql(ahead))

    def move(moment: datetime) -> None:
        with owner_connection.cursor() as cursor:
            cursor.execute("select clock_timestamp()")
            put(moment - cursor.fetchone()[0])

    yield move
    put(timedelta(0))


def by_two(person: User) -> Client:
    """A browser in which the person signed in with both proofs."""
    browser = password_typed(person)
    assert browser.post("/account/factor/ask/", {"code": code_of(person)}).status_code == 302
    return browser


def goes_on(browser: Client) -> bool:
    return browser.get("/account/sessions/").status_code == 200


def begun(browser: Client) -> datetime:
    return datetime.fromtimestamp(browser.session[SIGNED_IN_AT], tz=clock.UTC)


def ends_when_idle(at: Any, person: User) -> dict[str, bool]:
    """Whether a session stands after so long without a request; each is one of its own, signed in by two proofs."""
    found = {}
    for words, age in {"14 min": timedelta(minutes=14), "15 min 1 s": timedelta(minutes=15, seconds=1)}.items():
        at(clock.now())
        browser = by_two(person)
        at(begun(browser) + age)
        found[words] = goes_on(browser)
    return found


def ends_although_used(at: Any, person: User) -> dict[str, bool]:
    """Used every ten minutes, until so long after its beginning."""
    browser = by_two(person)
    first = begun(browser)
    for minutes in range(10, 12 * 60, 10):
        at(first + timedelta(minutes=minutes))
        assert goes_on(browser), minutes
    found = {}
    for words, age in {"11 h 59 min": timedelta(hours=11, minutes=59), "12 h 1 s": timedelta(hours=12, seconds=1)}.items():
        at(first + age)
        found[words] = goes_on(browser)
    return found


def ids(at: Any, person: User) -> list[str]:
    """The session's id before the first proof, after the second, and after a step-up; each earlier one opens nothing."""
    browser = by_two(person)
    found = [browser.cookies["session"].value]
    at(clock.now() + timedelta(minutes=6))
    browser.post("/account/factor/again/", {"code": code_of(person), "next": "/"})
    found.append(browser.cookies["session"].value)
    assert goes_on(browser)
    for old in found[:-1]:
        stolen = Client()
        stolen.cookies["session"] = old
        assert not goes_on(stolen)
    return found


def marked() -> Iterator[str]:
    """The addresses whose views say that they ask again."""
    waiting = list(get_resolver().url_patterns)
    while waiting:
        each = waiting.pop()
        waiting += getattr(each, "url_patterns", [])
        if getattr(getattr(each, "callback", None), "asks_again", False):
            yield each.name


def challenged(shown: Shown, browsers: dict[str, Client]) -> set[str]:
    """Which acts lead to a fresh proof, and which signatures want one on their form."""
    found = set()
    for name, (verb, who, where) in ACTS.items():
        answer = browsers[who].generic(verb, shown.address(name, where))
        if answer.headers.get("Location", "").startswith("/account/factor/again/?next="):
            found.add(name)
    for name, (who, cases) in SIGNED.items():
        pages = [flat(browsers[who].get(shown.address(name, where)).content.decode()) for where in cases]
        signing = [page for page in pages if "Your code, to sign" in page]
        assert signing, name
        found |= set() if all("leave this empty and sign" in page for page in signing) else {name}
    return found


def tour(shown: Shown) -> tuple[int, set[tuple[int, ...]]]:
    """Every page that the browser tests know, each as one who may see it; and what the browser keeps after each."""
    kept = set()
    for name, visit in PAGES.items():
        page = shown.page(visit.person)
        page.goto(shown.base + shown.address(name, visit.at))
        kept.add(tuple(page.evaluate(KEPT)))
    return len(PAGES), kept


def test_f27_sessions_end_ids_change_acts_ask_again_and_browsers_keep_nothing(shown: Shown, at: Any, settings: Any) -> None:
    pages, kept = tour(shown)
    lead, chief = (with_factor(User.objects.get(email=f"{name}@bluestem-bend.example")) for name in (LEAD, CHIEF))
    settings.SECOND_FACTOR_REQUIRED = True
    idle, absolute = ends_when_idle(at, lead), ends_although_used(at, lead)
    changed = ids(at, lead)
    browsers = {LEAD: by_two(lead), CHIEF: by_two(chief)}
    for browser in browsers.values():
        assert goes_on(browser)
    fresh = challenged(shown, {name: by_two(person) for name, person in ((LEAD, lead), (CHIEF, chief))})
    at(clock.now() + timedelta(minutes=5, seconds=2))
    stale = challenged(shown, browsers)

    settings.MIDDLEWARE = [each for each in project.MIDDLEWARE if each != LIMITS]
    naive = by_two(lead)
    at(begun(naive) + timedelta(hours=12, seconds=1))
    naive_goes_on = goes_on(naive)
    settings.STEP_UP_SECONDS = project.SESSION_COOKIE_AGE * 28
    nobody_asked = challenged(shown, {LEAD: naive, CHIEF: by_two(chief)})
    note(
        "F27",
        "ends after 12 h 1 s and 15 min 1 s; id changes at sign-in and step-up; every listed act is challenged after 5 min; storage empty",
        idle=idle,
        absolute=absolute,
        ids_in_one_session=len(set(changed)),
        acts=len(ACTS) + len(SIGNED),
        challenged_when_fresh=len(fresh),
        challenged_after_5_min_2_s=len(stale),
        listed_and_not_asked=NOT_ASKED,
        pages_toured=pages,
        pages_that_left_something=sum(any(each) for each in kept),
        naive={"what": "Django alone", "goes on after 12 h 1 s": naive_goes_on, "challenged": len(nobody_asked)},
    )
    assert {*marked(), "sirs_export"} == set(ACTS), "an act that asks again is written into this table"
    assert idle == {"14 min": True, "15 min 1 s": False} and absolute == {"11 h 59 min": True, "12 h 1 s": False}
    assert len(set(changed)) == 2 and (fresh, stale) == (set(), {*ACTS, *SIGNED})
    assert kept == {(0,) * 6} and (naive_goes_on, nobody_asked) == (True, set())
