"""Statements that we wrote ourselves, or that a queryset was compiled to: sent, and their rows read."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg.types.datetime import TimestamptzLoader


def ask(sql: str, params: Any = None, using: str = DEFAULT_DB_ALIAS) -> Sequence[tuple[Any, ...]]:
    """The rows of one statement; none of one that gives no rows. Raises what Django's cursor raises.

    A connection that is open, and that nobody listens to, is asked without Django's cursor around psycopg's: a page asks a
    dozen times. `sql` is one of a few that do not vary, since each keeps its cursor.
    """
    connection = connections[using]
    connection.close_if_health_check_failed()
    if connection.connection is None or connection.queries_logged or connection.execute_wrappers:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall() if cursor.description else []
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors:
        cursor = _cursor(connection, sql)
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.pgresult.nfields else []


def array(words: Iterable[str]) -> str:
    """Words as PostgreSQL writes an array of them: psycopg dumps a list one by one, which takes ten times as long."""
    found = list(words)
    if not found:
        return "{}"
    joined = '","'.join(found)
    if "\\" in joined or joined.count('"') != 2 * (len(found) - 1):
        joined = '","'.join([word.replace("\\", "\\\\").replace('"', '\\"') for word in found])
    return '{"' + joined + '"}'


def _cursor(connection: Any, sql: str) -> Any:
    """The cursor of this statement on the connection: psycopg looks up how values are written and read once for each."""
    kept: Any = getattr(connection, "cursors_kept", None)
    if kept is None or kept[0] is not connection.connection:
        kept = connection.cursors_kept = (connection.connection, {})
    opened, cursors = kept
    if sql not in cursors:
        cursors[sql] = opened.cursor()
        cursors[sql].adapters.register_loader("timestamptz", TimestamptzLoader)  # in UTC, as the connection is
    return cursors[sql]
