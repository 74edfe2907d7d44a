"""The health pages: silence is an alarm, and the shallow check is not the deep one."""

import datetime

import pytest
from django.db import connection

from tat import clock, health, obligations
from tat.actions.sweep import sweep
from tests.tat.school import School

MINUTE = datetime.timedelta(minutes=1)


@pytest.mark.django_db
@pytest.mark.req("PF-4")
def test_health_is_bad_until_the_sweep_has_run_and_good_afterwards(client, at):
    at("2026-09-14 14:00")
    assert client.get("/healthz").status_code == 503
    sweep()
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"healthy\n")


@pytest.mark.django_db
def test_three_minutes_of_silence_are_an_alarm(client, at):
    at("2026-09-14 14:00")
    sweep()
    at("2026-09-14 14:02")
    assert client.get("/healthz").status_code == 200
    at("2026-09-14 14:04:30")
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (503, b"The sweep has been silent for 4 minutes.\n")
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_a_notice_that_waits_ten_minutes_is_an_alarm(client, at):
    moment = at("2026-09-14 14:00")
    school = School()
    obligations.start("CPD-ISP", **school.opening(triggered_at=moment, at=moment))
    at("2026-09-14 14:11")
    sweep()
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.content == b"A notice has waited for 11 minutes.\n"


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_is_said_and_is_no_500(client, monkeypatch):
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nonexistent")
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (503, b"The database does not answer.\n")
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_a_moved_demo_clock_is_no_skew_of_the_host(at):
    at("2030-01-01 12:00")
    assert abs(health.host_skew()) < datetime.timedelta(seconds=2)
    assert health.beat("sweep", clock.now()) == pytest.approx(datetime.timedelta(0), abs=2 * MINUTE)
