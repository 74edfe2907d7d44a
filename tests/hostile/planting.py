"""What is planted: packs of hostile strings, each string with a mark that says in which text it stands, and harmless twins."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from tests.hostile.columns import Column
from tests.hostile.payloads import PAYLOADS
from tests.hostile.strings import STRINGS

MARK = re.compile(r"zq([0-9]+)c([0-9]+)z")
BREAKING = re.compile(r"[\n\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")


def ordered() -> list[str]:
    """All strings; those that break a line stand together, since the pages that show them have other paragraphs."""
    return sorted((*PAYLOADS, *STRINGS), key=lambda each: bool(BREAKING.search(each)))


EVERY = ordered()
ALIKE = {"cases.Person.name"}
"""The same in every row of a round: who is listed as possibly one depends on how alike the names are, and twins are alike otherwise."""


def twin(text: str) -> str:
    """The same length, words and lines, of letters alone."""
    return "".join(each if each.isspace() or (unicodedata.category(each)[0] in "LNC" and each not in "<>&") else "x" for each in text)


@dataclass(frozen=True)
class Round:
    """One planting: which pack stands in which text. `harmless`: "" as it is, "mark" the marks alone, "twin" the twins."""

    number: int
    size: int
    harmless: str = ""

    def text(self, column: Column, index: int, row: int) -> str:
        """What stands in that row of the column that is the `index`th."""
        words, most = [], column.most or 10_000_000
        for string in self.pack(index, 0 if str(column) in ALIKE else row, one=bool(column.most)):
            words.append(f"{self._as(EVERY[string])} zq{index}c{string}z")
            if sum(map(len, words)) + len(words) > most:
                words.pop()
                break
        return " ".join(words) or f"zq{index}c0z"[:most]

    def pack(self, index: int, row: int, *, one: bool) -> Sequence[int]:
        """The numbers of its strings. A short column begins elsewhere in each round, since its pack is cut."""
        packs = rounds(self.size)
        first = ((self.number + index * 7 + row * 13) % packs) * self.size
        found = [number % len(EVERY) for number in range(first, first + self.size)]
        turn = (self.number * 5 + row * 3) % len(found) if one else 0
        return found[turn:] + found[:turn]

    def _as(self, string: str) -> str:
        return {"": string, "mark": "plain", "twin": twin(string)}[self.harmless]


def rounds(size: int) -> int:
    """How many rounds bring each string into each column."""
    return -(-len(EVERY) // size)
