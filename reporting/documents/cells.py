"""Tables that leave as files: each cell reads as text, so that no program takes what somebody wrote for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe(cell: object) -> object:
    """The cell with a mark before what a spreadsheet would run; numbers of ours stay numbers."""
    if isinstance(cell, int):
        return cell
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA) or text.lstrip().startswith(FORMULA) else text


def table(rows: Iterable[Sequence[object]]) -> str:
    """The rows as CSV, with the mark by which a spreadsheet knows UTF-8."""
    out = io.StringIO()
    csv.writer(out).writerows([safe(cell) for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()
