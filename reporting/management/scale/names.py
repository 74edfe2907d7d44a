"""Invented names in a state's proportions: the commonest first name is that of one in 45, the commonest surname that of one in 100."""

from random import Random

FIRSTS, LASTS = 2_000, 10_000
LEAN = 2
"""Places in the list are drawn as a random number to this power: of surnames the first hundred are a tenth, the first thousand a third."""
OPENING = ("b", "br", "c", "d", "dr", "f", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "r", "s", "st", "t", "th", "tr", "v", "w", "sh")
VOWEL = ("a", "e", "i", "o", "u", "ai", "ea", "oo")
CLOSING = ("", "l", "n", "r", "s", "t", "ck", "nd", "rd", "m")


def pools() -> tuple[list[str], list[str]]:
    """First names of two syllables and surnames of three, each once; the same at every call."""
    chance = Random(2)  # noqa: S311  invented names, no secret
    return _names(chance, FIRSTS, 2), _names(chance, LASTS, 3)


def drawn(chance: Random, pool: list[str]) -> str:
    return pool[int(len(pool) * chance.random() ** LEAN)]


def on_record() -> str:
    """A name commoner than most: four of five people have a rarer first name and a rarer surname."""
    firsts, lasts = pools()
    return f"{firsts[FIRSTS // 25]} {lasts[LASTS // 25]}"


def _names(chance: Random, count: int, syllables: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(_syllable(chance) for _ in range(syllables)).capitalize()] = None
    return list(found)


def _syllable(chance: Random) -> str:
    return chance.choice(OPENING) + chance.choice(VOWEL) + chance.choice(CLOSING)
