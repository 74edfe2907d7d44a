"""The health pages: silence is an alarm, and the shallow check is not the deep one."""

import datetime
import json
import logging
import sys

import pytest
from django.db import connection

from tat import clock, health, obligations
from tat.actions.sweep import sweep
from tat.log_lines import JsonLine
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
@pytest.mark.req("PF-4")
def test_metrics_are_numbers_for_this_machine_or_for_who_has_the_token(client, at, settings):
    at("2026-09-14 14:00")
    sweep()
    text = client.get("/metrics").content.decode()
    values = dict(line.split(" ") for line in text.splitlines() if not line.startswith("#"))
    assert float(values["tat_seconds_since_sweep"]) < 60 and float(values["tat_seconds_since_backup"]) == -1
    assert {"tat_duties_past_due", "tat_notices_waiting", "tat_log_first_bad_entry"} < set(values)
    assert client.get("/metrics", headers={"X-Forwarded-For": "198.51.100.7"}).status_code == 404
    assert client.get("/metrics", REMOTE_ADDR="198.51.100.7").status_code == 404
    settings.METRICS_TOKEN = "of-this-test"
    assert client.get("/metrics").status_code == 404
    token = {"Authorization": "Bearer of-this-test", "X-Forwarded-For": "198.51.100.7"}
    assert client.get("/metrics", headers=token).status_code == 200
    assert client.get("/metrics", headers=token | {"Authorization": "Bearer of-this-tess"}).status_code == 404


def test_a_line_of_the_log_is_json_and_leaves_out_what_an_exception_says():
    try:
        raise ValueError("Jordan Avery wrote that")
    except ValueError:
        record = logging.LogRecord("tat", logging.ERROR, __file__, 1, "the sweep failed: %s", ("ValueError",), sys.exc_info())
    record.request = "Jordan Avery"
    line = json.loads(JsonLine().format(record))
    assert (line["level"], line["message"], line["error"]) == ("ERROR", "the sweep failed: ValueError", "ValueError")
    assert line["where"][-1].startswith("tests/tat/test_health.py:")
    assert "Jordan" not in json.dumps(line)


@pytest.mark.django_db
def test_a_moved_demo_clock_is_no_skew_of_the_host(at):
    at("2030-01-01 12:00")
    assert abs(health.host_skew()) < datetime.timedelta(seconds=2)
    assert health.beat("sweep", clock.now()) == pytest.approx(datetime.timedelta(0), abs=2 * MINUTE)
