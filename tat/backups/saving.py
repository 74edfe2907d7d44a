"""Making a backup: one instant of the database, every file that it knows, sealed as they are read; nothing plain touches the disk."""

import json
import os
import subprocess
import tarfile
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections, transaction

from tat import audit, backups, clock, health, vault
from tat.backups import DATABASE, FACTS, FILES, FORMAT, NOTE, Unfit
from tat.vault.parcels import seal_into
from tat.vault.signing import key_name

WHOLE_NAME = 32
"""Letters of a finished file's name; one that is being written has an ending."""


def save(folder: Path, public: bytes) -> Path:
    """A new folder under `folder`, named by the time in UTC; whole or not there. Raises Unfit."""
    at = clock.now()
    final = folder / f"tat-{at:%Y%m%d-%H%M%S}"
    part = final.with_suffix(".part")
    if final.exists():
        raise Unfit(f"{final.name} is there already.")
    part.mkdir(mode=0o700, parents=True)
    found = _database(part, public)
    with (part / FILES).open("wb") as out:
        seal_into(out, _tar(Path(settings.MEDIA_ROOT)), public, FILES)
    with (part / FACTS).open("wb") as out:
        seal_into(out, [json.dumps(asdict(found)).encode()], public, FACTS)
    (part / NOTE).write_text(json.dumps(_note(part, found, at, public), indent=2) + "\n")
    part.rename(final)
    _tell(final, at)
    return final


def _database(part: Path, public: bytes) -> backups.Facts:
    """The dump and the facts are of one snapshot: what others write meanwhile is in neither."""
    owner = connections["owner"]
    owner.close()
    with transaction.atomic(using="owner"), owner.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read, read only")
        cursor.execute("select pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        found = backups.facts()
        _dump(part / DATABASE, snapshot, public)
    owner.close()
    return found


def _dump(path: Path, snapshot: str, public: bytes) -> None:
    command = [backups.tool("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", "--no-comments", f"--snapshot={snapshot}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=backups.login()) as dump, path.open("wb") as out:
        assert dump.stdout and dump.stderr
        seal_into(out, iter(lambda: dump.stdout.read(backups.READ_BYTES), b""), public, DATABASE)
        said = dump.stderr.read()
    if dump.returncode:
        raise Unfit(f"pg_dump did not end well. {backups.last_words(said)}")


def _tar(root: Path) -> Iterator[bytes]:
    """The folder of files as one stream of tar. Files are written once and before their rows: all that the dump knows are whole by now."""
    for path in sorted(root.glob("??/*")):
        if len(path.name) != WHOLE_NAME:
            continue  # still being written
        try:
            stream = path.open("rb")
        except FileNotFoundError:
            continue  # removed since the list was read: no record's
        with stream:
            about = tarfile.TarInfo(f"{path.parent.name}/{path.name}")
            about.size, about.mode = os.fstat(stream.fileno()).st_size, 0o400
            yield about.tobuf(tarfile.USTAR_FORMAT)
            yield from iter(lambda stream=stream: stream.read(backups.READ_BYTES), b"")
            yield bytes(-about.size % tarfile.BLOCKSIZE)
    yield bytes(2 * tarfile.BLOCKSIZE)


def _note(part: Path, found: backups.Facts, at: datetime, public: bytes) -> dict[str, Any]:
    """What anybody may read of a backup: when, of which keys by name, where the log ended; the digests of its parts."""
    return {
        "format": FORMAT,
        "at": at.isoformat(),
        "site": settings.SITE_URL,
        "field_key": vault.kek_fingerprint().hex(),
        "backup_key": key_name(public),
        "log_seq": found.seq,
        "log_hash": found.hash,
        "sha256": {name: backups.sha256_of(part / name) for name in (DATABASE, FILES, FACTS)},
    }


def _tell(final: Path, at: datetime) -> None:
    """One line in the log, which the backup itself does not hold, and the heartbeat that the watcher looks at."""
    with transaction.atomic():
        digest = bytes.fromhex(json.loads((final / NOTE).read_text())["sha256"][DATABASE])
        audit.record("backed_up", by=None, at=at, detail=final.name, digest=digest)
        health.beat(health.BACKUP, at)
