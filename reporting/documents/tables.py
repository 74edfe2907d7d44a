"""Tables that leave as files, CSV or XLSX: each cell reads as text, so that no program takes what somebody wrote for a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import xlsxwriter

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
CSV, XLSX = "csv", "xlsx"
MEDIA = {CSV: "text/csv; charset=utf-8", XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
UTF8_MARK = "\ufeff"
"""By which a spreadsheet knows UTF-8."""
AT_ONCE = 500
MOST_ROWS = 20_000
"""Of one XLSX, which is made whole before it is sent; a CSV goes out row by row."""
LONGEST_CELL, WIDTH = 32_767, 24
PLAIN = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""Nothing is written to the disk, and nothing that somebody wrote is anything but text."""


@dataclass(frozen=True)
class Sheet:
    """One table: what it is called (31 letters at most), the heads of its columns as on the page, its rows."""

    title: str
    columns: Sequence[object]
    rows: Iterable[Sequence[object]]


class TooManyRows(Exception):
    """More rows than an XLSX of ours holds."""


def safe(cell: object) -> object:
    """The cell with a mark before what a spreadsheet would run; numbers of ours stay numbers."""
    if isinstance(cell, int):
        return cell
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA) or text.lstrip().startswith(FORMULA) else text


def as_csv(sheets: Sequence[Sheet]) -> Iterator[bytes]:
    """The tables one below the other, an empty line between, in pieces as the rows are read."""
    out = io.StringIO(UTF8_MARK)
    out.seek(0, io.SEEK_END)
    writer = csv.writer(out)
    for number, sheet in enumerate(sheets):
        if number:
            writer.writerow(())
        writer.writerow([safe(cell) for cell in sheet.columns])
        for row_number, row in enumerate(sheet.rows, 1):
            writer.writerow([safe(cell) for cell in row])
            if row_number % AT_ONCE == 0:
                yield _taken(out)
    yield _taken(out)


def _taken(out: io.StringIO) -> bytes:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text.encode()


def as_xlsx(sheets: Sequence[Sheet], at: datetime) -> bytes:
    """The tables as sheets of one book; `at` is when it was made. Raises TooManyRows."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, PLAIN) as book:
        book.set_properties({"created": at.astimezone(UTC).replace(tzinfo=None)})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.title)
            page.freeze_panes(1, 0)
            page.set_column(0, max(len(sheet.columns) - 1, 0), WIDTH)
            _write(page, 0, sheet.columns, head)
            for number, row in enumerate(sheet.rows, 1):
                if number > MOST_ROWS:
                    raise TooManyRows
                _write(page, number, row)
    return out.getvalue()


def _write(page: xlsxwriter.worksheet.Worksheet, number: int, row: Sequence[object], form: object = None) -> None:
    for place, cell in enumerate(row):
        if isinstance(cell, int):
            page.write_number(number, place, cell, form)
        else:
            page.write_string(number, place, str(cell)[:LONGEST_CELL], form)
