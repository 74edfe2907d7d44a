"""After a restore: noted by command where the database's own tools made it, nothing sent until somebody confirms on the page."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from tat.actions.deliver import deliver_waiting
from tat.actions.reading import tell_alerts
from tat.models import LogEntry, Notice, Restore, SentBefore
from tat.notices.restored import paused
from tests.cast import Cast, a_case, signed_in
from tests.typed import flat, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("PF-4")]
At = Callable[[str], datetime]
PAGE = "/settings/restores/"


def noted(**options: Any) -> str:
    out = StringIO()
    call_command("note_restore", backup_at="2026-09-14T12:00:00+00:00", stdout=out, **options)
    return out.getvalue()


def test_the_command_pauses_the_sender_and_takes_what_the_journal_names_as_sent(cast: Cast, at: At, tmp_path: Path) -> None:
    at("2026-09-14 09:00")
    a_case(cast)
    before = list(Notice.objects.filter(state="waiting").order_by("created_at", "pk"))
    assert len(before) > 1
    journal = tmp_path / "sent.log"
    journal.write_text(f"2026-09-14T14:00:01Z sent {before[0].message_id}\nno id on this line\n")
    assert "No mail leaves until" in noted(journal=str(journal))
    row = Restore.objects.get()
    assert (row.backup_at, row.witnessed_at, row.lost_entries()) == (datetime(2026, 9, 14, 12, tzinfo=UTC), None, None)
    assert paused() and deliver_waiting() == 0 and not mail.outbox
    assert list(SentBefore.objects.values_list("pk", flat=True)) == [before[0].message_id]
    entry = LogEntry.objects.get(action="restored")
    assert (entry.actor_name, entry.detail, entry.count) == ("The system", "by other means", 1)
    with pytest.raises(CommandError, match="waits to be confirmed already"):
        noted()
    for wrong, sentence in (("2026-09-14T12:00:00", "with its offset"), ("yesterday", "isoformat")):
        with pytest.raises(CommandError, match=sentence):
            call_command("note_restore", backup_at=wrong, stdout=StringIO())
    with pytest.raises(CommandError, match="nowhere"):
        call_command("note_restore", backup_at="2026-09-14T12:00:00+00:00", journal=str(tmp_path / "nowhere"), stdout=StringIO())


def test_the_superintendent_reads_what_is_lost_and_confirms_it_on_the_page(cast: Cast, at: At, tmp_path: Path) -> None:
    at("2026-09-14 09:00")
    a_case(cast)
    waiting = list(Notice.objects.filter(state="waiting").order_by("created_at", "pk"))
    journal = tmp_path / "sent.log"
    journal.write_text(waiting[0].message_id)
    noted(journal=str(journal))
    browser = signed_in(cast.superintendent)
    home, page = browser.get("/").content.decode(), flat(browser.get(PAGE).content.decode())
    assert f'href="{PAGE}"' in home and "How many are lost nobody can tell" in page
    assert f'href="{PAGE}"' not in signed_in(cast.counselor).get("/").content.decode()
    refused = send(browser, PAGE, f"{PAGE}confirm/")
    assert refused.status_code == 200 and "Look at the records first" in refused.content.decode() and paused()
    assert send(browser, PAGE, f"{PAGE}confirm/", looked="on").status_code == 302
    row = Restore.objects.get()
    assert row.confirmed_by == cast.superintendent and not paused()
    deliver_waiting()
    told = [message.extra_headers["Message-ID"] for message in mail.outbox]
    assert waiting[0].message_id not in told and set(told) == {notice.message_id for notice in waiting[1:]}
    assert "confirmed by Ursula Kemp" in flat(browser.get(PAGE).content.decode())
    again = browser.post(f"{PAGE}confirm/", {"looked": "on", "idempotency_key": "6f4b1a1e-0d2b-4a53-9e0e-5a1f6f2f3c11"})
    assert "No restore waits" in again.content.decode()
    assert LogEntry.objects.filter(action="restore_confirmed", actor_name="Ursula Kemp").count() == 1


def test_the_servers_administrator_confirms_too_and_nobody_else(cast: Cast, at: At) -> None:
    at("2026-09-14 09:00")
    noted()
    for person in (cast.principal, cast.counselor, cast.report_taker):
        assert signed_in(person).get(PAGE).status_code == 403
    browser = signed_in(cast.sysadmin)
    assert send(browser, PAGE, f"{PAGE}confirm/", looked="on").status_code == 302
    assert Restore.objects.get().confirmed_by == cast.sysadmin and tell_alerts() == 0
