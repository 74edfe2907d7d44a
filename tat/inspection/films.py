"""Containers of the ISO family (mp4, mov, m4a): walked box by box, never decoded, never held in memory whole."""

import struct
from typing import BinaryIO

from tat.inspection import Rejected, Verdict

CHUNK = 1024 * 1024
HEADER, LONG_HEADER = 8, 16
APPLE = b"qt  "
NEEDED = ({b"moov", b"mdat"}, {b"moov", b"moof"})


class Reader:
    """The head, then the rest as it comes."""

    def __init__(self, head: bytes, source: BinaryIO) -> None:
        self.head, self.source = head, source

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; fewer only at the end of the file."""
        taken, self.head = self.head[:size], self.head[size:]
        while len(taken) < size and (piece := self.source.read(size - len(taken))):
            taken += piece
        return taken

    def skip(self, size: int) -> bool:
        """Whether there were so many bytes."""
        while size and (piece := self.read(min(size, CHUNK))):
            size -= len(piece)
        return not size


def judge(extension: str, head: bytes, source: BinaryIO) -> bytes:
    """No copy to show. Raises Rejected where a box reaches past the end, or the index or the media are missing."""
    brand = head[8:12] if head[4:8] == b"ftyp" else APPLE
    if (extension == "mov") != (brand == APPLE):
        raise Rejected(Verdict.OTHER_KIND)
    found = _boxes(Reader(head, source))
    if not any(needed <= found for needed in NEEDED):
        raise Rejected(Verdict.DAMAGED)
    return b""


def _boxes(reader: Reader) -> set[bytes]:
    """The names of the outermost boxes. A size of 1 is written out in 8 bytes more, a size of 0 means: to the end."""
    found: set[bytes] = set()
    while len(start := reader.read(HEADER)) == HEADER:
        size, name = struct.unpack(">I4s", start)
        found.add(name)
        used = HEADER
        if size == 1:
            size, used = _long(reader), LONG_HEADER
        if size == 0:
            while reader.read(CHUNK):
                pass
        elif size < used or not reader.skip(size - used):
            raise Rejected(Verdict.DAMAGED)
    return found


def _long(reader: Reader) -> int:
    written = reader.read(8)
    if len(written) < 8:
        raise Rejected(Verdict.DAMAGED)
    return int(struct.unpack(">Q", written)[0])
