"""The child process that lays out one document: sizes, a line end, HTML and annexes on standard input; pages, a line end and the PDF back.

Words: the static folder, seconds of CPU, bytes of memory, most pages. It gives up its network and takes its limits before it reads.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unicodedata import category
from urllib.parse import unquote, urljoin, urlsplit

from reporting.pdf import NO_MEMORY, NO_PANGO, TOO_LONG
from tat.confined import Limits, confine

HOST = "paper.invalid"
BASE = f"http://{HOST}/"
KINDS = {".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
LARGEST_FILE = 8 * 1024 * 1024
LONGEST_WORD, PIECE = 40, 10
BREAK, JOINER = "\u200b", "\u200d"
LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")
BELONGS_TO_THE_LAST = {"Mn", "Mc", "Me", "Cf", "Sk"}
"""Kinds of characters that are drawn with the one before them: accents, joiners, colours of skin."""
STYLESHEET = "/static/print.css"
ACCESSIBLE = "pdf/ua-1"
"""What every paper is made as: a kind stands among them with a validator's yes alone (ux.md 10; tests/reporting/test_verapdf.py)."""
PRINTED_ATTRIBUTES = ("data-head", "data-copy", "data-check", "data-mark")


class NotOurs(ValueError):
    """Something that is none of our static files was asked for."""


def static_file(url: str, folder: Path) -> Path:
    """The static file behind an address of the paper. Raises NotOurs for everything else."""
    parts = urlsplit(url)
    if (parts.scheme, parts.netloc) != ("http", HOST) or not parts.path.startswith("/static/"):
        raise NotOurs
    path = (folder / unquote(parts.path.removeprefix("/static/"))).resolve()
    if not path.is_relative_to(folder.resolve()) or path.suffix not in KINDS or not path.is_file():
        raise NotOurs
    return path


def fetcher(folder: Path) -> Any:
    """WeasyPrint's fetcher, refusing all but our static files; none of its handlers is ever asked."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class StaticFiles(URLFetcher):
        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
            path = static_file(url, folder)
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": KINDS[path.suffix]})

    return StaticFiles(allowed_protocols=["http"], allow_redirects=False, timeout=1)


def broken(text: str) -> str:
    """The text with a place to break every 10 characters of a word that is longer than 40 (ADR 47)."""
    return LONG_WORD.sub(lambda word: BREAK.join(_pieces(word[0])), text)


def _pieces(word: str) -> Iterator[str]:
    """Of ten characters and what belongs to the tenth; of forty at most."""
    begun = 0
    for place in range(PIECE, len(word)):
        apart = category(word[place]) not in BELONGS_TO_THE_LAST and word[place - 1] != JOINER
        if place - begun >= (PIECE if apart else LONGEST_WORD):
            yield word[begun:place]
            begun = place
    yield word[begun:]


def break_words(tree: Any) -> None:
    """In every text of the body, and in the attributes that print.css sets into the running lines."""
    for element in tree.iter():
        element.text = broken(element.text) if element.text else element.text
        element.tail = broken(element.tail) if element.tail else element.tail
        for name in PRINTED_ATTRIBUTES:
            if name in element.attrib:
                element.attrib[name] = broken(element.attrib[name])


class Kept:
    """What does not change from one paper to the next: the fonts and the stylesheet, read and parsed once by a process that stays."""

    def __init__(self, folder: Path) -> None:
        from weasyprint import CSS
        from weasyprint.text.fonts import FontConfiguration

        self.fonts = FontConfiguration()
        self.sheet = CSS(url=urljoin(BASE, STYLESHEET), url_fetcher=fetcher(folder), font_config=self.fonts)


def make(html: str, folder: Path, most_pages: int, kept: Kept | None = None) -> tuple[int, bytes]:
    """The number of pages and the bytes; no bytes where there are too many pages. `kept` takes the place of reading the stylesheet."""
    from weasyprint import HTML

    document = HTML(string=html, base_url=BASE, url_fetcher=fetcher(folder))
    body = document.etree_element.find("body")
    if body is not None:
        break_words(body)
    with_kept = {"font_config": kept.fonts, "stylesheets": [kept.sheet]} if kept and drop_link(document.etree_element) else {}
    laid_out = document.render(pdf_variant=ACCESSIBLE, pdf_tags=True, **with_kept)
    pages = len(laid_out.pages)
    return pages, b"" if pages > most_pages else laid_out.write_pdf(pdf_variant=ACCESSIBLE, pdf_tags=True)


def with_annexes(content: bytes, annexes: list[tuple[str, bytes]]) -> tuple[int, bytes]:
    """Loaded only where there are annexes: the library takes a tenth of a second."""
    from reporting.pdf.annexes import joined

    return joined(content, annexes)


def read() -> tuple[str, list[tuple[str, bytes]]]:
    """The HTML, and the title and the bytes of each annex."""
    size, sizes = json.loads(sys.stdin.buffer.readline())
    return sys.stdin.buffer.read(size).decode(), [(title, sys.stdin.buffer.read(length)) for title, length in sizes]


def drop_link(tree: Any) -> bool:
    """Take out the link to the stylesheet that is kept; whether there was one, and it alone."""
    links = [
        (parent, child) for parent in tree.iter("head") for child in parent if child.tag == "link" and child.get("rel") == "stylesheet"
    ]
    if [child.get("href") for _parent, child in links] != [STYLESHEET]:
        return False
    for parent, child in links:
        parent.remove(child)
    return True


def main(folder: str, cpu_seconds: str, memory: str, most_pages: str) -> int:
    confine(Limits(int(cpu_seconds), 0, int(memory)), largest_file=LARGEST_FILE)
    try:
        import weasyprint  # noqa: F401
    except OSError:
        return NO_PANGO
    try:
        html, annexes = read()
        pages, content = make(html, Path(folder), int(most_pages))
        if annexes and content:
            pages, content = with_annexes(content, annexes)
    except MemoryError:
        return NO_MEMORY
    if not content or pages > int(most_pages):
        return TOO_LONG
    sys.stdout.buffer.write(b"%d\n" % pages + content)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
