"""Hundreds of tips a minute from one address, and from a school's shared one: none is lost, and a principal works on undisturbed."""

import http.client
import re
import statistics
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest

from devstack.valkey import Valkey
from reporting.management.demo.visitor import Visitor
from tat.models import Notice, Obligation
from tests.cast import a_case, a_cast
from tests.launcher.tcp_servers import free_port
from tests.processes.browser import answers, visitor
from tests.processes.evidence import FULL, note, reach
from tests.processes.loops import Sink, running, until
from triage.floods import TIPS
from triage.models import Tip

pytestmark = [pytest.mark.processes, pytest.mark.slow, pytest.mark.req("IN-2"), pytest.mark.timeout(900 if FULL else 300)]

FORM = "/tip/bluestem-bend-chs/"
BOT, SCHOOL, HOME_ADDRESS = "203.0.113.50", "198.51.100.7", "192.0.2.33"
PROCESSES_OF_WEB = 2
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


@dataclass
class Sender:
    """Somebody at one address who sends tips; `kept` are the texts that were answered with a receipt."""

    port: int
    address: str
    kept: list[str] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)

    def open_forms(self, count: int) -> None:
        """Open the form so many times, so that sending begins at once."""
        for _ in range(count):
            _status, _place, page = self._ask("GET", FORM)
            self.forms.append(dict(HIDDEN.findall(page)))

    def send(self, text: str) -> None:
        """One tip; sent again while nobody answers."""
        body = urlencode({**self.forms.pop(), "what": text, "school": "CHS"})
        for _try in range(20):
            status, place, _page = self._ask("POST", f"{FORM}send/", body)
            if status == 302 and place.startswith("/tip/sent/"):
                self.kept.append(text)
                return
            time.sleep(0.1)

    def _ask(self, verb: str, path: str, body: str | None = None) -> tuple[int, str, str]:
        headers = {"X-Forwarded-For": self.address, "Content-Type": "application/x-www-form-urlencoded"}
        line = http.client.HTTPConnection("localhost", self.port, timeout=30)
        with suppress(OSError, http.client.HTTPException), closing(line):
            line.request(verb, path, body, headers)
            answer = line.getresponse()
            return answer.status, answer.headers.get("Location", ""), answer.read().decode(errors="replace")
        return 0, "", ""


def round_of_work(person: Visitor, code: str) -> list[tuple[str, int, float]]:
    """What a principal opens and writes: address, status and seconds of each."""
    found = []
    for path in ("/", "/reports/", f"/cases/{code}/", "/reports/new/"):
        began = time.perf_counter()
        found.append((path, person.get(path).status, time.perf_counter() - began))
    person.get(f"/cases/{code}/")
    began = time.perf_counter()
    page = person.send("/notes/add/", {"text": "Seen at lunch; calm."})
    return [*found, ("note", page.status, time.perf_counter() - began)]


def test_a_flood_of_tips_loses_none_and_a_principal_works_on(
    shared_database: None, move: Callable[[str], datetime], valkey: Valkey, sink: Sink, tmp_path: Path
) -> None:
    move("2026-09-14 10:00")
    tips, port = reach("FLOOD_TIPS", 60, 300), free_port()
    cast = a_cast()
    case = a_case(cast, "assessment")
    bot, shared, pupil = Sender(0, BOT), Sender(0, SCHOOL), Sender(0, HOME_ADDRESS)
    with running(tmp_path, sink, valkey.url()) as loops:
        loops.web(port)
        until(lambda: answers(port, "/healthz"), "the web answers", seconds=60)
        person = visitor(port, cast.principal)
        for sender, count in ((bot, tips), (shared, tips), (pupil, 3)):
            sender.port = port
            sender.open_forms(count)
        calm = [each for _ in range(3) for each in round_of_work(person, case.code)]
        move("2026-09-14 10:01")
        senders = [threading.Thread(target=flood, args=(each, tips)) for each in (bot, shared)]
        began = time.monotonic()
        for each in senders:
            each.start()
        busy, honest = [], 0
        while any(each.is_alive() for each in senders):
            busy += round_of_work(person, case.code)
            if pupil.forms:
                pupil.send(f"Honest {honest}: he said it on the bus.")
                honest += 1
        seconds = time.monotonic() - began
    sent = [*bot.kept, *shared.kept, *pupil.kept]
    kept = {tip.what for tip in Tip.objects.select_related("key")}
    duties = Obligation.objects.filter(rule="RPT-REV", about_kind="report").count()
    told = Notice.objects.filter(recipient=cast.principal, obligation__rule="RPT-REV", obligation__about_kind="report").count()
    most = PROCESSES_OF_WEB * 2 * TIPS.for_one + honest + 2
    note(
        "flood",
        "hundreds of tips a minute from two addresses: 0 lost, the principal's pages all answered, mail bounded by the budget",
        tips=len(sent),
        tips_a_minute=round(len(sent) / seconds * 60),
        lost=len(set(sent) - kept),
        not_acknowledged=2 * tips + honest - len(sent),
        duties=duties,
        notices_to_the_principal=told,
        most_expected=most,
        principals_requests=len(busy),
        principals_faults=sum(status != 200 for _path, status, _seconds in busy),
        median_ms_calm=round(statistics.median(spent for _path, _status, spent in calm) * 1000),
        median_ms_in_the_flood=round(statistics.median(spent for _path, _status, spent in busy) * 1000),
    )
    assert len(sent) == 2 * tips + honest
    assert set(sent) <= kept
    assert [each for each in busy if each[1] != 200] == []
    assert told <= duties <= most


def flood(sender: Sender, count: int) -> None:
    """One tip after the other, as fast as they are answered."""
    for number in range(count):
        sender.send(f"{sender.address} says {number}.")
