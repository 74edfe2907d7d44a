"""Bringing a backup back into an empty server: both keys are tried before anything is touched, and everything is compared afterwards."""

import hashlib
import json
import re
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connections, transaction

from tat import backups, files, vault
from tat.backups import DATABASE, FACTS, FILES, FORMAT, NOTE, Facts, Unfit
from tat.models import StoredFile
from tat.vault.parcels import open_from

OUR_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}")


class Backup:
    """One folder that `save` made, with the private half of its key."""

    def __init__(self, folder: Path, secret: bytes) -> None:
        self.folder = folder
        self.secret = secret
        try:
            self.note: dict[str, Any] = json.loads((folder / NOTE).read_text())
        except (OSError, ValueError):
            raise Unfit(f"{folder} holds no {NOTE}: name the folder of one backup, such as tat-20261201-081500.") from None
        if self.note.get("format") != FORMAT:
            raise Unfit(f"This backup is of another format than “{FORMAT}”.")

    @property
    def at(self) -> datetime:
        """When it was made, in UTC: what was done later is not in it."""
        return datetime.fromisoformat(self.note["at"])

    def pieces(self, part: str) -> Iterator[bytes]:
        with (self.folder / part).open("rb") as sealed:
            yield from open_from(sealed, self.secret, part)

    def facts(self) -> Facts:
        return Facts(**json.loads(b"".join(self.pieces(FACTS))))


def refuse_unfit(backup: Backup) -> None:
    """Every reason not to begin: a wrong key of either kind, a part that was cut or changed, a server that is not empty. Raises Unfit."""
    if bytes.fromhex(backup.note["field_key"]) != vault.kek_fingerprint():
        raise Unfit(
            f"FIELD_KEY_FILE is not the key that this backup needs, which is {backup.note['field_key']}. Nothing was restored. "
            "Put the right key file in place, from escrow where the server's own is lost: manage.py join_field_key."
        )
    try:
        for part in (FACTS, DATABASE, FILES):
            for _ in backup.pieces(part):
                pass
    except (vault.VaultError, OSError) as fault:
        raise Unfit(f"{fault} Nothing was restored.") from None
    with connections["owner"].cursor() as cursor:
        cursor.execute("select count(*) from pg_tables where schemaname = 'public'")
        (tables,) = cursor.fetchone()
    if tables:
        raise Unfit("The database is not empty. A restore never overwrites: name an empty one in DATABASE_URL and MIGRATION_DATABASE_URL.")
    if any(Path(settings.MEDIA_ROOT).glob("??/*")):
        raise Unfit("MEDIA_ROOT holds files. A restore never overwrites: name an empty folder.")


def bring_back(backup: Backup, set_up: Callable[[], None]) -> list[str]:
    """Database and files, then what differs from what was saved, in sentences. `set_up` migrates and gives the rights. Raises Unfit."""
    _fill_database(backup)
    _fill_files(backup)
    with transaction.atomic(using="owner"):
        found = backups.differences(backup.facts(), backups.facts())
    set_up()
    cache.clear()
    return found + _files_that_differ()


def _fill_database(backup: Backup) -> None:
    """In one transaction: a restore that is cut short leaves an empty database."""
    connections.close_all()
    login = backups.login()
    target = ["--no-comments", "--dbname", login.pop("PGDATABASE")]
    command = [
        backups.tool("pg_restore"),
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        "--no-privileges",
        "--no-comments",
        *target,
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=login) as restore:
        assert restore.stdin and restore.stderr
        try:
            for piece in backup.pieces(DATABASE):
                restore.stdin.write(piece)
            restore.stdin.close()
        except BrokenPipeError:
            pass  # it has said why, below
        said = restore.stderr.read()
    if restore.returncode:
        raise Unfit(f"pg_restore did not end well; the database is as empty as before. {backups.last_words(said)}")


class _Reading:
    """What tarfile reads from: the opened pieces as one stream."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces = pieces
        self.waiting = BytesIO()

    def read(self, size: int) -> bytes:
        found = self.waiting.read(size)
        while len(found) < size and (piece := next(self.pieces, b"")):
            self.waiting = BytesIO(piece)
            found += self.waiting.read(size - len(found))
        return found


def _fill_files(backup: Backup) -> None:
    root = Path(settings.MEDIA_ROOT)
    with tarfile.open(mode="r|", fileobj=_Reading(backup.pieces(FILES))) as tar:  # type: ignore[call-overload]
        for member in tar:
            if not (member.isfile() and OUR_NAME.fullmatch(member.name)):
                raise Unfit("The backup's files hold a name that is none of ours. Nothing more was written.")
            path, stream = root / member.name, tar.extractfile(member)
            assert stream
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with path.open("xb") as out:
                path.chmod(0o400)
                while piece := stream.read(backups.READ_BYTES):
                    out.write(piece)


def _files_that_differ() -> list[str]:
    """Each file opened under its own key and its content's digest worked out; those whose key was destroyed are not expected to open."""
    bad = 0
    for stored in StoredFile.objects.select_related("key").filter(key__shredded_at=None).order_by("id").iterator(chunk_size=500):
        bad += not _is_whole(stored)
    return [f"{bad} files are missing or not what they were."] if bad else []


def _is_whole(stored: StoredFile) -> bool:
    digest = hashlib.sha256()
    try:
        for piece in files.open_chunks(stored):
            digest.update(piece)
    except (vault.VaultError, OSError):
        return False
    return digest.digest() == bytes(stored.sha256)
