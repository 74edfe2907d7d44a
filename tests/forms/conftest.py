"""The district of the forms: built once for all of them, inside one transaction that is never committed."""

import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.test import override_settings

from tat import clock
from tests.access.conftest import move_clock
from tests.forms.district import BUILT_ON, SENT_ON, Forms, build


@pytest.fixture(scope="module")
def forms_of_the_product(
    django_db_setup: None, django_db_blocker: object, owner_connection: object, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Forms]:
    witness = override_settings(CHECKPOINT_DIR=str(tmp_path_factory.mktemp("witness")))
    with witness, django_db_blocker.unblock(), transaction.atomic():
        move_clock(owner_connection, BUILT_ON)
        found = build()
        connections["default"].check_constraints()
        yield found
        transaction.set_rollback(True)
    with owner_connection.cursor() as cursor:
        cursor.execute(clock.offset_sql(timedelta(0)))


@pytest.fixture
def forms(forms_of_the_product: Forms, owner_connection: object, db: None, monkeypatch: pytest.MonkeyPatch) -> Forms:
    """The forms, each as it was built: what a test sends is undone. Refusals are not logged one by one."""
    move_clock(owner_connection, SENT_ON)
    for name in ("django.request", "django.security", "django.security.csrf", "axes"):
        monkeypatch.setattr(logging.getLogger(name), "disabled", True)
    return forms_of_the_product
