"""Figure F1: reports are sent with keys, retried until answered, while every part is killed in turn. No report and no mail is
lost, none is doubled but under its own Message-ID, and the log holds. Small in every run; 300 kills in a full one."""

import os
import random
import signal
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from devstack.valkey import Valkey
from reporting.management.demo.visitor import Visitor, filled
from tat import audit
from tat.models import IdempotencyKey, Notice
from tat.roles import Role
from tests.launcher.tcp_servers import free_port
from tests.processes.browser import answers, visitor
from tests.processes.evidence import FULL, note
from tests.processes.loops import Loops, Sink, running, until
from tests.tat.school import School
from triage.models import Report

pytestmark = [pytest.mark.processes, pytest.mark.slow, pytest.mark.timeout(1200 if FULL else 300)]

REPORTS, KILLS = (300, 300) if FULL else (24, 20)
SAVE = "/reports/new/save/"
VICTIMS = ("web worker", "celery child", "worker", "sender", "beat", "valkey")


def children(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def start_all(loops: Loops, port: int) -> dict[str, Callable[[], None]]:
    """Each part by name, with how it is started again."""
    parts = {
        "worker": lambda: loops.worker("worker", queues="celery"),
        "sender": lambda: loops.worker("sender", queues="notices"),
        "beat": lambda: loops.beat("beat"),
        "web": lambda: loops.web(port),
    }
    for part in parts.values():
        part()
    return parts


def kill_one(victim: str, loops: Loops, valkey: Valkey, parts: dict[str, Callable[[], None]], dice: random.Random) -> None:
    """By force, as power goes; what has no keeper of its own is started again."""
    if victim in ("web worker", "celery child"):
        keeper = loops.running["web" if victim == "web worker" else dice.choice(["worker", "sender"])]
        for pid in children(keeper.pid)[:1]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    elif victim == "valkey":
        valkey.process.kill()
        valkey.process.wait()
        valkey.start()
    else:
        loops.kill(victim)
        parts[victim]()


def send_reports(sender: Visitor, count: int, keys: list[str]) -> None:
    """Each report on its own shown form, sent with its own key until it is answered."""
    for _ in range(count):
        keys.append(send_one(sender))
        time.sleep(KILLS * 0.5 / count)  # so that every kill finds something under way


def send_one(sender: Visitor) -> str:
    until(lambda: sender.get("/reports/new/").status == 200, "the form is shown", seconds=60)
    typed = {"nature": f"A drawing was found. {uuid.uuid4()}", "determination": "later", "danger": "no"}
    form = filled(sender.page.form(SAVE), typed)

    def is_answered() -> bool:
        page = sender.post(SAVE, form)
        return page.status == 200 and page.path != SAVE

    until(is_answered, "the report is answered", seconds=60)
    return str(form["idempotency_key"][0])


@pytest.mark.req("OB-4")
def test_f1_no_report_and_no_mail_is_lost_while_everything_is_killed(
    shared_database: None, valkey: Valkey, sink: Sink, tmp_path: Path
) -> None:
    school, port, dice = School(slug="f1"), free_port(), random.Random(1)
    takers = [school.person(f"taker{number}") for number in range(3)]
    for taker in takers:
        school.office(taker, Role.REPORT_TAKER, school.building)
    keys: list[str] = []
    sink.delay = 0.1
    with running(tmp_path, sink, valkey.url(), SITE_URL=f"http://localhost:{port}") as loops:
        parts = start_all(loops, port)
        until(lambda: answers(port, "/readyz"), "the web answers")
        people = [visitor(port, taker) for taker in takers]
        senders = [threading.Thread(target=send_reports, args=(person, REPORTS // 3, keys), daemon=True) for person in people]
        for sender in senders:
            sender.start()
        for number in range(KILLS):
            time.sleep(dice.uniform(0.2, 0.8))
            kill_one(VICTIMS[number % len(VICTIMS)], loops, valkey, parts, dice)
        for sender in senders:
            sender.join()
        began = time.monotonic()
        until(lambda: not Notice.objects.filter(state="waiting").exists(), "every notice is sent", seconds=120)
        seconds = round(time.monotonic() - began, 1)
    taken = [mail.message_id for mail in sink.to("f1.example")]
    about_cases = Notice.objects.filter(obligation__about_kind="case")
    due = set(about_cases.exclude(state="withdrawn").values_list("message_id", flat=True))
    pairs = about_cases.filter(step="start").values_list("obligation", "recipient")
    note(
        "F1",
        ">= 300 kills: 0 lost; doubles only with identical Message-ID",
        reports=REPORTS,
        kills=KILLS,
        acknowledged=len(keys),
        rows=Report.objects.count(),
        distinct_keys=len(set(keys)),
        mails=len(taken),
        lost=len(due - set(taken)),
        doubled_under_one_message_id=len(taken) - len(set(taken)),
        unknown_message_ids=len(set(taken) - due),
        seconds_to_the_last_mail=seconds,
        log_problems=len(audit.verify()),
    )
    assert len(keys) == len(set(keys)) == Report.objects.count() == IdempotencyKey.objects.filter(path=SAVE).count() == REPORTS
    assert due == set(taken)
    assert len(pairs) == len(set(pairs)) >= REPORTS
    assert audit.verify() == []
