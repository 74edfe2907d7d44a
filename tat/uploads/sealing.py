"""A large upload on its way in: sealed as it comes, under a key that only this process knows, in a file without a name."""

import os
import tempfile
import uuid
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.utils.functional import Promise

from tat import vault
from tat.files import CHUNK_BYTES
from tat.inspection.kinds import KINDS, MEGABYTE, kind_of
from tat.uploads.names import clean_name
from tat.uploads.refusals import NO_ROOM, TOO_MUCH
from tat.uploads.space import has_room, media_folder

View = TypeVar("View", bound=Callable[..., Any])
MOST_AT_ONCE = 2048 * MEGABYTE
SEALED = CHUNK_BYTES + vault.OVERHEAD


def takes_files(view: View) -> View:
    """State that a view takes files. What is sent to any other is read past and never kept."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def takes_only(sizes: Mapping[str, int]) -> Callable[[View], View]:
    """State that a view takes files of these kinds alone, each with the bytes that one may have. They are read and never kept."""

    def mark(view: View) -> View:
        view.takes_files, view.sizes = True, sizes  # type: ignore[attr-defined]
        return view

    return mark


class SealedSpool:
    """Bytes written once and read as often as wished. The key is random and in memory; when the process ends, the bytes mean nothing."""

    def __init__(self) -> None:
        self.sealed = tempfile.TemporaryFile(dir=media_folder(), buffering=0)  # noqa: SIM115  open as long as the upload
        self.key = vault.Key(uuid.uuid4(), os.urandom(vault.KEY_BYTES))
        self.open_chunk, self.chunks, self.at = bytearray(), 0, 0
        self.at_hand = -1, b""

    def write(self, data: bytes) -> None:
        self.open_chunk += data
        while len(self.open_chunk) >= CHUNK_BYTES:
            self._seal(bytes(self.open_chunk[:CHUNK_BYTES]))
            del self.open_chunk[:CHUNK_BYTES]

    def _seal(self, chunk: bytes) -> None:
        self.sealed.seek(self.chunks * SEALED)
        self.sealed.write(vault.seal(self.key, f"spool|{self.chunks}", chunk))
        self.chunks += 1

    def read(self, size: int = CHUNK_BYTES, /) -> bytes:
        """Up to `size` bytes from where it stands, at most to the end of a chunk. Empty at the end."""
        number, start = divmod(self.at, CHUNK_BYTES)
        piece = self._chunk(number)[start : start + size]
        self.at += len(piece)
        return piece

    def _chunk(self, number: int) -> bytes:
        if number == self.chunks:
            return bytes(self.open_chunk)
        if number > self.chunks:
            return b""
        if number != self.at_hand[0]:  # it is read in small pieces
            self.sealed.seek(number * SEALED)
            self.at_hand = number, vault.unseal(self.key, f"spool|{number}", self.sealed.read(SEALED))
        return self.at_hand[1]

    def seek(self, at: int, /) -> None:
        self.at = at

    def empty(self) -> None:
        """Give the room back."""
        self.sealed.truncate(0)
        self.open_chunk, self.chunks, self.at = bytearray(), 0, 0

    def close(self) -> None:
        self.sealed.close()


class SealedUpload(UploadedFile):
    """A file as a form gets it. `refusal` says why its bytes were not kept, where they were not."""

    def __init__(self, spool: SealedSpool, name: str, size: int, refusal: str | Promise = "") -> None:
        super().__init__(file=spool, name=name, size=size)  # type: ignore[arg-type]
        self.refusal = refusal


class SealingHandler(FileUploadHandler):
    """For requests too large for memory. Sizes and the room on the disk are watched while the bytes come."""

    chunk_size = 256 * 1024
    sent = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        match = getattr(self.request, "resolver_match", None)
        if match is None or not getattr(match.func, "takes_files", False):
            raise SkipFile
        self.spool, self.refusal = SealedSpool(), ""
        self.largest = self._largest(getattr(match.func, "sizes", None))

    def _largest(self, sizes: Mapping[str, int] | None) -> int:
        name = clean_name(self.file_name or "")
        if sizes is not None:
            return sizes.get(name.rpartition(".")[2].lower(), 0)
        kind = kind_of(name)
        return KINDS[kind].largest if kind else 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep the bytes; of a file that is not taken, whatever the reason, keep none."""
        self.sent += len(raw_data)
        if not self.refusal:
            self.refusal = self._trouble()
        if self.refusal or start + len(raw_data) > self.largest:
            self.spool.empty()
        else:
            self.spool.write(raw_data)

    def _trouble(self) -> Any:
        if self.sent > MOST_AT_ONCE:
            return TOO_MUCH
        return "" if has_room() else NO_ROOM

    def file_complete(self, file_size: int) -> SealedUpload:
        return SealedUpload(self.spool, self.file_name or "", file_size, self.refusal)
