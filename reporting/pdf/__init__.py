"""HTML in, tagged PDF out: rendering runs in a child process that has no secret, no network and a limit."""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
CHILD = "reporting.pdf.child"
# Where a proxy would be asked, nothing answers: port 9 discards.
CLOSED_PROXY = "http://127.0.0.1:9"
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "FONTCONFIG_FILE", "FONTCONFIG_PATH")
MOST_PAGES = 300
MEGABYTE = 1024 * 1024

TO_INSTALL = (
    "brew install pango"
    if sys.platform == "darwin"
    else "sudo apt-get install --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)


@dataclass(frozen=True)
class Limits:
    """What one rendering may use: seconds of CPU and of the clock, bytes of memory."""

    cpu_seconds: int
    wall_seconds: int
    memory: int


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
        super().__init__(f"The document has more than {MOST_PAGES} pages. Split it.")


# Exit codes of the child: no Pango, too many pages, out of memory.
NO_PANGO, TOO_LONG, NO_MEMORY = 3, 4, 5
FAILURES: dict[int, type[PdfUnavailable] | type[PdfTooLong] | type[PdfTooBig]] = {
    NO_PANGO: PdfUnavailable,
    TOO_LONG: PdfTooLong,
    NO_MEMORY: PdfTooBig,
}


def render(html: str, limits: Limits) -> Pdf:
    """The document as PDF/UA-1. Raises PdfUnavailable, PdfTooLong, PdfTooBig (killed by its limits) or PdfFailed."""
    with tempfile.TemporaryDirectory(prefix="tat-pdf-") as folder:
        words = [sys.executable, "-m", CHILD, str(STATIC), str(limits.cpu_seconds), str(limits.memory), str(MOST_PAGES)]
        try:
            child = subprocess.run(
                words,
                input=html.encode(),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # its warnings would quote the document
                cwd=ROOT,
                env=_environment(folder),
                timeout=limits.wall_seconds,
            )
        except subprocess.TimeoutExpired:
            raise PdfTooBig from None
    return _result(child.returncode, child.stdout)


def _environment(folder: str) -> dict[str, str]:
    """No secret and no way out: the child gets the libraries' places, a folder for fonts, and a proxy that does not answer."""
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    proxies = {name: CLOSED_PROXY for word in ("http", "https", "ftp", "all") for name in (f"{word}_proxy", f"{word}_proxy".upper())}
    return (
        kept | proxies | {"TMPDIR": folder, "HOME": folder, "XDG_CACHE_HOME": folder, "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
    )


def _result(code: int, out: bytes) -> Pdf:
    if code in FAILURES:
        raise FAILURES[code]
    if code < 0:
        raise PdfTooBig
    pages, newline, content = out.partition(b"\n")
    if code or not newline:
        raise PdfFailed(f"The document could not be made (code {code}). Tell the administrator.")
    return Pdf(content, int(pages))
