"""The district of the access tests: built once for all of them, inside one transaction that is never committed."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from unittest import mock

import pytest
from django.db import connections, transaction

from reporting.pdf import Pdf
from tat import clock
from tests.access.world import BUILT_ON, KNOCKED_ON, World, build, settle
from tests.conftest import notice_the_move

A_PAGE = Pdf(b"%PDF-1.7\n%%EOF\n", 1)
"""What every paper of the district is laid out as: these tests ask who may have one, not what stands in it."""
BUILT: list[World] = []
UNTIL_WE_LEAVE = ExitStack()
IS_NEXT = [False]


def move_clock(owner: object, local: str) -> None:
    """Put tat_now() at a Central time; it runs on from there."""
    target = datetime.fromisoformat(local).replace(tzinfo=clock.CENTRAL)
    with owner.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        (true_now,) = cursor.fetchone()
        cursor.execute(clock.offset_sql(target - true_now))
    notice_the_move()


@contextmanager
def standing(blocker: object, owner: object) -> Iterator[World]:
    """Every case, by name. Deferred constraints are asked once, as a commit would."""
    with blocker.unblock(), transaction.atomic():
        move_clock(owner, BUILT_ON)
        with mock.patch("reporting.pdf.render", return_value=A_PAGE):
            world = build()
        move_clock(owner, KNOCKED_ON)
        settle(world)
        connections["default"].check_constraints()
        yield world
        transaction.set_rollback(True)
    with owner.cursor() as cursor:
        cursor.execute(clock.offset_sql(timedelta(0)))


@pytest.fixture(scope="module")
def district_of_cases(django_db_setup: None, django_db_blocker: object, owner_connection: object) -> Iterator[World]:
    """The same for files that one worker takes after each other; it ends where the next test does without."""
    if not BUILT:
        BUILT.append(UNTIL_WE_LEAVE.enter_context(standing(django_db_blocker, owner_connection)))
        UNTIL_WE_LEAVE.callback(BUILT.clear)
    yield BUILT[0]
    if not IS_NEXT[0]:
        UNTIL_WE_LEAVE.close()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    IS_NEXT[0] = nextitem is not None and "world" in nextitem.fixturenames


@pytest.fixture
def world(district_of_cases: World, owner_connection: object, db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """The district on Monday morning; what a test does in it is undone. Thousands of refusals are not logged one by one."""
    move_clock(owner_connection, KNOCKED_ON)
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)
    return district_of_cases
