"""Checkpoints leave this machine by the hour and by the day; kept elsewhere they speak even when the database is gone."""

import base64
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection

from tat import audit, health
from tat.actions.checkpoints import check_log, mail_checkpoint, make_checkpoint
from tat.actions.deliver import deliver_waiting
from tat.audit import checkpoints
from tat.models import Checkpoint, LogCheck, LogEntry, Notice
from tat.tasks import sign_checkpoint
from tat.vault import signing
from tests.tat.school import School

pytestmark = pytest.mark.req("PR-3")
At = Callable[[str], datetime]


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """Where checkpoints are laid down; the public key lies in another place."""
    settings.CHECKPOINT_DIR = str(tmp_path / "witness")
    settings.CHECKPOINT_KEY_FILE = str(tmp_path / "sign.key")
    call_command("make_checkpoint_key", stdout=StringIO())
    return tmp_path / "witness"


def typed(folder: Path, *words: str) -> str:
    out = StringIO()
    key = str(folder.parent / "sign.key.pub")
    call_command("verify_log", "--checkpoints", str(folder), "--public-key", key, *words, stdout=out, stderr=out)
    return out.getvalue()


@pytest.mark.django_db
def test_one_leaves_every_hour_and_two_beats_make_no_second(folder: Path, at: At) -> None:
    at("2026-09-14 14:00")
    audit.record("key_rotated", by=None, at=at("2026-09-14 14:00"))
    assert sign_checkpoint() and not sign_checkpoint()
    at("2026-09-14 14:54")
    assert not sign_checkpoint()
    at("2026-09-14 14:56")
    assert sign_checkpoint()
    lines = (folder / "checkpoints-2026-09.txt").read_text().splitlines()
    assert (
        [checkpoints.from_line(line).statement.seq for line in lines]
        == [1, 2]
        == list(Checkpoint.objects.order_by("at").values_list("seq", flat=True))
    )
    assert "The log holds: 3 entries.\nIt is what 2 checkpoints saw." in typed(folder)
    assert LogEntry.objects.filter(action="checkpoint_signed").count() == 2


@pytest.mark.django_db
def test_a_folder_that_cannot_be_written_signs_nothing_and_ages_the_heartbeat(folder: Path, at: At) -> None:
    at("2026-09-14 14:00")
    make_checkpoint()
    assert health.kept_outside(at("2026-09-14 15:04")) == ["No backup has been made yet."]
    folder.rename(folder.with_name("gone"))
    folder.write_text("not a folder")
    with pytest.raises(OSError):
        make_checkpoint()
    assert Checkpoint.objects.count() == LogEntry.objects.count() == 1
    assert health.kept_outside(at("2026-09-14 15:07"))[0] == "The last checkpoint of the log is 66 minutes old."


@pytest.mark.django_db
def test_without_a_database_the_checkpoints_alone_say_where_the_log_stood(folder: Path, at: At) -> None:
    entry = audit.record("key_rotated", by=None, at=at("2026-09-14 14:00"))
    make_checkpoint()
    entry.refresh_from_db()
    connection.close()
    said = typed(folder, "--alone")
    assert "1 checkpoints are genuine. On 2026-09-14 at 19:00 UTC the log of http://localhost:8000 ended with entry 1" in said
    assert bytes(entry.hash).hex() in said


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["seq", "hash", "at", "reads", "signature", "key"])
def test_a_forged_checkpoint_is_told_whatever_was_changed(folder: Path, at: At, part: str) -> None:
    at("2026-09-14 14:00")
    make_checkpoint()
    path = folder / "checkpoints-2026-09.txt"
    line = path.read_text()
    other = {
        "seq": line.replace('"seq": 0', '"seq": 1'),
        "hash": line.replace('"hash": ""', '"hash": "00"'),
        "at": line.replace("19:00", "18:00", 1),
        "reads": line.replace('"reads": 0', '"reads": 1'),
        "signature": line.replace('"signature": "', '"signature": "AAAA').replace('=="', '"'),
        "key": line,
    }[part]
    assert part == "key" or other != line
    path.write_text(other)
    if part == "key":
        (folder.parent / "sign.key.pub").write_text(base64.b64encode(signing.Signer(os.urandom(32)).public).decode())
    for words in ([], ["--alone"]):
        with pytest.raises(CommandError, match=r"does not hold|not signed by that key|is no checkpoint"):
            typed(folder, *words)


@pytest.mark.django_db
def test_a_spoilt_line_an_empty_folder_and_no_key_are_refused_in_words(folder: Path, at: At, settings: Any) -> None:
    folder.mkdir()
    with pytest.raises(CommandError, match="no checkpoint in that folder"):
        typed(folder)
    at("2026-09-14 14:00")
    make_checkpoint()
    with (folder / "checkpoints-2026-09.txt").open("a") as out:
        out.write("[1]\n")
    with pytest.raises(CommandError, match=r"Line 2 of checkpoints-2026-09.txt is no checkpoint"):
        typed(folder)
    assert [problem.kind for problem in check_log()] == ["unread"]
    (folder.parent / "sign.key.pub").write_text("no key")
    with pytest.raises(CommandError, match="does not hold a public key"):
        typed(folder)
    with pytest.raises(CommandError, match="Name the folder"):
        call_command("verify_log", "--alone")
    settings.CHECKPOINT_KEY_FILE = ""
    assert make_checkpoint() is None


@pytest.mark.django_db
def test_a_confirmed_restore_is_told_and_raises_no_alarm(folder: Path, at: At) -> None:
    moment = at("2026-09-14 14:00")
    audit.record("key_rotated", by=None, at=moment)
    signer, path = signing.signer(str(folder.parent / "sign.key")), folder / "checkpoints-2026-09.txt"
    lost = checkpoints.Statement("x", moment - timedelta(hours=1), 40, b"h" * 32, None, moment, 3, b"r" * 32)
    folder.mkdir()
    path.write_text(checkpoints.signed(lost, signer).line() + "\n")
    with pytest.raises(CommandError, match="the first bad entry is 2"):
        typed(folder)
    make_checkpoint(restored=True)
    assert "It is what 1 checkpoints saw. 1 more saw entries that a confirmed restore did not bring back." in typed(folder)
    assert check_log() == []


@pytest.mark.django_db
@pytest.mark.req("PF-4")
def test_the_nightly_check_keeps_the_health_page_red_until_the_log_holds(folder: Path, at: At) -> None:
    moment = at("2026-09-14 14:00")
    audit.record("key_rotated", by=None, at=moment)
    assert check_log() == []
    assert not [each for each in health.problems(moment) if "log" in each]
    LogCheck.objects.create(at=moment + timedelta(minutes=1), entries=1, first_bad=1, problems=1)
    assert "The log does not hold; the first bad entry is 1. Type: manage.py verify_log" in health.problems(moment)
    at("2026-09-14 15:00")
    check_log()
    assert not [each for each in health.problems(moment) if "log" in each]
    assert list(LogEntry.objects.filter(action="log_checked").values_list("detail", flat=True)) == ["holds"] * 2


@pytest.mark.django_db
def test_each_day_two_people_of_the_district_are_mailed_a_copy_without_a_name_in_it(folder: Path, at: At) -> None:
    moment, school = at("2026-09-14 05:00"), School()
    audit.record("key_rotated", by=school.custodian, at=moment)
    make_checkpoint()
    assert mail_checkpoint() == 0, "before six in the morning"
    at("2026-09-14 06:05")
    assert (mail_checkpoint(), mail_checkpoint()) == (2, 0)
    deliver_waiting()
    assert {address for message in mail.outbox for address in message.to} == {school.custodian.email, school.superintendent.email}
    (body,) = {message.body for message in mail.outbox}
    assert checkpoints.from_line(body.strip().splitlines()[-1]).holds(signing.signer(str(folder.parent / "sign.key")).public)
    assert mail.outbox[0].subject == "Keep: checkpoint of the log, entry 1"
    assert "Person" not in body
    assert Notice.objects.filter(template="checkpoint", state="sent").count() == 2
