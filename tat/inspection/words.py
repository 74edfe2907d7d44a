"""Word documents: a package of parts that is whole, no bomb, and holds no macro. They are kept and never shown."""

import io
import zipfile
import zlib
from typing import BinaryIO

from tat.inspection import Rejected, Verdict
from tat.inspection.watching import Watched

START = b"PK\x03\x04"
TYPES, BODY = "[Content_Types].xml", "word/document.xml"
MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACROS = ("vbaproject", "vbadata", "activex", "macrosheets")
MOST_TIMES, MOST_PARTS, MOST_BYTES = 100, 10_000, 500 * 1024 * 1024
LOCKED = 0x1
CHUNK = 1024 * 1024
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError)
"""What zipfile raises of a package that is not whole: each of them, when bytes of a good one are changed."""


def judge(_extension: str, head: bytes, source: BinaryIO) -> bytes:
    """No copy to show. Raises Rejected; the size is judged by what the package declares, before anything is unpacked."""
    if not head.startswith(START):
        raise Rejected(Verdict.OTHER_KIND)
    whole = head + source.read(-1)
    try:
        with zipfile.ZipFile(io.BytesIO(whole)) as package:
            _declared(package.infolist(), len(whole))
            _macros(package)
            for part in package.infolist():
                _read_through(package, part)
    except BROKEN:
        raise Rejected(Verdict.DAMAGED) from None
    return b""


def _declared(parts: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(part.file_size for part in parts)
    if unpacked > min(MOST_TIMES * packed, MOST_BYTES) or len(parts) > MOST_PARTS:
        raise Rejected(Verdict.TOO_DENSE)
    if any(part.flag_bits & LOCKED for part in parts):
        raise Rejected(Verdict.LOCKED)
    if any(part.file_size > MOST_TIMES * max(part.compress_size, 1024) for part in parts):
        raise Rejected(Verdict.TOO_DENSE)


def _macros(package: zipfile.ZipFile) -> None:
    names = [part.filename.lower() for part in package.infolist()]
    types = package.read(TYPES) if TYPES in package.namelist() else b""
    if any(word in name for name in names for word in MACROS) or b"macroenabled" in types.lower():
        raise Rejected(Verdict.MACROS)
    if MAIN not in types or BODY not in names:
        raise Rejected(Verdict.OTHER_KIND)


def _read_through(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """To its end, where its check sum is compared."""
    with package.open(part) as packed:
        watched = Watched(packed)
        while watched.read(CHUNK):
            pass
