"""The four words of a receipt: drawn at random, kept as a keyed digest, read again however they are typed."""

import secrets
import unicodedata
from functools import lru_cache
from pathlib import Path

from mnemonic import Mnemonic

from tat import vault

WORDS = 4
ALPHABET, CODE_LENGTH = "23456789ABCDEFGHJKMNPQRTUVWXYZ", 6
LISTS = {"en": "english", "es": "spanish"}
LEFT_OUT = Path(__file__).resolve().parent.parent / "fixtures" / "receipt_words_left_out.txt"
"""Words that nobody should be handed after telling of a fear."""


@lru_cache(maxsize=4)
def words_of(language: str) -> tuple[str, ...]:
    """The words to draw from, about 1,900; English for a language without a list of its own."""
    left_out = set(LEFT_OUT.read_text(encoding="utf-8").split())
    return tuple(word for word in Mnemonic(LISTS.get(language, "english")).wordlist if word not in left_out)


def new_words(language: str) -> str:
    """Four words, 43 bits of chance."""
    return " ".join(secrets.choice(words_of(language)) for _ in range(WORDS))


def digest(typed: str) -> bytes:
    """The keyed digest of words as typed: case, accents, commas and spaces do not matter. Equal digests mean equal words."""
    letters = unicodedata.normalize("NFKD", typed.casefold())
    words = "".join(letter if letter.isalpha() else " " for letter in letters if not unicodedata.combining(letter)).split()
    return vault.mac("tip receipt", " ".join(words).encode())


def is_code(word: str) -> bool:
    """Whether a word has the form of a tip's code."""
    head, tail = word[:4], word[4:]
    return head == "TIP-" and len(tail) == CODE_LENGTH and set(tail) <= set(ALPHABET)


def new_code() -> str:
    """A code for a tip, such as TIP-7K2QMX: it stands in addresses and mail, and tells nothing."""
    return "TIP-" + "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
