"""The CSV files of what was sent: out of a zip that nobody vouches for, or one by one. Nothing is unpacked to the disk."""

import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import IO, Any, cast

from django.core.files.uploadedfile import UploadedFile

from tat.actions.staff_import import words

MEGABYTE = 1024 * 1024
LARGEST = 200 * MEGABYTE
"""Of what is sent at once, packed."""
LARGEST_INSIDE = 1024 * MEGABYTE
"""Of what a zip unpacks to."""
DENSEST = 100
"""How many times its packed size a file of a zip may have (security 12.2)."""
MOST_PARTS = 50
LONGEST_LINE = MEGABYTE
"""In characters. A file that is one endless line never comes into memory whole."""
SIZES = {"zip": LARGEST, "csv": LARGEST}
"""Kinds that are taken, with the bytes that one file may have."""
UNPACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
LOCKED_BIT = 0x1


class Seekable(io.RawIOBase):
    """An upload as `zipfile` and `io` want it: wherever its bytes lie, they are read from any place."""

    def __init__(self, upload: UploadedFile) -> None:
        self.upload, self.size, self.at = upload, upload.size or 0, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        self.at = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: self.size}[whence])
        return self.at

    def readinto(self, buffer: Any, /) -> int:
        self.upload.seek(self.at)
        piece = self.upload.read(len(buffer))
        buffer[: len(piece)] = piece
        self.at += len(piece)
        return len(piece)


@dataclass(frozen=True)
class Part:
    """One CSV file by its plain name, opened as often as it is read."""

    name: str
    open: Callable[[], IO[bytes]]

    def rows(self) -> Iterator[list[str]]:
        """Its rows as text, the header first; rows without any cell are left out. Raises Unfit with what cannot be read."""
        number = 0
        try:
            with self.open() as stream, io.TextIOWrapper(stream, encoding="utf-8-sig", newline="") as text:
                reader = csv.reader(_lines(text))
                for row in reader:
                    number = reader.line_num
                    if row:
                        yield row
        except UnicodeDecodeError:
            raise words.refused(words.NOT_UTF8, name=self.name, row=number + 1) from None
        except csv.Error:
            raise words.refused(words.NOT_CSV, name=self.name, row=number + 1) from None
        except (zipfile.BadZipFile, zlib.error, EOFError):
            raise words.refused(words.DAMAGED) from None


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE and line[-1] not in "\r\n":
            raise csv.Error("endless line")
        yield line


def parts_of(uploads: Sequence[UploadedFile]) -> dict[str, Part]:
    """The CSV files by their names in small letters. Raises Unfit for what is no such thing, and for a zip that is not to be trusted."""
    if not uploads:
        raise words.refused(words.NOTHING)
    if sum(each.size or 0 for each in uploads) > LARGEST or any(getattr(each, "refusal", "") for each in uploads):
        raise words.refused(words.TOO_LARGE)
    kinds = [kind_of(each) for each in uploads]
    if not set(kinds) <= set(SIZES):
        raise words.refused(words.KIND)
    if "zip" not in kinds:
        return _by_name([Part(_plain(each.name), partial(_opened, each)) for each in uploads])
    if len(uploads) > 1:
        raise words.refused(words.ZIP_ALONE)
    return _by_name(_unpacked(uploads[0]))


def kind_of(upload: UploadedFile) -> str:
    """The end of its name."""
    return (upload.name or "").rpartition(".")[2].lower()


def _opened(upload: UploadedFile) -> IO[bytes]:
    return cast("IO[bytes]", io.BufferedReader(Seekable(upload), MEGABYTE // 4))


def _plain(name: str | None) -> str:
    return (name or "").strip().lower()


def _by_name(parts: Sequence[Part]) -> dict[str, Part]:
    found: dict[str, Part] = {}
    for part in parts:
        if part.name in found:
            raise words.refused(words.TWICE_THERE, name=part.name)
        found[part.name] = part
    return found


def _unpacked(upload: UploadedFile) -> list[Part]:
    """The CSV files of a zip, judged by its directory first: `zipfile` reads no byte more than that declares."""
    try:
        packed = zipfile.ZipFile(_opened(upload))
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError):
        raise words.refused(words.DAMAGED) from None
    inside = packed.infolist()
    if len(inside) > MOST_PARTS:
        raise words.refused(words.TOO_MANY_PARTS)
    if any(not set(each.filename).isdisjoint("/\\:\0") or each.filename.startswith(".") for each in inside):
        raise words.refused(words.IN_FOLDER)
    if any(each.flag_bits & LOCKED_BIT for each in inside):
        raise words.refused(words.LOCKED)
    if any(each.file_size > DENSEST * max(each.compress_size, 1) for each in inside):
        raise words.refused(words.TOO_DENSE)
    if sum(each.file_size for each in inside) > LARGEST_INSIDE:
        raise words.refused(words.TOO_BIG_INSIDE)
    if any(each.compress_type not in UNPACKED for each in inside):
        raise words.refused(words.DAMAGED)
    return [Part(_plain(each.filename), partial(packed.open, each)) for each in inside if _plain(each.filename).endswith(".csv")]
