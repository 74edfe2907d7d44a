"""Mail that comes back, with real processes: refused by a mail server, and reported later through its pipe."""

import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from devstack.console import ROOT
from tat import obligations
from tat.models import Notice, User
from tests.processes.loops import Loops, Sink, running, until
from tests.tat import reports
from tests.tat.school import School

pytestmark = [pytest.mark.processes, pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.req("OB-6")]


def pipe(loops: Loops, raw: bytes) -> tuple[int, bytes]:
    """What the mail server does with a mail to our sender's address."""
    done = subprocess.run([sys.executable, "manage.py", "take_bounce"], input=raw, capture_output=True, env=loops.variables, cwd=ROOT)
    return done.returncode, done.stdout


def told(sink: Sink, domain: str) -> set[str]:
    return {mail.to.partition("@")[0] for mail in sink.to(domain)}


def test_a_refused_mail_and_one_reported_later_each_bring_somebody_beside(
    quiet: None, sink: Sink, move: Callable[[str], datetime], tmp_path: Path
) -> None:
    school, moment = School(slug="back"), move("2026-09-14 14:00")
    sink.unknown = {school.counselor.email}
    obligations.start("FIR-LE", **school.opening(triggered_at=moment, at=moment, actor=school.counselor))
    with running(tmp_path, sink, "unix:///nonexistent/broker?db=0") as loops:
        loops.sweeper()
        until(lambda: told(sink, "back.example") == {"backup"}, "the back-up is told instead of who is not reached")
        until(lambda: Notice.objects.filter(recipient=school.backup, state="sent").exists(), "that it was sent is on record")
        raw = reports.exchange(Notice.objects.filter(recipient=school.backup).get().message_id, school.backup.email)
        assert (pipe(loops, raw), pipe(loops, raw), pipe(loops, b"Subject: hello\n\nwho is there?")) == ((0, b""),) * 3
        until(lambda: "superintendent" in told(sink, "back.example"), "nobody in reach is left: the superintendent is told")
        loops.variables["DATABASE_URL"] = "postgres://nobody:none@127.0.0.1:1/none"
        assert pipe(loops, raw)[0] == 75
    sink.unknown = set()
    back = User.objects.filter(mail_returned_at__isnull=False).values_list("position", "mail_returned_code")
    assert set(back) == {("counselor", "5.1.1"), ("backup", "5.1.1")}
