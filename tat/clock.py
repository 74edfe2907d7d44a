"""The one clock: what the database's tat_now() says, and how the demo and the tests move it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections

from tat.statements import ask

CENTRAL = ZoneInfo("America/Chicago")
TRUE_CLOCK = "select clock_timestamp()"


def now() -> datetime:
    """The present instant, in UTC. An act reads it once and passes it on."""
    ((moment,),) = ask("select tat_now()")
    return moment.astimezone(UTC)


def offset(delta: timedelta, using: str = "owner") -> None:
    """Let tat_now() run `delta` ahead of the machine (or behind it); only its owner can. Raises outside demo and tests."""
    with connections[using].cursor() as cursor:
        cursor.execute(offset_sql(delta))


def offset_sql(delta: timedelta) -> str:
    """The statement that moves the clock; a delta of nothing puts the true clock back."""
    if not (settings.DEMO or settings.TEST):
        raise ImproperlyConfigured("The clock is moved only in the demo and in tests. Set DEMO=1 on a machine without real records.")
    microseconds = delta // timedelta(microseconds=1)
    body = f"{TRUE_CLOCK} + interval '{microseconds} microseconds'" if microseconds else TRUE_CLOCK
    return f"create or replace function tat_now() returns timestamptz language sql volatile as $$ {body} $$"


def moved_by() -> timedelta:
    """How far tat_now() runs ahead of the machine; nothing for the true clock."""
    with connection.cursor() as cursor:
        cursor.execute(f"{TRUE_CLOCK}, tat_now()")
        true_now, moment = cursor.fetchone()
    return moment - true_now if is_moved() else timedelta(0)


def is_moved() -> bool:
    """Whether tat_now() is anything but the machine's clock."""
    with connection.cursor() as cursor:
        cursor.execute("select btrim(prosrc) from pg_proc where proname = 'tat_now' and pronargs = 0")
        bodies = [body for (body,) in cursor.fetchall()]
    return bodies != [TRUE_CLOCK]
