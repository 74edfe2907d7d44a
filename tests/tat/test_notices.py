"""The outbox: a notice for each rung and person, sent at least once, under one Message-ID, in words that tell nothing."""

import datetime
import smtplib
import socket
import threading

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.db import connection, transaction

from tat import clock, notices, obligations
from tat.actions import digest
from tat.actions.deliver import _words, deliver, deliver_waiting
from tat.actions.digest import write_digests
from tat.actions.mail_choices import secret_for
from tat.actions.sweep import sweep
from tat.models import Notice, Obligation
from tests.tat.school import School

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def school() -> School:
    return School()


@pytest.fixture
def monday(at) -> datetime.datetime:
    return at("2026-09-14 14:10")


def opened(school, moment, rule: str = "CPD-ISP", **fields) -> Obligation:
    return obligations.start(rule, **school.opening(triggered_at=moment, at=moment, **fields))


@pytest.mark.req("OB-6")
def test_a_mail_says_code_due_time_and_link_and_nothing_else(school, monday):
    duty = opened(school, monday)
    assert deliver_waiting() == 1
    (message,) = mail.outbox
    assert message.subject == "K7Q2: something needs you"
    link = f"http://localhost:8000/duties/{duty.pk}/"
    assert message.body == f"CHS-26-K7Q2. Due September 15, 2026, 2:10 PM. Sign in: {link}\n"
    assert message.to == [school.principal.email]
    assert message.extra_headers["Message-ID"] == Notice.objects.get().message_id


def test_an_immediate_duty_reads_immediately_to_everyone_it_climbs_to(school, at):
    duty = opened(school, at("2026-09-14 14:00"), "LVL-LE")
    at("2026-09-14 14:16")
    sweep()
    deliver_waiting()
    assert len(mail.outbox) > 3
    assert {message.subject for message in mail.outbox} == {"K7Q2: something needs you"}
    assert {message.body for message in mail.outbox} == {
        f"CHS-26-K7Q2. Due: immediately. Sign in: http://localhost:8000/duties/{duty.pk}/\n"
    }


def test_practice_is_marked_first_and_stays_with_its_players(school, monday):
    about = school.about()
    school.stands(school.counselor, "player", about, monday)
    opened(school, monday, about=about, actor=school.counselor, practice=True)
    deliver_waiting()
    assert [(message.subject, message.to) for message in mail.outbox] == [("PRACTICE K7Q2: something needs you", [school.counselor.email])]


def test_only_a_duty_without_a_case_is_named(school, at):
    school.test_year()
    moment = at("2026-08-01 10:00")
    opening = school.opening(about=("filing", school.about()[1]), code="", triggered_at=moment, building=None, team=None)
    obligations.start("FILE-LE", **opening, at=moment, anchor=datetime.date(2026, 8, 19))
    at("2026-08-11 08:01")
    sweep()
    deliver_waiting()
    for local in ("2026-08-17 08:01", "2026-08-18 20:00", "2026-08-19 08:00"):
        at(local)
        sweep()
        Notice.objects.filter(state="sent").update(state="waiting")
        deliver_waiting()
    name = "File the procedure and the list of team members with local law enforcement"
    left = [message.subject.removeprefix(name) for message in mail.outbox]
    assert left[0] == ": 7 days left"
    assert {": 1 day left", ": due today", ": past due"} <= set(left)
    assert mail.outbox[0].body.startswith(f"{name}. Due August 18, 2026, 11:59 PM. Sign in:")


def test_a_duty_about_a_thing_without_a_code_says_only_that_something_waits(school, monday):
    opened(school, monday, "RPT-REV", code="", about=("report", school.about()[1]))
    deliver_waiting()
    assert {message.subject for message in mail.outbox} == {"Something needs you"}
    assert {message.body.split(" Sign in")[0] for message in mail.outbox} == {"Due: immediately."}


def test_a_change_in_a_case_is_mailed_in_the_same_words_until_it_is_opened(school, monday):
    case_id = school.about()[1]
    people = [school.counselor.pk, school.teacher.pk]
    for ref in ("note:1", "note:1", "note:2"):
        notices.tell_change(people, ref=ref, about_id=case_id, code="CHS-26-K7Q2", practice=False, at=monday)
    notices.mark_opened(school.teacher.pk, case_id, monday)
    assert deliver_waiting() == 2
    assert {message.to[0] for message in mail.outbox} == {school.counselor.email}
    assert mail.outbox[0].subject == "K7Q2: something needs you"
    assert mail.outbox[0].body == "CHS-26-K7Q2. Sign in: http://localhost:8000/cases/CHS-26-K7Q2/\n"


def test_what_ended_meanwhile_is_not_sent(school, monday):
    duty = opened(school, monday)
    obligations.meet(duty, at=monday, by=school.principal)
    assert deliver_waiting() == 0
    assert Notice.objects.get().state == "withdrawn"


def test_a_person_who_left_or_is_excluded_by_now_gets_nothing(school, monday):
    about = school.about()
    opened(school, monday, about=about)
    opened(school, monday, actor=school.teacher)
    school.stands(school.principal, "excluded", about, monday)
    school.teacher.is_active = False
    school.teacher.save()
    assert deliver_waiting() == 0
    assert set(Notice.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_a_notice_is_tried_again_after_1_2_4_8_15_minutes_and_given_up_after_72_hours(school, monday):
    opened(school, monday)
    notice = Notice.objects.get()
    waits = []
    for _ in range(7):
        notices.mark_failed(notice, monday, "ConnectionRefusedError 111")
        waits.append((notice.next_try_at - monday) // datetime.timedelta(minutes=1))
    assert waits == [1, 2, 4, 8, 15, 15, 15]
    notices.mark_failed(notice, monday + 72 * HOUR, "ConnectionRefusedError 111")
    assert notice.state == "dead"


def test_a_mail_server_that_is_away_costs_one_attempt_a_round_and_loses_nothing(school, monday, settings, at):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    for _ in range(3):
        opened(school, monday)
    assert deliver_waiting() == 0
    assert sorted(Notice.objects.values_list("attempts", flat=True)) == [0, 0, 1]
    assert Notice.objects.get(attempts=1).last_error == "ConnectionRefusedError 111"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    at("2026-09-14 20:10")
    assert deliver_waiting() == 3
    assert deliver_waiting() == 0


def test_a_round_ends_in_time_and_hints_at_the_next(school, monday, monkeypatch, django_capture_on_commit_callbacks):
    opened(school, monday)
    monkeypatch.setattr("tat.actions.deliver.LONGEST_ROUND", -1)
    with django_capture_on_commit_callbacks() as hints:
        assert deliver_waiting() == 0
    assert len(hints) == 1
    assert Notice.objects.get().attempts == 0


class Picky:
    """A mail server that refuses one person and takes the rest."""

    def __init__(self, refused: str) -> None:
        self.refused, self.taken = refused, []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address == self.refused:
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.taken += envelope.rcpt_tos
        return "250 OK"


def test_one_refused_address_does_not_hold_up_the_others(school, monday, settings):
    server = Picky(school.counselor.email)
    controller = Controller(server, hostname="127.0.0.1", port=0)
    controller.port = _free_port()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    controller.start()
    try:
        opened(school, monday, "RPT-REV")
        assert deliver_waiting() == 3
    finally:
        controller.stop()
    assert school.counselor.email not in server.taken
    failed = Notice.objects.get(recipient=school.counselor)
    assert (failed.state, failed.attempts, failed.last_error) == ("returned", 1, "returned 550")
    assert "@" not in failed.last_error


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def test_an_error_keeps_its_class_and_code_and_never_an_address():
    assert _words(smtplib.SMTPSenderRefused(451, b"later", "a@b.example")) == "SMTPSenderRefused 451"


def test_the_message_id_comes_from_the_row_alone(school, monday):
    opened(school, monday)
    notice = Notice.objects.get()
    assert notice.message_id == notices.message_id(notice.dedup)
    assert notice.message_id.endswith("@localhost>")
    assert len(notice.message_id) <= 120


@pytest.mark.django_db(transaction=True)
def test_a_notice_that_another_sender_holds_is_left_to_it(at):
    school = School()
    opened(school, at("2026-09-14 14:10"))
    notice = Notice.objects.get()
    answers = []

    def other() -> None:
        try:
            answers.append(deliver(notice.pk))
        finally:
            connection.close()

    with transaction.atomic():
        assert notices.claim(notice.pk, clock.now())
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert answers == [False]
    assert deliver(notice.pk)


@pytest.mark.django_db(transaction=True)
def test_meeting_a_duty_does_not_wait_for_a_mail_on_its_way(at):
    school = School()
    duty = opened(school, at("2026-09-14 14:10"))
    done = []

    def meet() -> None:
        try:
            obligations.meet(duty, at=clock.now(), by=school.principal)
            done.append(True)
        finally:
            connection.close()

    with transaction.atomic():
        notices.claim(Notice.objects.get().pk, clock.now())
        thread = threading.Thread(target=meet)
        thread.start()
        thread.join(timeout=10)
        assert done == [True]


def test_the_daily_list_says_how_many_and_goes_once(school, at, monkeypatch):
    monkeypatch.setattr(digest, "CHUNK", 1)
    moment = at("2026-09-14 14:10")
    opened(school, moment, actor=school.teacher)
    opened(school, moment, "SIG", actor=school.teacher)
    met = opened(school, moment, "SIG", actor=school.counselor)
    obligations.meet(met, at=moment, by=school.counselor)
    deliver_waiting()
    mail.outbox.clear()
    at("2026-09-15 05:30")
    assert write_digests() == 0
    at("2026-09-15 06:30")
    write_digests()
    write_digests()
    deliver_waiting()
    bodies = {message.to[0]: (message.subject, message.body) for message in mail.outbox}
    subject, body = bodies[school.teacher.email]
    assert subject == "2 things need you"
    assert body.splitlines() == [
        "CHS-26-K7Q2. Due September 15, 2026, 2:10 PM.",
        "CHS-26-K7Q2. Due September 16, 2026, 4:00 PM.",
        "Sign in: http://localhost:8000/",
        f"Switch off this daily list: http://localhost:8000/mail/{secret_for(school.teacher)}/",
    ]
    assert school.counselor.email not in bodies
    assert len(mail.outbox) == len(bodies)
