"""Pages of an uploaded original as pictures, and the copy whose places are covered in the picture itself; made in a confined child."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reporting.pdf import IN_REQUEST, Pdf, PdfFailed, failure
from tat.confined import run

CHILD = "reporting.pdf.pictures_child"
KINDS = ("jpg", "png", "pdf")
COLUMNS, MOST_ROWS = 24, 36
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[:COLUMNS]
MOST_PAGES = 40
NO_PICTURE = 6


class NoPicture(PdfFailed):
    """The file cannot be drawn."""

    def __init__(self) -> None:
        super().__init__("No picture can be made of this file. Open it, print it to a new PDF, add that to the case, and take it instead.")


def rows_of(kind: str, content: Iterable[bytes]) -> list[int]:
    """Of each page, how many rows of squares lie over it: a page has 24 columns. Raises NoPicture, PdfTooBig or PdfFailed."""
    told, _nothing = _asked("sizes", kind, {}, content)
    return [min(MOST_ROWS, max(1, round(COLUMNS * height / max(1, width)))) for width, height in told["sizes"]]


def page_picture(kind: str, content: Iterable[bytes], page: int) -> bytes:
    """One page as JPEG, as it is; `page` counts from 1. Raises as `rows_of` does."""
    return _asked("page", kind, {"page": page}, content)[1]


def covered_copy(
    kind: str, content: Iterable[bytes], *, rows: Sequence[int], places: Mapping[int, Iterable[str]], label: str, title: str
) -> Pdf:
    """A PDF of one picture a page, the squares of `places` (page to names such as C5) black in it, `label` under each.

    `label` may hold {page} and {pages}. Nothing of the file is in it but the pixels that are not covered. Raises as `rows_of` does.
    """
    squares = {page: [square(name) for name in names] for page, names in places.items()}
    words = {"rows": list(rows), "places": squares, "label": label, "title": title}
    told, made = _asked("copy", kind, words, content)
    return Pdf(made, told["pages"])


def square(name: str) -> tuple[int, int]:
    """Column and row of a square, both from 0: C5 is (2, 4). Raises ValueError for what is none."""
    return LETTERS.index(name[:1].upper() or "?"), int(name[1:]) - 1


def _asked(task: str, kind: str, words: Mapping[str, Any], content: Iterable[bytes]) -> tuple[Any, bytes]:
    limits = [str(IN_REQUEST.cpu_seconds), str(IN_REQUEST.memory)]
    code, out = run(CHILD, [task, kind, *limits], IN_REQUEST, [json.dumps(words).encode(), b"\n", *content])
    line, newline, made = out.partition(b"\n")
    if code == NO_PICTURE:
        raise NoPicture
    if code or not newline:
        raise failure(code)
    return json.loads(line), made
