"""What many tests begin with: made once in a process by the acts of the people themselves, and put back as rows where a test begins alike.

Alike is: the clock was put at the same times, nothing else was written since the cast came in, and the same things are asked for in the
same order. All else is made by the acts again. The rows go through the same constraints and triggers, as the application's own role.
"""

import pickle
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any, TypeVar

from django.core.cache import cache
from django.db import connection, models

from tat import clock
from tat.home import FRAMES

Built = TypeVar("Built")
Rows = dict[str, Counter[bytes]]
SIMPLE = (str, int, bool, date, timedelta, type(None))
HEAD = "tat_loghead"  # follows by itself: the trigger of the log moves it
FILLED_FIRST = {"tat_logentry": "order by seq"}
TABLES_SQL = "select tablename from pg_tables where schemaname = 'public' and tablename not like 'django_%%' order by 1"
HAS_ROWS_SQL = """select '{0}' where exists (select from "{0}")"""
WRITTEN_SQL = "select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) from pg_stat_xact_user_tables"


@dataclass(frozen=True)
class Kept:
    """Rows that came, by table, the instant at which the last act ended, and what the acts gave."""

    rows: dict[str, bytes]
    ended_at: datetime
    result: bytes


@dataclass
class Standing:
    """The test that runs: where its clock was put, who puts it, what was put back or made so far, and what was written until then."""

    put_at: str = ""
    move: Callable[[datetime], None] | None = None
    key: tuple[Any, ...] | None = None
    written: int = 0


KEPT: dict[tuple[Any, ...], Kept | None] = {}
"""By what was asked for; None for what changes rows of the cast itself, which is always made anew."""
NOW: list[Standing] = [Standing()]
TABLES: list[str] = []


def clock_put(at: str, move: Callable[[datetime], None]) -> None:
    """The clock of the running test was put at a Central time; `move` lets it run on from an instant."""
    NOW[0].put_at, NOW[0].move = at, move


def forget() -> None:
    """A test ended."""
    NOW[0] = Standing()


@contextmanager
def own_cache() -> Iterator[None]:
    """Nothing of the cache outlives a test, since people of one number are others in the next."""
    before, cache.key_prefix = cache.key_prefix, f"{id(NOW[0]):x}{clock.now().timestamp()}"
    FRAMES.clear()
    yield
    cache.key_prefix = before
    FRAMES.clear()


def the_cast(make: Callable[[], Any]) -> Any:
    """The cast of a test; put back where the clock stands as it did when they were made first."""
    if not NOW[0].put_at or not connection.in_atomic_block:
        return make()
    key = ("cast", NOW[0].put_at)
    cast = pickle.loads(_kept(key, make).result)
    NOW[0].key, NOW[0].written = key, _written()
    return cast


def kept(build: Callable[..., Built]) -> Callable[..., Built]:
    """A builder that takes the cast: its acts are done once for each way in which it is asked.

    It changes nothing of what it is given.
    """

    @wraps(build)
    def again(cast: Any, *words: Any, **changes: Any) -> Built:
        asked = [_said(each) for each in (*words, *changes, *changes.values())]
        key = (*(NOW[0].key or ()), NOW[0].put_at, build.__module__, build.__name__, *asked)
        if NOW[0].key is None or None in asked or KEPT.get(key, key) is None or _written() != NOW[0].written:
            return build(cast, *words, **changes)
        built: Built = pickle.loads(_kept(key, lambda: build(cast, *words, **changes)).result)
        NOW[0].key, NOW[0].written = key, _written()
        return built

    return again


def _said(word: Any) -> str | None:
    """A word of the asking; None for what cannot be compared. A row is its number, since what was put back has its number again."""
    if isinstance(word, models.Model):
        return f"{word._meta.label} {word.pk}"
    return repr(word) if isinstance(word, SIMPLE) else None


def _kept(key: tuple[Any, ...], make: Callable[[], Any]) -> Kept:
    """Put back, or made and kept."""
    found = KEPT.get(key)
    if found:
        _put_back(found)
        return found
    before = _everything()
    result = pickle.dumps(make())
    after = _everything()
    ended_at = clock.now()
    came = {table: rows - before.get(table, Counter()) for table, rows in after.items()}
    gone = [table for table, rows in before.items() if rows - after.get(table, Counter()) and table != HEAD]
    made = Kept({table: b"".join(rows.elements()) for table, rows in came.items() if rows and table != HEAD}, ended_at, result)
    KEPT[key] = None if gone else made
    return made


def _put_back(found: Kept) -> None:
    """The clock runs on from where the acts had ended."""
    with connection.connection.cursor() as cursor:
        for table, rows in found.rows.items():
            with cursor.copy(f'copy "{table}" from stdin') as into:
                into.write(rows)
    if NOW[0].move and clock.now() < found.ended_at:
        NOW[0].move(found.ended_at)


def _everything() -> Rows:
    """Every row of every table that has any, as text."""
    found: Rows = {}
    with connection.connection.cursor() as cursor:
        filled = cursor.execute(" union all ".join(map(HAS_ROWS_SQL.format, _tables()))).fetchall()
        for (table,) in filled:
            with cursor.copy(f'copy (select * from "{table}" {FILLED_FIRST.get(table, "")}) to stdout') as out:
                found[table] = Counter(line for block in out for line in bytes(block).splitlines(keepends=True))
    return found


def _tables() -> list[str]:
    if not TABLES:
        with connection.cursor() as cursor:
            cursor.execute(TABLES_SQL)
            TABLES.extend(name for (name,) in cursor.fetchall())
    return TABLES


def _written() -> int:
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN_SQL)
        return int(cursor.fetchone()[0])
