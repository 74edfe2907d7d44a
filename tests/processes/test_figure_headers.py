"""Figure F13: every address as everybody, on a started server whose site is https behind a proxy: headers, cookies and the way
there from plain http."""

import http.client
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client

from devstack.valkey import Valkey
from tests.access import world as access_world
from tests.access.knock import missing
from tests.access.people import NAMES
from tests.access.table import MAY_ELSEWHERE, addresses
from tests.access.world import World
from tests.launcher.tcp_servers import free_port
from tests.processes.browser import answers
from tests.processes.evidence import FULL, note
from tests.processes.loops import Sink, running, until

pytestmark = [pytest.mark.processes, pytest.mark.slow, pytest.mark.timeout(3600 if FULL else 400)]
SITE = "https://threats.example.org"
PEOPLE = NAMES if FULL else ("anonymous", "principal", "superintendent", "superuser")
ERRORS = (("GET", "/nowhere/"), ("GET", "/cases/CHS-26-ZZZZ/"), ("GET", "/static/nothing.css"), ("POST", "/account/login/"), ("TRACE", "/"))
HSTS = "max-age=31536000; includeSubDomains; preload"
COOKIE = re.compile(r"^__Host-[a-z]+=")


@dataclass
class Asker:
    """Asks one server as a proxy in front of it would, and keeps what was wrong with the answers."""

    port: int
    cookies: dict[str, str]
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def ask(self, method: str, address: str, person: str, scheme: str = "https") -> http.client.HTTPResponse:
        line = http.client.HTTPConnection("localhost", self.port, timeout=60)
        headers = {"Host": "threats.example.org", "X-Forwarded-Proto": scheme, "Cookie": self.cookies.get(person, "")}
        line.request(method, address, headers=headers)
        answer = line.getresponse()
        answer.read()
        line.close()
        return answer

    def check(self, method: str, address: str, name: str, person: str) -> None:
        answer = self.ask(method, address, person)
        self.statuses[answer.status] += 1
        self.wrong += [f"{method} {name} by {person} ({answer.status}): {each}" for each in faults(answer)]


def faults(answer: http.client.HTTPResponse) -> list[str]:
    """Headers that lack or are wrong; a cookie must be for this host alone, sent by https alone, and out of scripts' reach."""
    found = missing(answer.headers)
    found += [] if answer.headers.get("Strict-Transport-Security") == HSTS else ["Strict-Transport-Security"]
    for cookie in answer.headers.get_all("Set-Cookie") or []:
        words = {word.strip().lower() for word in cookie.split(";")[1:]}
        if not COOKIE.match(cookie) or not {"secure", "httponly", "path=/", "samesite=lax"} <= words:
            found.append(f"cookie {cookie.split('=')[0]}")
    return found


@pytest.fixture
def world(shared_database: None, move: Callable[[str], datetime]) -> World:
    """The district of the access tests, committed, so that a server sees it."""
    move(access_world.BUILT_ON)
    found = access_world.build()
    move(access_world.KNOCKED_ON)
    access_world.settle(found)
    return found


def sessions(world: World) -> dict[str, str]:
    def cookie(browser: Client) -> str:
        return f"__Host-session={browser.cookies['session'].value}" if "session" in browser.cookies else ""

    return {person: cookie(browser) for person, browser in world.browsers.items()}


def doors(world: World) -> Iterator[tuple[str, str, str]]:
    """Every route with its verb; under a case, at one that is there and at one that is not."""
    for name, method in addresses():
        yield name, method, world.address(name, "" if (name, method) in MAY_ELSEWHERE else "managed")
        if (name, method) not in MAY_ELSEWHERE and FULL:
            yield name, method, world.address(name)


@pytest.mark.req("PF-2")
def test_f13_every_answer_of_an_https_site_carries_its_headers(world: World, valkey: Valkey, sink: Sink, tmp_path: Path) -> None:
    port = free_port()
    secure = {"SITE_URL": SITE, "ALLOWED_HOSTS": "threats.example.org,localhost"}
    with running(tmp_path, sink, valkey.url(), **secure) as loops:
        loops.web(port)
        until(lambda: answers(port, "/healthz"), "the web answers", seconds=60)
        asker = Asker(port, sessions(world))
        every = list(doors(world))
        for person in PEOPLE:
            for name, method, address in every:
                asker.check(method, address, name, person)
            for method, address in ERRORS:
                asker.check(method, address, "an error", person)
        plain = asker.ask("GET", "/cases/", "principal", scheme="http")
    note(
        "F13",
        "headers on 100 % of URLs x roles, errors included, settings of an https site",
        routes=len({name for name, _, _ in every}),
        identities=len(PEOPLE),
        answers=sum(asker.statuses.values()),
        statuses={str(status): count for status, count in sorted(asker.statuses.items())},
        wrong=len(asker.wrong),
        plain_http=[plain.status, plain.headers["Location"]],
    )
    assert asker.wrong == [], "\n".join(asker.wrong[:30])
    assert (plain.status, plain.headers["Location"]) == (301, f"{SITE}/cases/")
    assert asker.statuses[500] == 0
    assert {200, 302, 403, 404, 405} <= asker.statuses.keys()
