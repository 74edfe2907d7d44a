"""The district of the access tests: built once for all of them, inside one transaction that is never committed."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connections, transaction

from tat import clock
from tests.access.world import BUILT_ON, KNOCKED_ON, World, build, settle
from tests.conftest import notice_the_move


def move_clock(owner: object, local: str) -> None:
    """Put tat_now() at a Central time; it runs on from there."""
    target = datetime.fromisoformat(local).replace(tzinfo=clock.CENTRAL)
    with owner.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        (true_now,) = cursor.fetchone()
        cursor.execute(clock.offset_sql(target - true_now))
    notice_the_move()


@pytest.fixture(scope="module")
def district_of_cases(django_db_setup: None, django_db_blocker: object, owner_connection: object) -> Iterator[World]:
    """Every case, by name. Deferred constraints are asked once, as a commit would."""
    with django_db_blocker.unblock(), transaction.atomic():
        move_clock(owner_connection, BUILT_ON)
        world = build()
        move_clock(owner_connection, KNOCKED_ON)
        settle(world)
        connections["default"].check_constraints()
        yield world
        transaction.set_rollback(True)
    with owner_connection.cursor() as cursor:
        cursor.execute(clock.offset_sql(timedelta(0)))


@pytest.fixture
def world(district_of_cases: World, owner_connection: object, db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """The district on Monday morning; what a test does in it is undone. Thousands of refusals are not logged one by one."""
    move_clock(owner_connection, KNOCKED_ON)
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)
    return district_of_cases
