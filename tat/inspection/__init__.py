"""What is in a file, found out in a confined child: whether it is the kind it claims, whether it is whole, and a copy safe to show.

Standard library only, as the child imports it too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from threading import BoundedSemaphore

from tat.confined import MEGABYTE, Limits, run

CHILD = "tat.inspection.child"
TURNS = BoundedSemaphore(2)  # a flood of pictures waits, and does not take the machine's memory
LIMITS = Limits(cpu_seconds=20, wall_seconds=60, memory=768 * MEGABYTE)


class Verdict(StrEnum):
    """What the child found. Everything but GOOD refuses the file."""

    GOOD = "good"
    OTHER_KIND = "other_kind"
    DAMAGED = "damaged"
    LOCKED = "locked"
    MACROS = "macros"
    TOO_DENSE = "too_dense"
    TOO_MANY_PIXELS = "too_many_pixels"
    NOT_TEXT = "not_text"
    HARMFUL = "harmful"
    UNCHECKED = "unchecked"


class Rejected(Exception):
    """Within the child: the file is not taken, for this reason."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict)
        self.verdict = verdict


@dataclass(frozen=True)
class Looked:
    """The verdict, and the bytes of the copy to show; none for kinds that are only kept."""

    verdict: Verdict
    display: bytes = b""


def look_into(extension: str, chunks: Iterable[bytes], *, limits: Limits = LIMITS) -> Looked:
    """Judge a file of KINDS by its bytes. A child that broke, did not start, or was killed by its limits leaves it UNCHECKED."""
    words = [extension, str(limits.cpu_seconds), str(limits.memory)]
    try:
        with TURNS:
            code, out = run(CHILD, words, limits, chunks)
    except OSError:
        return Looked(Verdict.UNCHECKED)
    line, newline, display = out.partition(b"\n")
    said = line.decode("ascii", "replace")
    if code or not newline or said not in list(Verdict):
        return Looked(Verdict.UNCHECKED)
    return Looked(Verdict(said), display)
