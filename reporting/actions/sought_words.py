"""What a person typed into the search: the words, what of them may be a case's code, and whether a text has them all."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cases.actions.codes import ALPHABET
from tat import vault

SHORTEST, MOST_WORDS = 2, 6
WORD, NOT_ASCII = re.compile(r"[^\W_]+"), re.compile(r"[^\x00-\x7f]")
NO_LETTERS = bytes(range(128)) + "“”‘’–—…".encode()
"""Bytes of a text in English with its quotation marks and dashes: it is compared as it lies, without a look at each letter."""
WHOLE_CODE, LAST_PART = re.compile(r"[A-Z0-9]{1,10}-\d\d-[A-Z0-9]{4}"), re.compile(f"[{ALPHABET}]{{4}}")


@dataclass(frozen=True)
class Sought:
    """The words as they are compared, each once; the codes that may be meant, whole or by their last part; the name as typed."""

    words: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    tails: tuple[str, ...] = ()
    name: str = ""

    def __bool__(self) -> bool:
        return bool(self.words or self.codes)

    def is_name(self) -> bool:
        """Whether it can be a person's name: one that has a part of two letters or more."""
        return any(len(part) >= SHORTEST for part in vault.name_parts(self.name))

    def stand_in(self, text: str) -> bool:
        """Whether every word stands in the text, whole or as the beginning of a word, in whatever letters and accents."""
        words: Any = self.words
        plain: Any = text
        if text.isascii():
            plain = text.lower()
        elif (raw := text.encode()).translate(None, NO_LETTERS):
            plain = folded(text)
        else:
            words, plain = self._in_bytes, raw.lower()
        for word in words:  # noqa: SIM110 - `all` takes twice as long, for each of thousands of texts
            if not _stands(word, plain):
                return False
        return True

    @cached_property
    def _in_bytes(self) -> tuple[bytes, ...]:
        return tuple(word.encode() for word in self.words)


def sought(typed: str) -> Sought:
    """The words of what was typed. Signs part words and are not looked for; a single letter tells nothing and is left out."""
    words = tuple(dict.fromkeys(word for word in WORD.findall(folded(typed)) if len(word) >= SHORTEST))
    upper = [each.strip(".,;:()") for each in typed.upper().split()]
    codes = tuple(dict.fromkeys(each for each in upper if WHOLE_CODE.fullmatch(each)))
    tails = tuple(dict.fromkeys(each for each in upper if LAST_PART.fullmatch(each)))
    return Sought(words, codes, tails, typed.strip())


def folded(text: str) -> str:
    """The text in small letters without accents; a text of ASCII alone is done at once."""
    small = text.casefold()
    return small if small.isascii() else NOT_ASCII.sub(lambda found: PLAIN[found[0]], small)


class _Plain(dict[str, str]):
    """A letter without its accent, judged once for each."""

    def __missing__(self, letter: str) -> str:
        parts = unicodedata.normalize("NFKD", letter)
        return self.setdefault(letter, "".join(each for each in parts if not unicodedata.combining(each)))


PLAIN = _Plain()


def _stands(word: Any, plain: Any) -> bool:
    """Looked for as it is first, which is quick; then whether a word begins there. Both are text, or both are bytes."""
    at = plain.find(word)
    while at >= 0:
        if at == 0 or not plain[at - 1 : at].isalnum():
            return True
        at = plain.find(word, at + 1)
    return False
