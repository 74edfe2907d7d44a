"""When two names or two texts are alike enough to be shown to a person, who decides; nothing follows from it by itself."""

from collections.abc import Set

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from cases.nicknames import is_form_of
from tat import vault

ENOUGH_PARTS, SHORTEST_PART = 2, 3
ALIKE = 80
"""Of 100: rapidfuzz's token_set_ratio of two texts from which on they are shown as alike."""
SHORTEST_WORD, FEWEST_WORDS, SHARED_WORDS = 4, 5, 4


def same_name(one: str, other: str) -> bool:
    """Whether the names have the same parts, in whatever order."""
    return sorted(vault.name_parts(one)) == sorted(vault.name_parts(other))


def familiar(one: str, other: str) -> bool:
    """Whether one name is the other with a familiar form of a given name in it: “Bill Quandt” and “William Quandt”."""
    return is_form_of(vault.name_parts(one), vault.name_parts(other))


def spelled_alike(one: str, other: str) -> bool:
    """Whether two parts of the names, or the only one, agree but for one letter each.

    One letter: left out, put in, changed, or swapped with the next. A part of two letters has to be the same.
    """
    fewer, more = sorted((vault.name_parts(one), vault.name_parts(other)), key=len)
    free, agreeing = list(more), 0
    for part in fewer:
        twin = next((each for each in free if _near(part, each)), None)
        if twin is not None:
            free.remove(twin)
            agreeing += 1
    return bool(fewer) and agreeing >= min(ENOUGH_PARTS, len(more))


def _near(one: str, other: str) -> bool:
    if min(len(one), len(other)) < SHORTEST_PART:
        return one == other
    return OSA.distance(one, other, score_cutoff=1) <= 1


def words_of(text: str) -> frozenset[str]:
    """The words of a text that say something: four letters or more. A line's end parts words like a space."""
    return frozenset(word for word in vault.name_parts(text.replace("\n", " ")) if len(word) >= SHORTEST_WORD)


def told_alike(one: Set[str], other: Set[str]) -> bool:
    """Whether two texts, by their words in any order, tell much the same. A text of a few words is like too many others to be compared."""
    if min(len(one), len(other)) < FEWEST_WORDS or len(one & other) < SHARED_WORDS:
        return False
    return fuzz.token_set_ratio(" ".join(one), " ".join(other), score_cutoff=ALIKE) > 0
