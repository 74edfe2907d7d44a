"""Files: streamed in and out in encrypted chunks, written once, lying outside the web root."""

import hashlib
import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings
from django.db import transaction

from tat import vault
from tat.models import DataKey, StoredFile

CHUNK_BYTES = 1024 * 1024


class Stream(Protocol):
    """Anything that can be read piece by piece: an upload, an open file."""

    def read(self, size: int, /) -> bytes: ...


def store(stream: Stream, *, key: DataKey, kind: str, at: datetime, scanned: bool = False) -> StoredFile:
    """Encrypt the stream under the owner's data key and keep it for good. The row is written last, when the bytes are safe.

    `kind` is the media type as checked; `scanned`: a virus scanner found nothing. A fault on the way leaves neither file nor row.
    """
    stored = StoredFile(key=key, kind=kind, stored_at=at, scanned=scanned)
    final = path_of(stored.id)
    final.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = final.with_suffix(".part")
    try:
        with open(part, "xb", opener=_private) as out:
            stored.size, stored.sha256 = _seal_into(out, stream, key.open(), stored.id)
            out.flush()
            os.fsync(out.fileno())
        part.rename(final)
        _sync_folder(final.parent)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    with all_or_none() as made:
        made.append(stored)
        stored.save(force_insert=True)
    return stored


@contextmanager
def all_or_none() -> Iterator[list[StoredFile | None]]:
    """Files named in the list vanish from the disk again when what is within fails.

    It stands outside the transaction, which takes the rows back.
    """
    made: list[StoredFile | None] = []
    try:
        yield made
    except BaseException:
        for stored in filter(None, made):
            path_of(stored.id).unlink(missing_ok=True)
        raise


def remove(stored: StoredFile) -> None:
    """Delete the row, and the bytes once that is certain. Only for what never became part of a record."""
    path = path_of(stored.id)
    stored.delete()
    transaction.on_commit(partial(path.unlink, missing_ok=True))


def remove_strays(age: timedelta) -> int:
    """Delete bytes that no row knows, as a loss of power may leave them, once they are of that age by the disk's own time.

    Returns how many.
    """
    root = Path(settings.MEDIA_ROOT)
    if not root.is_dir():
        return 0
    with tempfile.TemporaryFile(dir=root) as fresh:
        before = os.fstat(fresh.fileno()).st_mtime - age.total_seconds()
    lying = [path for path in root.glob("??/*") if path.stat().st_mtime <= before]
    known = {each.hex for each in StoredFile.objects.filter(id__in=[path.stem for path in lying]).values_list("id", flat=True)}
    strays = [path for path in lying if path.name not in known]
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)


def open_chunks(stored: StoredFile) -> Iterator[bytes]:
    """The file's bytes, a chunk at a time. Raises vault.Tampered at a chunk that was cut, changed, swapped or repeated."""
    key = stored.key.open()
    with path_of(stored.id).open("rb") as sealed:
        yield from _unseal_from(sealed, key, stored.id)


def path_of(file_id: uuid.UUID) -> Path:
    """Where the encrypted bytes lie: a random name that tells nothing."""
    return Path(settings.MEDIA_ROOT) / file_id.hex[:2] / file_id.hex


def _context(file_id: uuid.UUID, number: int, last: bool) -> str:
    return f"file|{file_id}|{number}|{'last' if last else 'more'}"


def _seal_into(out: BinaryIO, stream: Stream, key: vault.Key, file_id: uuid.UUID) -> tuple[int, bytes]:
    size, digest, number = 0, hashlib.sha256(), 0
    chunk = _read(stream, CHUNK_BYTES)
    while True:
        following = _read(stream, CHUNK_BYTES)
        digest.update(chunk)
        size += len(chunk)
        out.write(vault.seal(key, _context(file_id, number, last=not following), chunk))
        if not following:
            return size, digest.digest()
        chunk, number = following, number + 1


def _unseal_from(sealed: BinaryIO, key: vault.Key, file_id: uuid.UUID) -> Iterator[bytes]:
    chunk, number = sealed.read(CHUNK_BYTES + vault.OVERHEAD), 0
    while True:
        following = sealed.read(CHUNK_BYTES + vault.OVERHEAD)
        yield vault.unseal(key, _context(file_id, number, last=not following), chunk)
        if not following:
            return
        chunk, number = following, number + 1


def _read(stream: Stream, size: int) -> bytes:
    """Exactly `size` bytes unless the stream ends: an upload may give less at a time."""
    pieces: list[bytes] = []
    while size and (piece := stream.read(size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o400)


def _sync_folder(folder: Path) -> None:
    """A rename is safe on disk only when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
