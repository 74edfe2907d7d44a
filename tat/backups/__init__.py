"""A backup is one folder: the database and the files, sealed for the district's backup key; and how it is brought back."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connections

FORMAT = "tat backup 1"
DATABASE, FILES, FACTS, NOTE = "database.sealed", "files.sealed", "facts.sealed", "backup.json"
READ_BYTES = 1024 * 1024
LIBPQ = ("sslmode", "sslrootcert", "sslcert", "sslkey", "host", "service")


class Unfit(Exception):
    """A sentence that says why a backup was not made or not brought back, and what to do."""


@dataclass(frozen=True)
class Facts:
    """What the database and the files were when they were saved; compared when they are brought back."""

    rows: dict[str, int]
    seq: int
    hash: str
    files: int
    bytes: int
    files_digest: str


def tool(name: str) -> str:
    """A program of PostgreSQL. Its version is that of the server or newer."""
    return str(Path(settings.PG_BIN) / name) if settings.PG_BIN else name


def login() -> dict[str, str]:
    """The owner's address for PostgreSQL's programs, in the environment: what stands in a command line can be read by others."""
    if "owner" not in connections:
        raise Unfit("MIGRATION_DATABASE_URL must name the role that owns the tables: it alone reads and writes all of them.")
    given = connections["owner"].settings_dict
    options = {name: str(value) for name, value in given["OPTIONS"].items() if name in LIBPQ}
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    values = {name: str(given[key]) for name, key in names.items() if given[key]} | options
    spelled = {"dbname": "PGDATABASE", "rolename": "PGUSER"}
    found = {spelled.get(name, f"PG{name.upper()}"): value for name, value in values.items()}
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | found


def rows_by_table() -> dict[str, int]:
    """How many rows each table has, in the transaction that the owner has open."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public' order by 1")
        tables = [name for (name,) in cursor.fetchall()]
        found = {}
        for table in tables:
            cursor.execute(f'select count(*) from "{table}"')  # noqa: S608 - names of our own tables, from the catalogue
            found[table] = cursor.fetchone()[0]
    return found


def files_known() -> tuple[int, int, str]:
    """How many files the database knows, their bytes in all, and one digest over ids and contents."""
    digest, count, size = hashlib.sha256(), 0, 0
    with connections["owner"].cursor() as cursor:
        cursor.execute("select id, size, sha256 from tat_storedfile order by id")
        for each, length, sha256 in cursor.fetchall():
            digest.update(f"{each} {length} {bytes(sha256).hex()}\n".encode())
            count, size = count + 1, size + length
    return count, size, digest.hexdigest()


def facts() -> Facts:
    """All of it, in the transaction that the owner has open."""
    rows, (files, size, digest) = rows_by_table(), files_known()
    with connections["owner"].cursor() as cursor:
        cursor.execute("select seq, hash from tat_loghead where id = 1")
        seq, last = cursor.fetchone()
    return Facts(rows, seq, bytes(last).hex(), files, size, digest)


def differences(before: Facts, after: Facts) -> list[str]:
    """What was not brought back as it was, in sentences; empty when all was."""
    tables = sorted({*before.rows, *after.rows})
    found = [
        f"{table} has {after.rows.get(table, 0)} rows, and had {before.rows.get(table, 0)}."
        for table in tables
        if before.rows.get(table) != after.rows.get(table)
    ]
    if (before.seq, before.hash) != (after.seq, after.hash):
        found.append(f"The log ends with entry {after.seq}, and ended with entry {before.seq}.")
    if (before.files, before.bytes, before.files_digest) != (after.files, after.bytes, after.files_digest):
        found.append(f"The database knows {after.files} files, and knew {before.files}.")
    return found


def pieces_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while piece := stream.read(READ_BYTES):
            yield piece


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    for piece in pieces_of(path):
        digest.update(piece)
    return digest.hexdigest()


def last_words(error: bytes, secrets: Sequence[str] = ()) -> str:
    """The end of what a program of PostgreSQL printed, without rows: only the lines that say error."""
    lines = [line for line in error.decode(errors="replace").splitlines() if "error" in line.lower()]
    return " ".join(lines[-2:])[:400]
