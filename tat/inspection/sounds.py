"""Sound (mp3, wav) and plain text: looked through, never decoded; they are kept and never shown."""

import struct
from typing import BinaryIO

from tat.inspection import Rejected, Verdict

TAG, TAG_BYTES = b"ID3", 10
NO_LENGTH = (0, 0xFFFFFFFF)
# MPEG audio, by version (1; 2 and 2.5): kbit/s of layer 3, samples a frame.
RATES = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
HERTZ = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
LAYER_3 = 1
LOOKED_FOR = 64 * 1024
# Everything below a space but tab, line feed, form feed, carriage return and escape.
CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 27}) + b"\x7f"


def judge(extension: str, head: bytes, source: BinaryIO) -> bytes:
    """No copy to show. Raises Rejected."""
    whole = head + source.read(-1)
    {"mp3": _mp3, "wav": _wav, "txt": _txt}[extension](whole)
    return b""


def _mp3(whole: bytes) -> None:
    """Two frames must follow each other, as each states its length; tags before them are passed over."""
    at = 0
    while whole[at : at + 3] == TAG and len(whole) > at + TAG_BYTES:
        size = 0
        for each in whole[at + 6 : at + TAG_BYTES]:
            size = size << 7 | each & 0x7F
        at += TAG_BYTES + size
    for start in range(at, min(at + LOOKED_FOR, len(whole))):
        length = _frame(whole, start)
        if length and _frame(whole, start + length):
            return
    raise Rejected(Verdict.DAMAGED)


def _frame(whole: bytes, at: int) -> int:
    """The length of the frame that starts here, or 0."""
    if len(whole) < at + 4 or whole[at] != 0xFF or whole[at + 1] & 0xE0 != 0xE0:
        return 0
    version, layer = whole[at + 1] >> 3 & 3, whole[at + 1] >> 1 & 3
    rate, hertz = whole[at + 2] >> 4, whole[at + 2] >> 2 & 3
    if version not in HERTZ or layer != LAYER_3 or rate in (0, 15) or hertz == 3:
        return 0
    first = version == 3
    return (144_000 if first else 72_000) * RATES[first][rate] // HERTZ[version][hertz] + (whole[at + 2] >> 1 & 1)


def _wav(whole: bytes) -> None:
    """`fmt ` and `data` must be there and lie within the file; a recorder that was cut off leaves no length, and that is taken."""
    found, at = set(), 12
    while len(whole) >= at + 8:
        name, size = struct.unpack("<4sI", whole[at : at + 8])
        found.add(name)
        if name == b"data" and size in NO_LENGTH:
            break
        at += 8 + size + size % 2
        if at > len(whole) + 1:  # the last byte of padding is often left out
            raise Rejected(Verdict.DAMAGED)
    if not {b"fmt ", b"data"} <= found:
        raise Rejected(Verdict.DAMAGED)


def _txt(whole: bytes) -> None:
    try:
        whole.decode("utf-8")
    except UnicodeDecodeError:
        raise Rejected(Verdict.NOT_TEXT) from None
    if whole.translate(None, CONTROLS) != whole:
        raise Rejected(Verdict.NOT_TEXT)
