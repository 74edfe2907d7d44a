"""What beat and the worker run, called as the worker calls it, and the sweep as a command of its own."""

import datetime
import io
import socket
import time

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command

from tat import clock, health, obligations, tasks
from tat.actions.deliver import ServerAway, deliver
from tat.actions.sweep import sweep
from tat.models import Heartbeat, Notice, Obligation
from tests.processes.loops import publish_to
from tests.tat.school import School

pytestmark = pytest.mark.django_db


def opened(moment: datetime.datetime) -> Obligation:
    school = School()
    return obligations.start("CPD-ISP", **school.opening(triggered_at=moment, at=moment))


def test_each_task_calls_its_action_and_a_second_call_adds_nothing(at):
    opened(at("2026-09-14 14:00"))
    at("2026-09-14 18:01")
    assert (tasks.sweep_obligations(), tasks.sweep_obligations()) == (1, 0)
    assert len(mail.outbox) == 2  # the first rung had waited for hours: the sweep did not leave it to the senders' queue
    at("2026-09-15 02:01")
    assert (sweep(), tasks.deliver_notices(), tasks.deliver_notices()) == (1, 1, 0)
    at("2026-09-15 06:30")
    tasks.beat_heartbeat()
    assert set(Heartbeat.objects.values_list("name", flat=True)) == {"sweep", "sender", "beat"}
    assert tasks.nightly_digest() == 1
    assert tasks.nightly_digest() == 0


def test_one_notice_is_delivered_by_its_id(at, settings):
    opened(at("2026-09-14 14:00"))
    notice = Notice.objects.get()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert tasks.deliver_notice(str(notice.pk)) is False
    at("2026-09-14 14:02")
    with pytest.raises(ServerAway):
        deliver(notice.pk)
    at("2026-09-14 15:00")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert tasks.deliver_notice(str(notice.pk)) is True
    assert tasks.deliver_notice(str(notice.pk)) is False


def test_the_sweep_runs_as_a_command_without_beat_or_broker(at):
    opened(at("2026-09-14 14:00"))
    at("2026-09-14 18:01")
    out = io.StringIO()
    call_command("sweep", stdout=out)
    assert out.getvalue() == "1 duties climbed, 2 mails sent\n"
    call_command("sweep", stdout=out)
    assert out.getvalue().count("\n") == 1


@pytest.mark.parametrize(("minutes", "swept"), [(0, 1), (10, 0), (-10, 0)])
def test_a_host_whose_clock_is_wrong_does_not_sweep_and_moves_no_due_time(at, minutes, swept):
    duty = opened(at("2026-09-14 14:00"))
    due = duty.legal_due_at
    at("2026-09-14 18:01")
    wrong = datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=minutes)
    with time_machine.travel(wrong):
        assert sweep() == swept
    duty.refresh_from_db()
    assert duty.legal_due_at == due
    assert bool(health.silence(clock.now()) is None) == (swept == 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("away", ["stopped", "hung"])
def test_an_act_is_saved_while_the_broker_is_away(at, away, tmp_path):
    school, moment = School(), at("2026-09-14 14:00")
    with socket.socket(socket.AF_UNIX) as hung:
        path = str(tmp_path / "broker")
        if away == "hung":
            hung.bind(path)
            hung.listen(64)
        before = publish_to(f"unix://{path}?db=0")
        try:
            began = time.perf_counter()
            duty = obligations.start("CPD-ISP", **school.opening(triggered_at=moment, at=moment))
            seconds = time.perf_counter() - began
        finally:
            publish_to(before)
    assert Obligation.objects.filter(pk=duty.pk).exists()
    assert Notice.objects.get().state == "waiting"
    assert seconds < 2
