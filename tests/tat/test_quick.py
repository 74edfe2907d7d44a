"""What is quicker than Django's and psycopg's own gives the same."""

from datetime import UTC, datetime

import psycopg
import pytest
from django.db import DataError, connection
from psycopg import _queries

from cases.actions.on_record import RECORD_SQL
from tat.quick import LONGEST_STATEMENT, Instant

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "text", ["2026-11-01 01:30:00-05", "2026-11-01 01:30:00.25+00", "1900-01-01 00:00:00+00", "9999-12-31 23:59:59.999999+00"]
)
def test_an_instant_is_read_as_psycopg_reads_it(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select %s::timestamptz", [text])
        (found,) = cursor.fetchone()
        loader = connection.connection.adapters.get_loader(psycopg.adapters.types["timestamptz"].oid, psycopg.pq.Format.TEXT)
        slow = psycopg.types.datetime.TimestamptzLoader(0, connection.connection).load(found.isoformat(" ").encode())
    assert loader is Instant
    assert found == datetime.fromisoformat(text) == slow and found.tzinfo is UTC


def test_an_instant_that_no_datetime_holds_is_refused_and_not_guessed() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select 'infinity'::timestamptz")
        with pytest.raises(DataError):
            cursor.fetchone()


def test_psycopg_keeps_our_longest_statement() -> None:
    assert len(RECORD_SQL.encode()) < LONGEST_STATEMENT == _queries.MAX_CACHED_STATEMENT_LENGTH
