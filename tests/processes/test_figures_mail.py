"""Figures F2, F3 and F4 of the reliability goals: no work lost when the broker is emptied, nothing doubled by several beats,
and a return after three days of silence. Small in every run; the goals themselves in a full one."""

import datetime
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from redis import Redis

from devstack.valkey import Valkey
from reporting.management.demo.visitor import Visitor
from tat import clock, health, obligations
from tat.actions.sweep import sweep
from tat.models import LogEntry, Notice, Obligation
from tests.launcher.tcp_servers import free_port
from tests.processes.browser import answers, visitor
from tests.processes.evidence import FULL, note
from tests.processes.loops import Sink, running, until
from tests.tat.school import School

pytestmark = [pytest.mark.processes, pytest.mark.slow, pytest.mark.timeout(1200 if FULL else 300)]

ACTS, FLUSHES = (1000, 20) if FULL else (100, 3)
ITEMS, SECONDS = (50, 120) if FULL else (50, 4)
OVERDUE, SWEEP_EVERY = (90, 60) if FULL else (40, 2)
Move = Callable[[str], datetime.datetime]


def opened(school: School, moment: datetime.datetime, count: int) -> list[Obligation]:
    """Duties of 24 hours, each with a code of its own."""
    codes = [f"CHS-26-{number:04}" for number in range(count)]
    return [obligations.start("CPD-ISP", **school.opening(triggered_at=moment, at=moment, code=code)) for code in codes]


def all_sent() -> bool:
    return not Notice.objects.filter(state="waiting").exists()


def doubled(sink: Sink) -> int:
    return sum(count - 1 for count in Counter(mail.message_id for mail in sink.mails).values())


def test_the_first_alert_leaves_at_once_without_waiting_for_beat(
    valkey: Valkey, quiet: None, sink: Sink, move: Move, tmp_path: Path
) -> None:
    school, moment = School(slug="atonce"), move("2026-09-14 14:00")
    with running(tmp_path, sink, valkey.url(), sweep_seconds=600) as loops:
        loops.worker()
        obligations.start("CPD-ISP", **school.opening(triggered_at=moment, at=moment))
        until(lambda: len(sink.mails) == 1, "the worker has started and sent what waited")
        obligations.start("RPT-REV", **school.opening(triggered_at=moment, at=moment))
        until(lambda: len(sink.mails) == 5, "principal, two triage members and the back-up are told", seconds=5)


def test_the_sweep_goes_on_without_beat_worker_or_broker(valkey: Valkey, quiet: None, sink: Sink, move: Move, tmp_path: Path) -> None:
    school, moment = School(slug="alone"), move("2026-09-14 14:00")
    obligations.start("CPD-ISP", **school.opening(triggered_at=moment, at=moment, actor=school.counselor))
    with running(tmp_path, sink, "unix:///nonexistent/broker?db=0") as loops:
        loops.sweeper("first host")
        loops.sweeper("second host")
        until(lambda: len(sink.mails) == 1, "the first rung is sent")
        move("2026-09-15 10:00:30")
        until(lambda: len(sink.mails) == 4, "actor, back-up and principal are told")
        until(lambda: not Notice.objects.filter(state="waiting").exists(), "and that they were told is on record")
        loops.kill("first host")
        move("2026-09-15 13:00:30")
        until(lambda: len(sink.mails) == 5, "the other host tells the superintendent")
    assert doubled(sink) == 0


@pytest.mark.req("OB-4")
def test_f2_nothing_is_lost_when_the_broker_is_emptied(valkey: Valkey, quiet: None, sink: Sink, move: Move, tmp_path: Path) -> None:
    school, moment = School(slug="f2"), move("2026-09-14 14:00")
    with running(tmp_path, sink, valkey.url()) as loops:
        loops.worker(children=2)
        loops.beat()
        until(lambda: (health.silence(clock.now()) or moment - moment) < datetime.timedelta(seconds=5), "the sweep beats")
        acts = threading.Thread(target=act_under_load, args=(school, ACTS))
        acts.start()
        emptied = empty_at_random(valkey, acts)
        acts.join()
        began = time.monotonic()
        until(all_sent, "every notice is sent", seconds=120)
        seconds = round(time.monotonic() - began, 1)
    owed = Obligation.objects.filter(district=school.district, about_kind="case").count()
    lost = owed - len({mail.message_id for mail in sink.to("f2.example")})
    note(
        "F2",
        "0 of 1,000 lost, all done <= 120 s after 20 flushes",
        acts=ACTS,
        flushes=emptied,
        lost=lost,
        seconds=seconds,
        doubled=doubled(sink),
    )
    assert (emptied, lost) == (FLUSHES, 0)


def act_under_load(school: School, count: int) -> None:
    try:
        for _ in range(count):
            moment = clock.now()
            obligations.start("CPD-ISP", **school.opening(triggered_at=moment, at=moment))
            time.sleep(0.005)
    finally:
        connection.close()


def empty_at_random(valkey: Valkey, acts: threading.Thread) -> int:
    """Every few acts, FLUSHALL; the last one when all acts are committed."""
    dice = random.Random(2)
    with Redis.from_url(valkey.url()) as server:
        for _ in range(FLUSHES - 1):
            time.sleep(dice.uniform(0.05, 0.3))
            server.flushall()
        acts.join()
        server.flushall()
    return FLUSHES


def test_f3_three_beats_and_four_workers_double_nothing(valkey: Valkey, quiet: None, sink: Sink, move: Move, tmp_path: Path) -> None:
    school = School(slug="f3")
    opened(school, move("2026-09-14 14:00"), ITEMS)
    with running(tmp_path, sink, valkey.url()) as loops:
        for number in range(4):
            loops.worker(f"worker{number}")
        for number in range(3):
            loops.beat(f"beat{number}")
        until(all_sent, "the first rung is sent", seconds=60)
        moved = move("2026-09-14 18:00:30")
        until(lambda: len(sink.mails) >= 2 * ITEMS, "the second rung is sent", seconds=60)
        time.sleep(SECONDS)
        first = len(sink.mails)
        time.sleep(SECONDS)
        more = len(sink.mails) - first
    entries = LogEntry.objects.filter(action="sweep", at__range=(moved, moved + datetime.timedelta(hours=1)))
    swept = sum(entries.values_list("count", flat=True))
    note("F3", "0 doubled", items=ITEMS, beats=3, workers=4, seconds=SECONDS, mails=first, doubled=doubled(sink), more_in_the_next=more)
    assert (first, doubled(sink), more, swept) == (2 * ITEMS, 0, 0, ITEMS)


def test_f4_after_three_days_of_silence_the_page_is_right_and_one_mail_each_follows(
    valkey: Valkey, quiet: None, sink: Sink, move: Move, tmp_path: Path
) -> None:
    school = School(slug="f4")
    opened(school, move("2026-09-14 14:00"), OVERDUE)
    sweep()
    Notice.objects.filter(state="waiting").update(state="sent")
    move("2026-09-17 14:30")
    port = free_port()
    with running(tmp_path, sink, valkey.url(), sweep_seconds=SWEEP_EVERY, SITE_URL=f"http://localhost:{port}") as loops:
        loops.web(port)
        until(lambda: answers(port, "/readyz"), "the web answers")
        pages = list(home_pages(visitor(port, school.principal)))
        began = time.monotonic()
        loops.worker()
        loops.beat()
        until(lambda: len(sink.mails) >= OVERDUE and all_sent(), "one current notice each", seconds=120)
        seconds = round(time.monotonic() - began, 1)
        time.sleep(SWEEP_EVERY + 2)
    past_due = Obligation.objects.filter(about_kind="case").overdue(clock.now())
    listed, overdue = codes_past_due(pages), set(past_due.values_list("code", flat=True))
    passed = Notice.objects.filter(obligation__district=school.district, state="sent", step__startswith="start+").count()
    note(
        "F4",
        "page equals the overdue set, banner >= 71 h, one current notice per item and person <= 90 s, no passed rung",
        items=OVERDUE,
        listed=len(listed),
        overdue=len(overdue),
        banner_hours=banner_hours(pages[0]),
        mails=len(sink.mails),
        seconds=seconds,
        passed_rungs_sent=passed,
    )
    assert listed == overdue
    assert banner_hours(pages[0]) >= 71
    assert (len(sink.mails), doubled(sink), passed) == (OVERDUE, 0, 0)
    assert seconds <= 90


def home_pages(person: Visitor) -> Iterator[str]:
    """Home, page after page, as "Show the next ones" leads on."""
    where: str | None = "/"
    while where:
        page = person.get(where).body
        yield page
        further = re.search(r'href="(\?after=[^"]+)"', page)
        where = further and "/" + further[1]


def codes_past_due(pages: list[str]) -> set[str]:
    late = re.findall(r'<article class="need late">.*?</article>', "".join(pages), re.DOTALL)
    return {code for row in late for code in re.findall(r'<span class="code">([^<]+)</span>', row)}


def banner_hours(page: str) -> float:
    minutes = re.search(r"Reminders have not run for (\d+) minutes", page)
    return int(minutes[1]) / 60 if minutes else 0.0
