"""Files that people send: judged by content, then kept sealed, the original untouched and beside it a copy safe to show.

A view that takes files is marked `@takes_files` (the innermost decorator). For each file of `request.FILES.getlist(...)`:

    try:
        judged = uploads.judge(upload)          # UploadedFile -> Judged; reads the bytes, some tenths of a second each
    except uploads.Refused as refused:
        refused.sentence                        # for people: what is wrong and how to mend it

and in the action, within its transaction:

    with files.all_or_none() as made:           # outside transaction.atomic(): what was stored goes if the act fails
        original, display = uploads.keep(judged, key=owner.key, at=at)
        made += [original, display]

`display` is None for kinds that are only kept (video, sound, txt, docx). `judged.name` and `judged.extension` go to the owner's own
row, the name sealed. What was stored under one key moves to another as `keep(Stored(name, extension, original, display), ...)`.
At most MOST_FILES at once; what is kept until its form can be saved is in `tat.uploads.waiting`.
"""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.core.files.uploadedfile import UploadedFile

from tat import files
from tat.inspection import Verdict, look_into
from tat.inspection.kinds import KINDS, kind_of
from tat.models import DataKey, StoredFile
from tat.uploads.names import clean_name
from tat.uploads.refusals import EMPTY, KIND, NO_ROOM, SENTENCES, TOO_LARGE, Refused
from tat.uploads.scanner import scan
from tat.uploads.sealing import MOST_AT_ONCE, takes_files, takes_only
from tat.uploads.space import has_room

MOST_FILES = 20
MOST_PER_CASE = MOST_AT_ONCE
ACCEPT = ",".join(f".{extension}" for extension in (*KINDS, "jpeg", "heif"))


class Keepable(Protocol):
    """A file that was judged, wherever its bytes lie."""

    @property
    def name(self) -> str: ...
    @property
    def extension(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def scanned(self) -> bool: ...
    def bytes_of_original(self) -> Iterable[bytes]: ...
    def bytes_of_display(self) -> Iterable[bytes]: ...


@dataclass(frozen=True)
class Judged:
    """An upload that is what its name says. `name` is clean; `display` is empty for kinds that are only kept."""

    name: str
    extension: str
    size: int
    scanned: bool
    upload: UploadedFile
    display: bytes = b""

    def bytes_of_original(self) -> Iterable[bytes]:
        return self.upload.chunks()

    def bytes_of_display(self) -> Iterable[bytes]:
        return [self.display] if self.display else []


@dataclass(frozen=True)
class Stored:
    """A file that was kept before, under another key."""

    name: str
    extension: str
    original: StoredFile
    display: StoredFile | None

    @property
    def size(self) -> int:
        return self.original.size

    @property
    def scanned(self) -> bool:
        return self.original.scanned

    def bytes_of_original(self) -> Iterable[bytes]:
        return files.open_chunks(self.original)

    def bytes_of_display(self) -> Iterable[bytes]:
        return files.open_chunks(self.display) if self.display else []


class Flow(io.RawIOBase):
    """Pieces read as a stream, for files.store."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.pieces: Iterator[bytes] = iter(pieces)
        self.rest = b""

    def read(self, size: int = -1, /) -> bytes:
        self.rest = self.rest or next(self.pieces, b"")
        piece, self.rest = self.rest[:size], self.rest[size:]
        return piece


def judge(upload: UploadedFile) -> Judged:
    """What was sent, if it may be kept. Raises Refused."""
    name, size = clean_name(upload.name or ""), upload.size or 0
    extension = kind_of(name)
    if not extension:
        raise Refused(KIND)
    if not size:
        raise Refused(EMPTY)
    if size > KINDS[extension].largest:
        raise Refused(TOO_LARGE)
    if refusal := getattr(upload, "refusal", ""):
        raise Refused(refusal)
    if not has_room(size):
        raise Refused(NO_ROOM)
    looked = look_into(extension, upload.chunks())
    if looked.verdict != Verdict.GOOD:
        raise Refused(SENTENCES[looked.verdict])
    return Judged(name, extension, size, scan(upload.chunks()), upload, looked.display)


def keep(judged: Keepable, *, key: DataKey, at: datetime) -> tuple[StoredFile, StoredFile | None]:
    """Seal the original, and the copy to show where there is one, under the owner's key. A fault leaves neither."""
    kind = KINDS[judged.extension]
    with files.all_or_none() as made:
        original = files.store(Flow(judged.bytes_of_original()), key=key, kind=kind.media, at=at, scanned=judged.scanned)
        made.append(original)
        if not kind.shown_as:
            return original, None
        shown = KINDS[kind.shown_as].media
        return original, files.store(Flow(judged.bytes_of_display()), key=key, kind=shown, at=at, scanned=judged.scanned)


__all__ = [
    "ACCEPT",
    "KINDS",
    "MOST_FILES",
    "MOST_PER_CASE",
    "Judged",
    "Keepable",
    "Refused",
    "Stored",
    "judge",
    "keep",
    "takes_files",
    "takes_only",
]
