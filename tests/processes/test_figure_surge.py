"""Figure F25: the day on which everybody reports. Hundreds of reports while fifty members of staff read, write and print; nothing is lost,
nothing fails, and nobody waits much longer than a person who is alone."""

import statistics
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from django.contrib.auth.hashers import make_password

from cases.models import Case, IncidentFacts
from devstack.valkey import Valkey
from reporting.management.demo.visitor import Visitor
from reporting.models import IssuedDocument
from tat.models import Notice, User
from tests.cast import Cast, a_case, a_cast, a_person, a_seat
from tests.launcher.tcp_servers import free_port
from tests.processes.browser import PASSWORD, answers
from tests.processes.evidence import FULL, note, reach
from tests.processes.loops import Sink, running, until

pytestmark = [
    pytest.mark.full,
    pytest.mark.processes,
    pytest.mark.slow,
    pytest.mark.timeout(1800 if FULL else 300),
    pytest.mark.req("IN-2"),
]
REPORTS, STAFF = reach("F25_REPORTS", 12, 500), reach("F25_STAFF", 4, 50)
SECONDS = 600 if FULL else 12
PAUSE = 12.0 if FULL else 2.0
TIMES = 3
SENDERS = 5 if FULL else 2


@dataclass
class Heard:
    """What was answered: seconds by kind of request, what failed, which texts were acknowledged."""

    seconds: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    def time(self, kind: str, ask: Callable[[], object], person: Visitor) -> None:
        began = time.perf_counter()
        ask()
        self.seconds[kind].append(time.perf_counter() - began)
        if person.page.status != 200:
            self.failed.append(f"{kind}: {person.page.status}")


def signed_in(port: int, person: User) -> Visitor:
    found = Visitor(f"http://localhost:{port}")
    found.sign_in(person.email, PASSWORD)
    return found


def work(person: Visitor, case: Case, heard: Heard, *, prints: bool) -> None:
    """One round: look, read a case, write a note; where `prints`, a paper."""
    heard.time("home", lambda: person.get("/"), person)
    heard.time("list", lambda: person.get("/cases/"), person)
    heard.time("case", lambda: person.get(f"/cases/{case.code}/"), person)
    heard.time("note", lambda: person.send("/notes/add/", {"text": "Seen at lunch; calm."}), person)
    heard.time("duties", lambda: person.get("/duties/"), person)
    if prints:
        person.get(f"/cases/{case.code}/papers/")
        heard.time("paper", lambda: person.send("/papers/issue/"), person)


def report(person: Visitor, heard: Heard, text: str) -> None:
    """A report through the form of staff, counted as kept once it is answered."""
    heard.time("report form", lambda: person.get("/reports/new/"), person)
    words = {"nature": text, "subject_name": f"Pupil {text.split()[1]}"}
    heard.time("report", lambda: person.send("/reports/new/save/", words), person)
    if any(form.fields.get("searched", [""])[0] for form in person.page.forms("/reports/new/save/")):
        heard.time("report", lambda: person.send("/reports/new/save/", {"into": "new"}), person)
    if person.page.status == 200 and person.page.path.startswith("/cases/"):
        heard.kept.append(text)


def each_in(threads: Iterable[threading.Thread]) -> None:
    started = list(threads)
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()


def everybody(cast: Cast) -> list[User]:
    """Members of the team, each with the same password, hashed once."""
    people = [a_person(cast.district, f"staff.{number}", f"Staff {number:02}", "Teacher") for number in range(STAFF)]
    for person in people:
        a_seat(cast.team, person, "", "EXP-INS")
    User.objects.update(password=make_password(PASSWORD))
    return people


def surge(port: int, cast: Cast, people: list[User], cases: list[Case], heard: Heard) -> None:
    """All at once: senders at their pace, staff with a pause between rounds, so that the figure's minutes are full."""
    end = time.monotonic() + SECONDS

    def sends(number: int) -> None:
        person, pace = signed_in(port, cast.principal), SECONDS / (REPORTS / SENDERS)
        for turn in range(number, REPORTS, SENDERS):
            due = end - SECONDS + (turn // SENDERS) * pace
            time.sleep(max(0.0, due - time.monotonic()))
            report(person, heard, f"Report {turn:04} of a surge.")

    def lives(number: int, user: User) -> None:
        time.sleep(PAUSE * number / STAFF)
        person, turn = signed_in(port, user), 0
        while time.monotonic() < end:
            work(person, cases[number % len(cases)], heard, prints=turn == number % 5)
            turn += 1
            time.sleep(PAUSE)

    senders = [threading.Thread(target=sends, args=(number,)) for number in range(SENDERS)]
    each_in([*senders, *(threading.Thread(target=lives, args=(number, user)) for number, user in enumerate(people))])


def p95(found: list[float]) -> float:
    return sorted(found)[max(0, -(-len(found) * 95 // 100) - 1)]


def test_f25_a_surge_loses_nothing_and_nobody_waits_long(
    shared_database: None, move: Callable[[str], datetime], valkey: Valkey, sink: Sink, tmp_path: Path
) -> None:
    move("2026-09-14 10:00")
    cast, port = a_cast(), free_port()
    cases = [a_case(cast, "assessment", subject_name=f"Case {number}") for number in range(5 if FULL else 2)]
    people, alone, together = everybody(cast), Heard(), Heard()
    with running(tmp_path, sink, valkey.url()) as loops:
        loops.web(port)
        loops.worker(queues="celery,notices")
        loops.worker("documents", queues="documents")
        loops.beat()
        until(lambda: answers(port, "/healthz"), "the web answers", seconds=60)
        person, writer = signed_in(port, people[0]), signed_in(port, cast.principal)
        for number in range(6 if FULL else 3):
            work(person, cases[0], alone, prints=True)
            until(lambda: not IssuedDocument.objects.filter(state="waiting").exists(), "the paper is made")
            report(writer, alone, f"Before {number:04} the surge.")
        surge(port, cast, people, cases, together)
        until(lambda: not IssuedDocument.objects.filter(state="waiting").exists(), "every paper is made", seconds=600)
        until(lambda: not Notice.objects.filter(state="waiting").exists(), "every mail is sent", seconds=300)
    stored = {row.nature for row in IncidentFacts.objects.select_related("case__key")}
    times = {
        kind: (statistics.median(alone.seconds[kind]), p95(found)) for kind, found in together.seconds.items() if kind in alone.seconds
    }
    over = {kind: round(after / before, 1) for kind, (before, after) in times.items() if after > TIMES * before}
    every = [second for found in together.seconds.values() for second in found]
    whole = statistics.median([second for found in alone.seconds.values() for second in found])
    note(
        "F25",
        "500 reports in 10 min and 50 staff with PDFs: 0 lost, 0 5xx, p95 <= 3x the single-user median",
        reports=len(together.kept),
        lost=len(set(together.kept) - stored),
        not_acknowledged=REPORTS - len(together.kept),
        staff=len(people),
        requests=len(every),
        failed=together.failed[:10],
        papers=IssuedDocument.objects.count(),
        papers_ready=IssuedDocument.objects.filter(state="ready").count(),
        median_ms_alone=round(whole * 1000),
        p95_ms_together=round(p95(every) * 1000),
        ms_by_kind={kind: [round(before * 1000), round(after * 1000)] for kind, (before, after) in times.items()},
        over_three_times=over,
    )
    assert len(together.kept) == REPORTS and set(together.kept) <= stored
    assert together.failed == alone.failed == []
    assert IssuedDocument.objects.exclude(state="ready").count() == 0
    assert not FULL or p95(every) <= TIMES * whole
