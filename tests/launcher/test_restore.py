"""A backup is made, the server is destroyed whole, and everything comes back on another one, with the key from its sheets of paper."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from devstack.console import ROOT
from devstack.postgres import binaries
from devstack.services import Services
from tests.processes.evidence import note

pytestmark = [pytest.mark.slow, pytest.mark.processes]
SECRET = "wrote that somebody will be sorry"

# What runs on the first server: a district, acts, a sealed text, a file, one mail sent before the backup and one after it.
BEFORE = """
import io, json, sys, django; django.setup()
from django.core.management import call_command
from django.utils import timezone
from tat import audit, clock, files
from tat.actions.checkpoints import make_checkpoint
from tat.actions.deliver import deliver, deliver_waiting
from tat.models import Appointment, DataKey, District, Draft, LogHead, Notice, User
from tat.notices.witnesses import tell_checkpoint
folder, mark = sys.argv[1], {}
def typed(*words):
    out = io.StringIO(); call_command(*words, stdout=out); return out.getvalue()
typed("make_checkpoint_key"); typed("make_backup_key", folder + "/backup.key"); typed("setup_database", "--verbosity=0")
at = clock.now()
chief = User.objects.create_user("chief@example.org", full_name="Chief Example", position="Superintendent")
Appointment.objects.create(user=chief, role="superintendent", district=District.objects.create(name="D", slug="d"), from_on="2020-01-01")
kept = Draft.objects.create(user=chief, form="f", key=DataKey.objects.mint(), body={"words": sys.argv[2]}, at=at)
bytes_ = bytes(range(256)) * 9000
stored = files.store(io.BytesIO(bytes_), key=DataKey.objects.mint(), kind="application/pdf", at=at)
from django.db import transaction
from cases.models import Case
from reporting.actions.carrying_out import lay_down, put_stone
from reporting.actions.shredding import shred_case
from reporting.models import LegalHold, RecordReview
from tat.models import Building, Team
district, by = District.objects.get(), {"recorded_by": chief, "recorded_name": "Chief Example", "recorded_at": at}
place = {"building": Building.objects.create(district=district, name="B", code="CHS", rcdts="1", kind="high"), "district": district}
place["team"] = Team.objects.create(district=district, name="T")
def a_closed_case(code):
    times = {"stage": "closed", "closed_at": at, "closed_reason": "resolved", "opened_at": at, "reported_at": at}
    case = Case.objects.create(code=code, key=DataKey.objects.mint(), **times, **place)
    RecordReview.objects.create(case=case, kind="left", on="2015-06-01", note=sys.argv[2], **by)
    return case
gone, held = a_closed_case("CHS-15-GONE"), a_closed_case("CHS-15-HELD")
LegalHold.objects.create(case=held, reason="A lawsuit.", **by)
for _ in range(5): audit.record("key_rotated", by=None, at=at)
first = make_checkpoint()
tell_checkpoint([chief.pk], checkpoint_id=first.id, day="one", at=at); assert deliver_waiting() == 1
tell_checkpoint([chief.pk], checkpoint_id=first.id, day="two", at=at)
mark["backup"] = typed("backup", folder + "/backups").split("Saved to ")[1].split(". To")[0]
assert deliver_waiting() == 1
words = dict.fromkeys(("schedule", "certificate", "proposed_by", "first_by", "second_by", "done_by", "record_class"), "x")
days = dict.fromkeys(("closed_on", "kept_until", "certified_on", "told_on"), at.date()) | {"done_at": at, "matter": None}
with transaction.atomic():
    put_stone(gone, words | days | {"proposed_id": 1, "first_id": 2, "second_id": 3}, shred_case(gone, at=at), at)
assert lay_down() == 1
for _ in range(7): audit.record("key_rotated", by=None, at=clock.now())
from tat.actions import checkpoints; checkpoints.EVERY -= checkpoints.EVERY
make_checkpoint()
mark |= {"sheets": typed("split_field_key"), "entries": LogHead.objects.get().seq, "file": str(stored.id), "draft": str(kept.pk)}
print(json.dumps(mark))
"""

# What runs on the empty server: refusals first, then the restore, its pause, the confirmation, and what is there.
AFTER = """
import io, json, sys, django; django.setup()
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connections
from tat import audit, files, vault
from tat.actions.deliver import deliver_waiting
from tat.models import Draft, LogEntry, Notice, Restore, StoredFile
from tat.notices.restored import paused
folder, backup, draft, mark = sys.argv[1], sys.argv[2], sys.argv[3], {"refused": []}
witness = ["--checkpoints", folder + "/checkpoints", "--public-key", folder + "/sign.key.pub"]
journal = ["--journal", folder + "/sent.log"]
def typed(*words):
    out = io.StringIO()
    try: call_command(*words, stdout=out, stderr=out)
    except CommandError as fault: return str(fault)
    return out.getvalue()
from django.conf import settings
right = settings.FIELD_KEY_FILE
settings.FIELD_KEY_FILE = folder + "/other.key"; typed("make_field_key", settings.FIELD_KEY_FILE); vault.master.cache_clear()
mark["refused"].append(typed("restore", backup, "--backup-key", folder + "/backup.key", *witness))
settings.FIELD_KEY_FILE = right; vault.master.cache_clear()
typed("make_backup_key", folder + "/other.backup")
mark["refused"].append(typed("restore", backup, "--backup-key", folder + "/other.backup", *witness))
mark["restored"] = typed("restore", backup, "--backup-key", folder + "/backup.key", *witness, *journal)
mark["again"] = typed("restore", backup, "--backup-key", folder + "/backup.key", *witness)
mark["paused"], mark["sent_paused"] = paused(), deliver_waiting()
row = Restore.objects.get(); mark["lost"] = row.lost_entries()
mark["stranger"] = typed("confirm_restore", "--by", "nobody@example.org")
mark["verified_before"] = typed("verify_log", *witness)
mark["confirmed"] = typed("confirm_restore", "--by", "chief@example.org")
mark["sent"], mark["waiting"] = deliver_waiting(), Notice.objects.filter(state="waiting").count()
mark["verified"] = typed("verify_log", *witness)
from cases.models import Case
from reporting.models import RecordReview, Tombstone
try: mark["gone"] = RecordReview.objects.get(case__code="CHS-15-GONE").note
except vault.Shredded: mark["gone"] = "shredded"
mark["held"], mark["stones"] = RecordReview.objects.get(case__code="CHS-15-HELD").note, Tombstone.objects.count()
mark["words"] = Draft.objects.get(pk=draft).body["words"]
import hashlib
mark["file"] = hashlib.sha256(b"".join(files.open_chunks(StoredFile.objects.get()))).hexdigest()
print(json.dumps(mark))
"""


THEIRS = ("DATABASE_URL", "MIGRATION_DATABASE_URL", "REDIS_URL", "MEDIA_ROOT", "EMAIL_URL")


def environment(services: Services, folder: Path, field_key: Path) -> dict[str, str]:
    """Production's: neither DEMO nor TEST."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "LD_LIBRARY_PATH"}}
    theirs = {
        name: services.variables()[name] for name in ("DATABASE_URL", "MIGRATION_DATABASE_URL", "REDIS_URL", "MEDIA_ROOT", "EMAIL_URL")
    }
    mine = {
        "FIELD_KEY_FILE": str(field_key),
        "CHECKPOINT_KEY_FILE": str(folder / "sign.key"),
        "CHECKPOINT_DIR": str(folder / "checkpoints"),
        "BACKUP_PUBLIC_KEY_FILE": str(folder / "backup.key.pub"),
        "SEND_JOURNAL": str(folder / "sent.log"),
        "PG_BIN": str(binaries()),
        "SECRET_KEY": "of-this-test-only",
        "DJANGO_SETTINGS_MODULE": "tat.settings",
    }
    return kept | theirs | mine


def run(variables: dict[str, str], *words: str) -> str:
    done = subprocess.run([sys.executable, *words], env=variables, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def told(variables: dict[str, str], script: str, *words: str) -> dict[str, Any]:
    return json.loads(run(variables, "-c", script, *words).strip().splitlines()[-1])  # type: ignore[no-any-return]


def servers(base: Path) -> Services:
    """Embedded ones of their own, whatever the suite runs on."""
    named = {name: os.environ.pop(name) for name in THEIRS if name in os.environ}
    try:
        found = Services(base, durable=False)
        variables = found.variables() | {"MEDIA_ROOT": str(base / "media"), "EMAIL_URL": f"filemail:///{base / 'mail'}"}
        found.variables = lambda: variables  # type: ignore[method-assign]
        found.start()
        return found
    finally:
        os.environ.update(named)


def mails(base: Path) -> int:
    return sum(path.read_text().count("Message-ID:") for path in (base / "mail").glob("*")) if (base / "mail").exists() else 0


@pytest.mark.req("PF-4", "PR-3", "PR-4")
def test_everything_comes_back_on_an_empty_server_with_the_key_from_paper_and_no_mail_goes_twice(tmp_path: Path) -> None:
    folder = tmp_path
    old, new = folder / "old", folder / "new"
    first = servers(old)
    try:
        mine = environment(first, folder, old / "field.key")
        mark = told(mine, BEFORE, str(folder), SECRET)
    finally:
        first.stop()
    assert mails(old) == 2
    first.remove()
    shutil.rmtree(old)

    witness = ("--checkpoints", str(folder / "checkpoints"), "--public-key", str(folder / "sign.key.pub"))
    alone = run(mine, "manage.py", "verify_log", "--alone", *witness)
    assert f"ended with entry {mark['entries'] - 1}, hash" in alone, "no database and no data folder is left"

    two = [folder / "sheet 1", folder / "sheet 3"]
    for sheet, text in zip(two, mark["sheets"].split("\f\n")[::2], strict=True):
        sheet.write_text(text)
    run(mine, "manage.py", "join_field_key", str(folder / "field.key"), *map(str, two))

    second = servers(new)
    try:
        theirs = environment(second, folder, folder / "field.key")
        found = told(theirs, AFTER, str(folder), mark["backup"], mark["draft"])
    finally:
        second.stop()
        second.remove()
    check(found, mark, mails(new))


def check(found: dict[str, Any], mark: dict[str, Any], mails_sent_again: int) -> None:
    """Both wrong keys refused in words before anything was touched; all back; nothing sent twice; the loss told, then let go of."""
    field, backup = found["refused"]
    assert "FIELD_KEY_FILE is not the key that this backup needs" in field and "Nothing was restored." in field
    assert "not the private half of the key that this backup was sealed for" in backup and "Nothing was restored." in backup
    assert "each compared; the log holds up to entry 6" in found["restored"], found["restored"]
    assert "No mail leaves until" in found["restored"] and "is not empty" in found["again"]
    assert (found["paused"], found["sent_paused"], found["lost"]) == (True, 0, mark["entries"] - 1 - 6)
    assert "no account with that address" in found["stranger"]
    assert "does not hold" in found["verified_before"]
    assert "Confirmed by Chief Example" in found["confirmed"]
    assert (found["sent"], found["waiting"], mails_sent_again) == (0, 0, 0)
    assert "1 more saw entries that a confirmed restore did not bring back" in found["verified"], found["verified"]
    assert (found["words"], found["file"]) == (SECRET, hashlib.sha256(bytes(range(256)) * 9000).hexdigest())
    assert (found["gone"], found["held"], found["stones"]) == ("shredded", SECRET, 1) and "Destroyed again: 1." in found["restored"]
    note(
        "F23-restore",
        "0 mails sent again; counts, files and hashes equal; wrong keys refused; the lost interval named; the key from escrow; "
        "shredded cases unreadable again, held ones kept",
        shredded_again=found["stones"],
        held_kept=1,
        mails_sent_again=mails_sent_again,
        files_equal=True,
        lost_entries_named=found["lost"],
        wrong_keys_refused=2,
        not_measured="RPO by WAL and RTO for 10 GB: the database administrator's base backups (docs/deployment.md)",
    )
