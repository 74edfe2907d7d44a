"""Names in a text that leaves the school: whether it has somebody's, and the same text without them (handbook 9.4, 9.7)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from cases.models import Party
from tat import vault

WORD = re.compile(r"[^\W\d_]+")
SHORTEST_PART, SHORTEST_HIDDEN = 3, 2
"""Letters of a part of a name that is looked for: two where the name must not stand, three where a person is told to write anew."""


def name_of(party: Party) -> str:
    """The name of a person, as the case knows it; "" for groups, places and who is not known."""
    return party.shown_name() if party.person or (party.label and party.kind == Party.Kind.PERSON) else ""


def names_one_of(text: str, others: Iterable[Party], *, besides: str) -> bool:
    """Whether a text has the name of one of these, as `says_one_of` looks for it. `besides` is a name that the text may have."""
    return says_one_of(text, map(name_of, others), besides=besides)


def says_one_of(text: str, names: Iterable[str], *, besides: str = "") -> bool:
    """Whether a text has one of these names: a part of it with a capital letter, or two parts in whatever letters."""
    words, own = WORD.findall(text), _parts(besides)
    said, capital = _parts(text), {part for word in words if word[0].isupper() for part in vault.name_parts(word)}
    return any(name & capital or len(name & said) > 1 for name in (_long(each) - own for each in names))


@dataclass(frozen=True)
class Mask:
    """Words in the place of names: `hidden` are pairs of what stands there and the name, `told` the names that may be read."""

    hidden: Sequence[tuple[str, str]]
    told: Sequence[str] = ()

    def over(self, text: str) -> str:
        """The text with each hidden name replaced: whole in whatever letters, a part of it where it has a capital letter.

        A part that somebody has who may be named stays, but for beside another part of the hidden name.
        """
        for words, name in self._names:
            text = self._without(text, words, name)
        return text

    def left(self, text: str) -> list[str]:
        """Words of the text that are part of a hidden name and stand there all the same, each once, for a person to judge."""
        parts = {part for _words, name in self._names for part in name}
        return sorted(
            {word for word in WORD.findall(text) if parts & set(vault.name_parts(word))}, key=lambda word: (word.casefold(), word)
        )

    @cached_property
    def _names(self) -> list[tuple[str, set[str]]]:
        return [(words, parts) for words, name in self.hidden if (parts := _long(name, SHORTEST_HIDDEN))]

    @cached_property
    def _told(self) -> set[str]:
        return {part for name in self.told for part in _parts(name)}

    def _without(self, text: str, words: str, name: set[str]) -> str:
        found = [each for each in WORD.finditer(text) if name & set(vault.name_parts(each[0]))]
        made, end = [], 0
        for run in _runs(text, found):
            own = [each for each in run if each[0][0].isupper() and not self._told >= name & set(vault.name_parts(each[0]))]
            if own or len({part for each in run for part in vault.name_parts(each[0])} - self._told) > 1:
                made += [text[end : run[0].start()], words]
                end = run[-1].end()
        return "".join([*made, text[end:]])


def _runs(text: str, found: list[re.Match[str]]) -> list[list[re.Match[str]]]:
    """Words that stand beside each other, together."""
    runs: list[list[re.Match[str]]] = []
    for each in found:
        if runs and not text[runs[-1][-1].end() : each.start()].strip(" \u00a0-‐‑"):
            runs[-1].append(each)
        else:
            runs.append([each])
    return runs


def _parts(text: str) -> set[str]:
    return {part for word in WORD.findall(text) for part in vault.name_parts(word)}


def _long(name: str, shortest: int = SHORTEST_PART) -> set[str]:
    return {part for part in _parts(name) if len(part) >= shortest}
