"""HTML in, tagged PDF out: rendering runs in a child process that has no secret, no network and a limit."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from tat.confined import MEGABYTE, ROOT, Limits, run

STATIC = ROOT / "static"
CHILD, ANNEXES = "reporting.pdf.child", "reporting.pdf.annexes"
MOST_PAGES = 300

TO_INSTALL = (
    "brew install pango"
    if sys.platform == "darwin"
    else "sudo apt-get install --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)


IN_REQUEST = Limits(cpu_seconds=20, wall_seconds=28, memory=768 * MEGABYTE)
IN_WORKER = Limits(cpu_seconds=80, wall_seconds=100, memory=1536 * MEGABYTE)


@dataclass(frozen=True)
class Pdf:
    """A finished document."""

    content: bytes
    pages: int


class PdfFailed(Exception):
    """No PDF came out. The text is a sentence for people and holds nothing of the document."""


class PdfUnavailable(PdfFailed):
    """This machine has no Pango."""

    def __init__(self) -> None:
        super().__init__(f"This machine cannot make PDF files yet: its text layout library is missing. Type: {TO_INSTALL}")


class PdfTooBig(PdfFailed):
    """The limits of time or memory were reached; the worker's are wider than a request's."""

    def __init__(self) -> None:
        super().__init__("The document takes more time or memory than is allowed. Split it.")


class PdfTooLong(PdfFailed):
    """More pages than one document may have."""

    def __init__(self) -> None:
        super().__init__(f"The document has more than {MOST_PAGES} pages. Split it: print its parts one by one.")


# Exit codes of the child: no Pango, too many pages, out of memory.
NO_PANGO, TOO_LONG, NO_MEMORY = 3, 4, 5
FAILURES: dict[int, type[PdfUnavailable] | type[PdfTooLong] | type[PdfTooBig]] = {
    NO_PANGO: PdfUnavailable,
    TOO_LONG: PdfTooLong,
    NO_MEMORY: PdfTooBig,
}


def render(html: str, limits: Limits, annexes: Sequence[tuple[str, bytes]] = ()) -> Pdf:
    """The document as PDF/UA-1, with the bare pages of each annex (title, PDF) behind it, which stay as the district made them.

    Raises PdfUnavailable, PdfTooLong, PdfTooBig (killed by its limits) or PdfFailed.
    """
    words = [str(STATIC), str(limits.cpu_seconds), str(limits.memory), str(MOST_PAGES)]
    text = html.encode()
    sizes = json.dumps([len(text), [[title, len(content)] for title, content in annexes]]).encode()
    return _result(*run(CHILD, words, limits, [sizes, b"\n", text, *(content for _title, content in annexes)]))


def bare_pages(content: bytes) -> Pdf:
    """The pages of somebody else's PDF as they join a paper of ours. Raises PdfFailed or PdfTooBig where they cannot be read."""
    words = [str(IN_REQUEST.cpu_seconds), str(IN_REQUEST.memory)]
    return _result(*run(ANNEXES, words, IN_REQUEST, [content]))


def _result(code: int, out: bytes) -> Pdf:
    pages, newline, content = out.partition(b"\n")
    if code or not newline:
        raise failure(code)
    return Pdf(content, int(pages))


def failure(code: int) -> PdfFailed:
    """Why a child that ended with this code made nothing; below 0 it was killed by its limits."""
    if code < 0:
        return PdfTooBig()
    return FAILURES[code]() if code in FAILURES else PdfFailed(f"The document could not be made (code {code}). Tell the administrator.")
