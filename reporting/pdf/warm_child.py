"""The process that stays between papers: it has read the fonts and the stylesheet, and forks for each paper.

Words: the static folder, most pages. Each paper comes on standard input as a line (seconds of CPU, bytes of memory, length) and its HTML.
Back come lines `page N` while it is laid out, `pdf N length` with the bytes, and `end code`, as a process ends. It gives up its network
before it reads; the fork takes the limits, so that no paper leaves anything behind for the next one.
"""

import contextlib
import gc
import logging
import os
import shutil
import sys
from pathlib import Path
from typing import Any, BinaryIO

from reporting.pdf import NO_MEMORY, NO_PANGO, TOO_LONG
from reporting.pdf.child import LARGEST_FILE, Kept, make
from tat.confined import Limits, leave_network, take

TOLD_EVERY = 5


class Pages(logging.Handler):
    """Tells how many pages are laid out, as WeasyPrint says it; no other word of it goes anywhere."""

    def __init__(self, to: BinaryIO) -> None:
        super().__init__()
        self.to, self.most = to, 0

    def emit(self, record: logging.LogRecord) -> None:
        number: Any = record.args[0] if isinstance(record.args, tuple) and len(record.args) == 1 else 0
        if isinstance(number, int) and number >= self.most + TOLD_EVERY:
            self.most = number
            self.to.write(b"page %d\n" % number)
            self.to.flush()


def one(html: bytes, limits: Limits, folder: Path, most_pages: int, kept: Kept, to: BinaryIO) -> int:
    """In the fork: lay out one paper. Returns the code with which the process ends."""
    take(limits, largest_file=LARGEST_FILE)
    progress = logging.getLogger("weasyprint.progress")
    progress.setLevel(logging.INFO)
    progress.addHandler(Pages(to))
    try:
        pages, content = make(html.decode(), folder, most_pages, kept)
    except MemoryError:
        return NO_MEMORY
    if not content:
        return TOO_LONG
    to.write(b"pdf %d\n" % pages + content)
    to.flush()
    return 0


def forked(html: bytes, limits: Limits, folder: Path, most_pages: int, kept: Kept, out: BinaryIO) -> None:
    """Hand one paper to a fork, pass on what it tells, and say how it ended."""
    reading, writing = os.pipe()
    fork = os.fork()
    if not fork:
        code = 1
        with contextlib.suppress(Exception):
            os.close(reading)
            with os.fdopen(writing, "wb") as to:
                code = one(html, limits, folder, most_pages, kept, to)
        os._exit(code)
    os.close(writing)
    content = pages = b""
    with os.fdopen(reading, "rb") as told:
        for line in iter(told.readline, b""):
            if line.startswith(b"pdf "):
                pages, content = line.split()[1], told.read()
            else:
                out.write(line)
                out.flush()
    code = os.waitstatus_to_exitcode(os.waitpid(fork, 0)[1])
    if code == 0:
        out.write(b"pdf %b %d\n" % (pages, len(content)) + content)
    out.write(b"end %d\n" % code)
    out.flush()


def main(folder: str, most_pages: str) -> int:
    leave_network()
    try:
        kept = Kept(Path(folder))
    except OSError:
        return NO_PANGO
    gc.freeze()
    papers, out = sys.stdin.buffer, sys.stdout.buffer
    for line in iter(papers.readline, b""):
        cpu_seconds, memory, length = map(int, line.split())
        forked(papers.read(length), Limits(cpu_seconds, 0, memory), Path(folder), int(most_pages), kept, out)
    shutil.rmtree(os.environ["HOME"], ignore_errors=True)  # who started it may have been killed
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
