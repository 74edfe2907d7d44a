"""Each kind of paper, made once for all that is asked of it."""

from datetime import timedelta
from typing import Any

import pytest

from tat import clock
from tests.reporting.printed import KINDS, Printed, printed


@pytest.fixture(scope="module", params=KINDS)
def paper(request: Any, django_db_setup: None, django_db_blocker: Any, owner_connection: Any) -> Printed:
    """One paper of each kind."""
    with django_db_blocker.unblock():
        made = printed(request.param, owner_connection)
    with owner_connection.cursor() as cursor:
        cursor.execute(clock.offset_sql(timedelta(0)))
    return made
