"""Statements that we wrote ourselves, or that a queryset was compiled to: sent, and their rows read."""

import uuid
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cached_property
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


class Ids(Set[uuid.UUID]):
    """Ids as PostgreSQL writes an array of them. A person may stand in a hundred thousand cases, and a page asks the database about them
    without reading one: they are read when they are gone through.
    """

    def __init__(self, text: str = "{}") -> None:
        self.text = text

    @cached_property
    def read(self) -> frozenset[uuid.UUID]:
        return frozenset(map(uuid.UUID, self.text[1:-1].split(","))) if len(self) else frozenset()

    def __contains__(self, one: object) -> bool:
        return isinstance(one, uuid.UUID) and str(one) in self.text

    def __iter__(self) -> Iterator[uuid.UUID]:
        return iter(self.read)

    def __len__(self) -> int:
        return self.text.count(",") + 1 if len(self.text) > len("{}") else 0

    @classmethod
    def _from_iterable(cls, found: Iterable[uuid.UUID]) -> Set[uuid.UUID]:  # type: ignore[override]
        return frozenset(found)


def joined(parts: Iterable[Set[uuid.UUID]]) -> str | list[Any]:
    """The ids of all of them as PostgreSQL writes an array; an empty list for none, since a statement leaves that out."""
    found = [part.text[1:-1] if isinstance(part, Ids) else ",".join(map(str, part)) for part in parts if part]
    return "{" + ",".join(found) + "}" if found else []


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
