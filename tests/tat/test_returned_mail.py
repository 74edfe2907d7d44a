"""Mail that comes back: refused at once or reported later, shown to those it concerns, and somebody told beside until it arrives."""

import io
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.core.management import call_command
from django.test import Client

from tat import clock, home, obligations
from tat.actions.deliver import deliver_waiting
from tat.actions.returned_mail import say_mail_works, take_bounce
from tat.actions.status_reports import LARGEST, read_report
from tat.actions.sweep import sweep
from tat.models import LogEntry, Notice, Obligation, User
from tat.permissions import scope_of
from tests.launcher.tcp_servers import free_port
from tests.tat import reports
from tests.tat.school import School

pytestmark = [pytest.mark.django_db, pytest.mark.req("OB-6")]


@pytest.fixture
def school() -> School:
    return School()


class Refusing:
    """A mail server that answers every recipient with these words."""

    def __init__(self, answer: str) -> None:
        self.answer = answer

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        return self.answer


@pytest.fixture
def server(settings: Any) -> Iterator[Any]:
    """server("550 5.1.1 ...") answers so from then on."""
    started: list[Controller] = []

    def answers(words: str) -> None:
        controller = Controller(Refusing(words), hostname="127.0.0.1", port=free_port())
        controller.start()
        started.append(controller)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port

    yield answers
    for each in started:
        each.stop()


def opened(school: School, at: Any, moment: str = "2026-09-14 14:00", rule: str = "CPD-ISP", **fields: Any) -> Obligation:
    when = at(moment)
    return obligations.start(rule, **school.opening(triggered_at=when, at=when, actor=school.counselor) | fields)


def sent(school: School, at: Any) -> Notice:
    """A mail to the counselor, taken by the server."""
    opened(school, at)
    assert deliver_waiting() == 1
    return Notice.objects.get()


def told(step: str) -> set[str]:
    return set(Notice.objects.filter(step=step).values_list("recipient__position", flat=True))


def came_back(user: User) -> tuple[datetime | None, str]:
    user.refresh_from_db()
    return user.mail_returned_at, user.mail_returned_code


def test_an_address_that_the_server_refuses_is_kept_and_the_back_up_is_told_at_once(school: School, at, server, caplog) -> None:
    duty = opened(school, at)
    server("550 5.1.1 <counselor@cedar.example>: user unknown")
    assert deliver_waiting() == 0
    notice = Notice.objects.get(recipient=school.counselor)
    assert (notice.state, notice.last_error, notice.returned_at is not None) == ("returned", "returned 5.1.1", True)
    assert came_back(school.counselor)[1] == "5.1.1"
    assert told("start") == {"counselor", "backup"}
    assert duty.pk in [row.pk for row in home.rows_for(scope_of(school.backup, clock.now()))]
    entry = LogEntry.objects.filter(action="mail_returned").latest("seq")
    ours = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("tat"))
    assert school.counselor.email not in f"{entry.detail} {ours}" and entry.actor_name == "The system"


@pytest.mark.parametrize("answer", ["450 4.2.1 mailbox busy", "554 5.7.1 Relay access denied", "554 no", "421 closing"])
def test_a_server_that_refuses_us_or_asks_to_come_again_makes_nobody_unreachable(school: School, at, server, answer) -> None:
    opened(school, at)
    server(answer)
    deliver_waiting()
    assert Notice.objects.get().state == "waiting" and came_back(school.counselor) == (None, "")


@pytest.mark.parametrize("make", [reports.postfix, reports.exchange, reports.gmail])
def test_a_report_of_each_kind_of_server_is_read_and_the_same_twice_is_one(school: School, at, make) -> None:
    notice = sent(school, at)
    raw = make(notice.message_id, school.counselor.email)
    assert [take_bounce(raw), take_bounce(raw)] == [True, False]
    notice.refresh_from_db()
    assert (notice.state, came_back(school.counselor)[1]) == ("returned", "5.1.1")
    assert LogEntry.objects.filter(action="mail_returned").count() == 1
    assert told("start") == {"counselor", "backup"}


@pytest.mark.parametrize(
    "changes",
    [
        {"action": "delayed", "status": "4.4.1"},
        {"action": "failed", "status": "4.4.7"},
        {"action": "delivered", "status": "2.0.0"},
        {"action": "expanded", "status": "5.1.1"},
        {"message_id": "<0000@localhost>"},
        {"email": "somebody.else@cedar.example"},
        {"kind": "disposition-notification"},
    ],
)
def test_a_delay_a_delivery_another_mail_and_another_address_change_nothing(school: School, at, changes) -> None:
    notice = sent(school, at)
    given = {"message_id": notice.message_id, "email": school.counselor.email} | changes
    assert not take_bounce(reports.postfix(**given))
    notice.refresh_from_db()
    assert (notice.state, came_back(school.counselor)) == ("sent", (None, ""))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00" * 50,
        b"Content-Type: multipart/report; report-type=delivery-status\n\nno parts",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\n--x--",
        b"Content-Type: multipart/report; boundary=x\n\n" + b"--x\nContent-Type: multipart/mixed; boundary=x\n\n" * 3000,
        b"A: b\n" * (LARGEST // 5 + 2),
    ],
)
def test_what_is_no_report_is_let_go(raw: bytes) -> None:
    assert read_report(raw) is None and not take_bounce(raw)


def test_the_command_takes_it_from_the_mail_servers_pipe_and_says_nothing(school: School, at, monkeypatch, capsys) -> None:
    notice = sent(school, at)
    raw = reports.postfix(notice.message_id, school.counselor.email)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    call_command("take_bounce")
    assert came_back(school.counselor)[1] == "5.1.1" and capsys.readouterr().out == ""


def test_as_long_as_mail_comes_back_somebody_is_told_beside_as_of_an_absent_person(school: School, at) -> None:
    notice = sent(school, at)
    take_bounce(reports.postfix(notice.message_id, school.counselor.email))
    at("2026-09-14 18:00:30")
    sweep()
    assert told("start+4h") == {"counselor", "backup"}
    school.counselor.refresh_from_db()
    assert say_mail_works(user=school.counselor) and not say_mail_works(user=school.counselor)
    at("2026-09-15 02:00:30")
    sweep()
    assert told("start+12h") == {"counselor"}


def test_where_nobody_stands_in_the_superintendent_is_told(school: School, at) -> None:
    school.team.seats.filter(user=school.backup).delete()
    notice = sent(school, at)
    take_bounce(reports.gmail(notice.message_id, school.counselor.email))
    assert told("start") == {"counselor", "superintendent"}


def test_another_address_that_takes_mail_ends_it_and_late_reports_of_the_old_one_tell_nothing(school: School, at) -> None:
    first, other = opened(school, at), opened(school, at, "2026-09-14 14:01")
    deliver_waiting()
    old = school.counselor.email
    ids = {notice.obligation_id: notice.message_id for notice in Notice.objects.all()}
    take_bounce(reports.postfix(ids[first.pk], old))
    deliver_waiting()
    assert came_back(school.counselor)[0]
    User.objects.filter(pk=school.counselor.pk).update(email="new.counselor@cedar.example")
    opened(school, at, "2026-09-14 15:00")
    deliver_waiting()
    assert came_back(school.counselor) == (None, "") and ["new.counselor@cedar.example"] in [each.to for each in mail.outbox]
    assert not take_bounce(reports.postfix(ids[other.pk], old))
    assert came_back(school.counselor) == (None, "")


def test_a_mail_of_before_the_person_said_that_mail_arrives_tells_nothing_of_them(school: School, at) -> None:
    first, other = opened(school, at), opened(school, at, "2026-09-14 14:01")
    deliver_waiting()
    ids = {notice.obligation_id: notice.message_id for notice in Notice.objects.all()}
    take_bounce(reports.postfix(ids[first.pk], school.counselor.email))
    at("2026-09-14 15:00")
    say_mail_works(user=school.counselor)
    assert take_bounce(reports.postfix(ids[other.pk], school.counselor.email))
    assert came_back(school.counselor) == (None, "") and Notice.objects.get(obligation=other).state == "returned"


def test_home_account_teams_and_the_duty_say_it_and_a_press_ends_it(school: School, at) -> None:
    duty = opened(school, at, rule="FIR-LE")
    deliver_waiting()
    take_bounce(reports.postfix(Notice.objects.get(recipient=school.counselor).message_id, school.counselor.email))

    def page(user: User, path: str) -> str:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return " ".join(client.get(path).content.decode().split())

    assert "Mail to you came back on" in page(school.counselor, "/")
    account = page(school.counselor, "/account/mail/")
    assert school.counselor.email in account and "5.1.1" in account and "Mail arrives again" in account
    for user in (school.superintendent, school.principal):
        assert "Counselor Person" in page(user, "/teams/") and "Not reached by mail" in page(user, "/teams/")
    assert "Not reached by mail" not in page(school.teacher, "/teams/")
    assert "Mail to Counselor Person came back" in page(school.principal, f"/duties/{duty.pk}/")
    client = Client()
    client.force_login(school.counselor, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post("/account/mail/works/", {"idempotency_key": "0d6f3dd8-2c1f-4c39-9a3e-36a1ad3c9a11"}).status_code == 302
    assert came_back(school.counselor) == (None, "")
    assert "came back" not in page(school.counselor, "/") + page(school.counselor, "/account/mail/")
    assert "Not reached by mail" not in page(school.superintendent, "/teams/")
