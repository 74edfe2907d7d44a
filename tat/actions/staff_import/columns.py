"""Columns of a CSV by their names, in whatever order they stand: of each row the cells that were asked for."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from tat.actions.staff_import import words
from tat.actions.staff_import.containers import Part

Names = Mapping[str, Sequence[str]]
"""Our word for a cell -> the names that its column may have; the first is the one that a sentence says."""


@lru_cache(maxsize=1024)
def plain(name: str) -> str:
    """A column's name without capitals, spaces and signs: “E-mail address” is “emailaddress”."""
    return "".join(each for each in name.lower() if each.isalnum())


def header_of(part: Part) -> list[str]:
    """The names of the file's columns, plain. Raises Unfit for an empty file and for a name that stands twice."""
    first = next(part.rows(), None)
    if first is None:
        raise words.refused(words.EMPTY, name=part.name)
    found = [plain(each) for each in first]
    twice = next((each for each in found if each and found.count(each) > 1), "")
    if twice:
        raise words.refused(words.COLUMN_TWICE, name=part.name, column=twice)
    return found


NOWHERE = -1
"""The place of a column that is not there: `numbered` puts an empty cell at the end of each row."""


def places(part: Part, needed: Names, also: Names) -> dict[str, int]:
    """Where the column of each word stands; of `also` NOWHERE where there is none. Raises Unfit with every column that lacks."""
    header = header_of(part)
    found = {word: _place(header, names) for word, names in (*needed.items(), *also.items())}
    lacking = [needed[word][0] for word in needed if found[word] is None]
    if lacking:
        raise words.refused(words.NO_COLUMN, name=part.name, column=words.listed(lacking))
    return {word: NOWHERE if place is None else place for word, place in found.items()}


def _place(header: Sequence[str], names: Sequence[str]) -> int | None:
    return next((header.index(plain(name)) for name in names if plain(name) in header), None)


def numbered(part: Part, width: int) -> Iterator[tuple[int, list[str]]]:
    """Each row, an empty cell added, with its number in the file; the header is row 1. Raises Unfit where there are more or fewer cells."""
    rows = part.rows()
    next(rows)
    for number, row in enumerate(rows, 2):
        if len(row) != width:
            raise words.refused(words.WIDTH, name=part.name, row=number, cells=len(row), width=width)
        row.append("")
        yield number, row
