"""What must hold before anything serves: the right key, the true clock, a lesser database role, durable commits."""

import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, connections

from tat import clock, vault
from tat.models import DataKey

THIS_MACHINE = {"", "localhost", "127.0.0.1", "::1"}
EXAMPLE = "change-me"
"""By what the secrets in docs/deploy/environment and docs/running.md are known."""
ROLE_SQL = """
select rolsuper or rolbypassrls,
       has_table_privilege(oid, 'tat_logentry', 'update, delete, truncate')
         or has_table_privilege(oid, 'tat_accessentry', 'update, delete, truncate')
         or has_table_privilege(oid, 'tat_loghead', 'insert, update, delete, truncate'),
       pg_has_role(oid, (select relowner from pg_class where oid = 'tat_logentry'::regclass), 'member')
  from pg_roles where rolname = current_user
"""


def refuse_unready() -> None:
    """End the process with a plain message; returns when there is no problem. Called before web, worker and beat serve."""
    try:
        found = list(problems())
    except ImproperlyConfigured as error:
        found = [str(error)]
    except DatabaseError:
        found = ["The database named by DATABASE_URL does not answer, or holds no tables. Start it, then type: manage.py setup_database"]
    finally:
        connections.close_all()
    if found:
        print("Not started. " + " ".join(found), file=sys.__stderr__, flush=True)  # beat hides what it is given as an exit
        sys.exit(1)


def problems() -> Iterator[str]:
    """Each reason not to serve, as a sentence that says what to do. Raises DatabaseError without a database."""
    yield from _key()
    yield from _clock()
    yield from _role()
    yield from _durability()
    yield from _example_secrets()
    yield from plain_ways(settings)


def _key() -> Iterator[str]:
    fingerprint = vault.kek_fingerprint()
    rows = DataKey.objects.filter(shredded_at=None)
    if not rows.exists():
        yield "The database has not been set up. Type: manage.py setup_database"
        return
    if not rows.exclude(kek_fingerprint=fingerprint).exists():
        return
    if rows.filter(kek_fingerprint=fingerprint).exists():
        yield "A change of the field key was not finished. Type again: manage.py rotate_field_key --from OLD_KEY_FILE"
    else:
        yield "FIELD_KEY_FILE is not the key that this database was sealed with. Put the right file in place: nothing opens without it."


def _clock() -> Iterator[str]:
    if clock.is_moved() and not (settings.DEMO or settings.TEST):
        yield (
            "tat_now() was replaced in this database, as only a demo or a test does. Restore it as the owner of the tables, in psql: "
            f"create or replace function tat_now() returns timestamptz language sql volatile as '{clock.TRUE_CLOCK}';"
        )


def _role() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(ROLE_SQL)
        is_super, may_change_log, is_owner = cursor.fetchone()
    if is_super or is_owner:
        yield "DATABASE_URL names a superuser or the owner of the tables. Name the lesser role that setup_database gives its rights to."
    elif may_change_log:
        yield "The role of DATABASE_URL may change the log. Type: manage.py setup_database"


def _durability() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("show synchronous_commit")
        (setting,) = cursor.fetchone()
    if setting == "off" and not settings.TEST:
        yield "synchronous_commit is off: PostgreSQL would lose what it said was saved. Set it to on."


def _example_secrets() -> Iterator[str]:
    database, broker = str(settings.DATABASES["default"].get("PASSWORD") or ""), str(settings.CACHES["default"]["LOCATION"])
    words = {"SECRET_KEY": settings.SECRET_KEY, "DATABASE_URL": database, "REDIS_URL": broker}
    found = sorted(name for name, word in words.items() if EXAMPLE in word)
    if found and not (settings.DEMO or settings.TEST):
        yield f"{', '.join(found)} holds the word of the example, which anybody can read. Put a random one in its place."


def plain_ways(said: Any) -> Iterator[str]:
    """What would leave this machine in plain, or to a server that nobody has checked, by these settings (ASVS 12.3.1, 12.3.2)."""
    if said.DEMO or said.TEST:
        return
    for config in said.DATABASES.values():
        if not _is_here(config["HOST"]) and config.get("OPTIONS", {}).get("sslmode") != "verify-full":
            yield "A database on another machine is asked without checking whose it is. Add ?sslmode=verify-full to its URL."
    redis = urlsplit(said.REDIS_URL)
    checked = redis.scheme == "rediss" and parse_qs(redis.query).get("ssl_cert_reqs", ["required"]) == ["required"]
    if redis.scheme != "unix" and not _is_here(redis.hostname or "") and not checked:
        yield "REDIS_URL leads to another machine in plain. Write rediss:// and leave ssl_cert_reqs out."
    by_smtp = said.EMAIL_BACKEND.endswith(".smtp.EmailBackend")
    if by_smtp and not _is_here(said.EMAIL_HOST) and not (said.EMAIL_USE_TLS or said.EMAIL_USE_SSL):
        yield "EMAIL_URL leads to another machine in plain. Write smtp+tls:// or smtp+ssl://, or name a mail server of this machine."


def _is_here(host: str) -> bool:
    """Whether a host is this machine, by a loopback address or a socket's path."""
    return host in THIS_MACHINE or host.startswith("/")
