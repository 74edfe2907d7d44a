"""Figure F15: hostile strings in every text that people type, on every page that shows it. Three things are looked for: a script that ran,
a request to somebody else, and a page whose elements and attributes are others than with harmless words in the same places."""

import re
import time
from collections import Counter
from concurrent.futures import Future
from dataclasses import dataclass, field

import pytest
from django.db import connection, transaction

from tests.access.world import World
from tests.hostile.columns import Column, Planter, columns, planter
from tests.hostile.outside import carried_out
from tests.hostile.payloads import PAYLOADS
from tests.hostile.planting import EVERY, MARK, Round, rounds
from tests.hostile.shape import Watched, different, watched
from tests.hostile.shown import Opening, Views, body_of, mailed, openings, survey
from tests.hostile.strings import STRINGS
from tests.processes.evidence import FULL, note, reach

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(7200 if FULL else 300), pytest.mark.req("PR-1")]
SIZE = 96 if FULL else 24
"""Strings in a text at once: what a page costs is nearly the same with four times as many."""
AT_ONCE = reach("F15_ROUNDS", 1, rounds(SIZE))
MINUTES = reach("F15_MINUTES", 60, 24 * 60)
"""After so many no further round begins: what was done is noted."""
OPENED, EACH = (2, 2) if FULL else (1, 4)
"""In how many of the rounds the pages are opened in the browser, beside being parsed by it; and each how many'th page."""


MAY_BE_IN_A_TITLE = {
    "tat.District.name",
    "tat.Building.name",
    "tat.Team.name",
    "tat.Agency.name",
    "tat.ReportingMechanism.name",
    "cases.Service.name",
}
"""Names of places, teams and offices; no title says the name of a person or a word of a case."""


@dataclass
class Found:
    """What the rounds came to."""

    placements: int = 0
    rounds: int = 0
    pairs: set[tuple[int, int]] = field(default_factory=set)
    opened: int = 0
    ran: int = 0
    asked: int = 0
    carried: set[tuple[str, str, int]] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)


def plant(planted: Planter, numbers: dict[Column, int], of: Round) -> None:
    planted.plant(lambda column, row: of.text(column, numbers[column], row))


def walk(world: World, views: Views, planted: Planter, browser: Watched, found: Found, plain: dict[Opening, str]) -> None:
    """All rounds; a page whose shape is another is made again with the twins before it counts as wrong: lists are in another order."""
    numbers = {column: number for number, column in enumerate(columns())}
    until = time.monotonic() + MINUTES * 60
    for number in range(AT_ONCE):
        if time.monotonic() > until:
            break
        found.rounds += 1
        plant(planted, numbers, Round(number, SIZE))
        bodies: dict[Opening, str] = {}
        digests: dict[Opening, Future[str]] = {}
        for opening in views.openings:  # the browser parses one page while the next is made
            bodies[opening] = body_of(world, opening)
            digests[opening] = browser.digesting(bodies[opening])
        for place, (opening, body) in enumerate(bodies.items()):
            shown = {(int(column), int(string)) for column, string in MARK.findall(body)}
            found.placements += len(shown)
            found.pairs |= shown
            found.carried |= {(opening.name, where, column) for where, column in carried_out(body)}
            if number % max(AT_ONCE // OPENED, 1) == 0 and place % EACH == 0:
                open_it(browser, opening, body, found)
        others = [opening for opening, digest in digests.items() if digest.result() != plain[opening]]
        if others:
            plant(planted, numbers, Round(number, SIZE, "twin"))
            for opening in others:
                one, other = browser.shape(bodies[opening]), browser.shape(body_of(world, opening))
                found.wrong += [f"{opening}, round {number}: {each}" for each in different(other, one)]


def open_it(browser: Watched, opening: Opening, body: str, found: Found) -> None:
    ran, asked = browser.open(body)
    found.opened += 1
    found.ran += ran
    found.asked += asked
    if ran or asked:
        found.wrong.append(f"{opening}: {ran} scripts ran, {asked} requests {browser.asked[-3:]}")


def unescaped(browser: Watched) -> dict[str, int]:
    """What the same three see of a page that escapes nothing: each payload alone on it."""
    counts = Counter(payloads=400 if FULL else 60)
    step = len(PAYLOADS) // counts["payloads"]
    page = "<!doctype html><html lang=en><title>x</title><body><main><p class=said>{}</p><p>end</p></main></body></html>"
    plain = browser.digest(page.format("harmless"))
    bodies = [page.format(payload) for payload in PAYLOADS[::step][: counts["payloads"]]]
    others = [browser.digest(body) != plain for body in bodies]  # before any is opened: a page that leads away ends what is asked of it
    for body, other in zip(bodies, others, strict=True):
        ran, asked = browser.open(body)
        counts.update(ran=bool(ran), asked_others=bool(asked), another_shape=other)
    return dict(counts)


def test_f15_no_text_that_people_type_becomes_markup(world: World) -> None:
    planted, found, every = planter(), Found(), columns()
    numbers = {column: number for number, column in enumerate(every)}
    with connection.cursor() as cursor:
        cursor.execute("set idle_in_transaction_session_timeout = 0")  # the browser may take a minute over its share
    with watched() as browser:
        plant(planted, numbers, Round(0, SIZE, "mark"))
        views = survey(world)
        parsed = {opening: browser.digesting(body_of(world, opening)) for opening in views.openings}
        plain = {opening: digest.result() for opening, digest in parsed.items()}
        walk(world, views, planted, browser, found, plain)
        letters = mailed()
        naive = unescaped(browser)
    unseen = sorted(str(column) for column, number in numbers.items() if column in planted.rows and number not in views.columns)
    note(
        "F15",
        ">= 300 000 placements (string x text x page), 0 wrong by any of three oracles",
        payloads=len(PAYLOADS),
        hostile_strings=len(STRINGS),
        texts=len(every),
        texts_with_a_row=len(planted.rows),
        texts_shown=len(views.columns),
        texts_not_shown_here=unseen,
        texts_guarded_by_the_database=planted.refused,
        pages=len(views.openings),
        addresses=len({opening.name for opening in views.openings}),
        rounds=found.rounds,
        strings_in_a_text_at_once=SIZE,
        placements=found.placements,
        string_and_text=len(found.pairs),
        pages_opened_in_the_browser=found.opened,
        scripts_ran=found.ran,
        foreign_requests=found.asked,
        mails=len(letters),
        mails_with_a_text=sum(bool(MARK.search(each)) for each in letters),
        wrong=len(found.wrong),
        without_escaping=naive,
    )
    carried = {(name, where, str(every[column])) for name, where, column in found.carried}
    assert found.wrong == [], "\n".join(found.wrong[:40])
    assert sorted(each for each in carried if each[2] not in MAY_BE_IN_A_TITLE or each[1] != "title") == []
    assert letters and not [each for each in letters if MARK.search(each) or "text/html" in each]
    assert len(PAYLOADS) >= 1_641 and len(STRINGS) >= 485 and len(EVERY) == len(PAYLOADS) + len(STRINGS)
    assert found.placements > (300_000 if FULL and rounds(SIZE) == found.rounds else 5_000)
    assert naive["ran"] and naive["asked_others"] and naive["another_shape"] > naive["payloads"] * 0.6


SHOWN_IN_A_PAGE = {"picture_shown": "image/jpeg", "account_totp_svg": "image/svg+xml"}
FOR_MACHINES = {"healthz", "readyz", "metrics", "calendar_feed"}
FILE_NAME = re.compile(r'^attachment; filename="[A-Za-z0-9-]+\.[a-z0-9]{3,4}"$')


def test_every_file_is_taken_along_under_a_name_of_ours_and_shut_in_a_sandbox(world: World) -> None:
    plant(planter(), {column: number for number, column in enumerate(columns())}, Round(0, SIZE))
    found, wrong = set(), []
    for opening in openings(world):
        with transaction.atomic():
            answer = world.browsers[opening.person].get(opening.address)
            transaction.set_rollback(True)
        if answer.status_code == 200 and not answer["Content-Type"].startswith("text/html") and opening.name not in FOR_MACHINES:
            found.add(opening.name)
            policy = {each.strip() for each in answer["Content-Security-Policy"].split(";")}
            right = bool(FILE_NAME.match(answer.get("Content-Disposition", ""))) and "sandbox" in policy
            wrong += [] if right or opening.name in SHOWN_IN_A_PAGE else [f"{opening.name}: {answer.headers}"]
            wrong += [] if answer["X-Content-Type-Options"] == "nosniff" and "default-src 'none'" in policy else [f"{opening.name}: open"]
    assert wrong == []
    assert {"attachment_open", "paper_pdf", "training_file"} <= found
