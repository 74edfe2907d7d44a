"""The one clock."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.utils import ProgrammingError

from tat import clock

SECOND = timedelta(seconds=1)


@pytest.mark.django_db
def test_the_true_clock_is_the_database_servers():
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        (server,) = cursor.fetchone()
    assert abs(clock.now() - server) < SECOND
    assert clock.now().utcoffset() == timedelta(0)
    assert not clock.is_moved()


def test_a_test_moves_the_clock_to_a_central_time_and_it_runs_on(at):
    moment = at("2026-09-14 14:02")
    assert moment.isoformat() == "2026-09-14T19:02:00+00:00"
    first, second = clock.now(), clock.now()
    assert moment <= first < second < moment + 5 * SECOND
    assert clock.is_moved()
    winter = at("2026-12-01 08:00")
    assert winter.hour == 14


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_only_the_owner_moves_the_clock(settings):
    with pytest.raises(ProgrammingError):
        clock.offset(timedelta(hours=1), using="default")
    clock.offset(timedelta(hours=1))
    assert clock.is_moved()
    assert abs(clock.moved_by() - timedelta(hours=1)) < SECOND
    clock.offset(timedelta(0))
    assert not clock.is_moved()
    assert clock.moved_by() == timedelta(0)
    settings.TEST = settings.DEMO = False
    with pytest.raises(ImproperlyConfigured, match="only in the demo and in tests"):
        clock.offset(timedelta(hours=1))
