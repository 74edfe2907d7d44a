"""The one mail that can be switched off, and all the others, which cannot."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from tat import obligations
from tat.actions.deliver import deliver_waiting
from tat.actions.digest import write_digests
from tat.actions.mail_choices import choose_daily_list, secret_for, user_of
from tat.models import LogEntry, Notice, User
from tests.cast import signed_in
from tests.tat.school import School
from tests.typed import send

pytestmark = [pytest.mark.django_db, pytest.mark.req("OB-6")]
At = Callable[[str], datetime]
PAGE, SAVE = "/account/mail/", "/account/mail/save/"


@pytest.fixture
def school(at: At) -> School:
    """A teacher for whom one duty is open, on the morning after."""
    moment = at("2026-09-14 14:10")
    found = School()
    obligations.start("CPD-ISP", **found.opening(triggered_at=moment, at=moment, actor=found.teacher))
    deliver_waiting()
    mail.outbox.clear()
    at("2026-09-15 06:30")
    return found


def lists() -> list[Any]:
    write_digests()
    deliver_waiting()
    return [message for message in mail.outbox if "Switch off this daily list" in message.body]


def of_teacher(school: School) -> list[Any]:
    return [message for message in lists() if message.to == [school.teacher.email]]


def is_on(user: User) -> bool:
    return User.objects.get(pk=user.pk).daily_list


def test_the_address_in_the_mail_switches_it_off_by_one_press_and_not_by_being_opened(school: School) -> None:
    (message,) = of_teacher(school)
    link = re.search(r"daily list: http://localhost:8000(/mail/\S+)", message.body)
    assert link is not None
    assert message.extra_headers["List-Unsubscribe"] == f"<http://localhost:8000{link[1]}>"
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    client = Client(enforce_csrf_checks=True)
    assert "Switch the daily list off" in client.get(link[1]).content.decode() and is_on(school.teacher)
    answer = client.post(link[1], {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200 and "It is off" in answer.content.decode() and not is_on(school.teacher)
    client.post(link[1], {"List-Unsubscribe": "One-Click"})
    assert [entry.actor_name for entry in LogEntry.objects.filter(action="daily_list_off")] == [school.teacher.full_name]


def test_who_switched_it_off_gets_no_list_and_every_reminder(school: School, at: At) -> None:
    choose_daily_list(user=school.teacher, wanted=False)
    assert of_teacher(school) == []
    moment = at("2026-09-15 09:00")
    obligations.start("CPD-ISP", **school.opening(triggered_at=moment, at=moment, actor=school.teacher))
    deliver_waiting()
    assert any(message.to == [school.teacher.email] for message in mail.outbox)


def test_a_list_that_waits_is_not_sent_once_it_is_switched_off(school: School) -> None:
    write_digests()
    choose_daily_list(user=school.teacher, wanted=False)
    deliver_waiting()
    assert all(message.to != [school.teacher.email] for message in mail.outbox)
    assert Notice.objects.get(template="digest", recipient=school.teacher).state == Notice.State.WITHDRAWN


def test_the_page_switches_it_off_and_on_and_says_what_always_comes(school: School) -> None:
    client = signed_in(school.teacher)
    page = client.get(PAGE).content.decode()
    assert "Reminders of what waits for you" in page and "cannot be switched off" in page
    assert send(client, PAGE, SAVE, daily_list="off").status_code == 302 and not is_on(school.teacher)
    assert "It is off. Home shows the same list." in client.get(PAGE).content.decode()
    assert send(client, PAGE, SAVE, daily_list="on").status_code == 302 and is_on(school.teacher)
    assert of_teacher(school) != []


def test_a_wrong_address_or_that_of_an_ended_account_is_nothing(school: School) -> None:
    secret = secret_for(school.teacher)
    assert user_of(secret) == school.teacher
    for wrong in (secret[:-1], secret[:-2] + "AA", "x", "A" * 5000, str(school.teacher.pk)):
        assert user_of(wrong) is None and Client().post(f"/mail/{wrong}/").status_code == 404
    User.objects.filter(pk=school.teacher.pk).update(is_active=False)
    assert Client().get(f"/mail/{secret}/").status_code == 404


def test_the_mail_and_its_address_tell_nothing_of_the_person(school: School) -> None:
    (message,) = of_teacher(school)
    whole = f"{message.subject} {message.body} {message.extra_headers}"
    for words in (*school.teacher.full_name.split(), school.teacher.email.partition("@")[0], school.teacher.position):
        assert words not in whole
    assert secret_for(school.teacher).partition(":")[0] == str(school.teacher.pk)


def test_a_form_that_says_neither_changes_nothing(school: School) -> None:
    client = signed_in(school.teacher)
    for said in ({}, {"daily_list": ""}, {"daily_list": "never"}):
        assert send(client, PAGE, SAVE, **said).status_code == 302 and is_on(school.teacher)
