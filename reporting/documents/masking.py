"""What leads to somebody without the name: phone numbers, addresses of mail, initials beside a grade (handbook 9.4, 9.7)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from django.utils.translation import gettext_lazy as _l

from cases.actions.names import WORD, Mask

CONTACT = _l("[contact]")
SHORTEST_NUMBER = 7
"""Digits of what is taken for a phone number."""
NUMBER = re.compile(r"\+?\(?\d[\d\s().\-–]{5,}\d")
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
ORDINAL = r"(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)"
GRADE = rf"(?:grade\s*\d{{1,2}}|{ORDINAL}[\s-]*grader?|freshman|sophomore|junior|senior)"
BETWEEN = r"[^.!?\n]{0,20}?"


@dataclass(frozen=True)
class Cover:
    """A mask of names, and of what else leads to the hidden ones. `contacts` are theirs, as they were written down."""

    mask: Mask
    contacts: Sequence[str] = ()

    def over(self, text: str) -> str:
        """The text without the names, numbers, addresses and initials of those who are hidden."""
        for words, pattern in self._initials:
            text = pattern.sub(partial(_in_place, words), text)
        text = NUMBER.sub(lambda found: str(CONTACT) if digits(found[0]) in self._numbers else found[0], text)
        text = MAIL.sub(lambda found: str(CONTACT) if found[0].casefold() in self._mails else found[0], text)
        return self.mask.over(text)

    @cached_property
    def _numbers(self) -> set[str]:
        return {digits(found) for contact in self.contacts for found in NUMBER.findall(contact) if len(digits(found)) >= SHORTEST_NUMBER}

    @cached_property
    def _mails(self) -> set[str]:
        return {found.casefold() for contact in self.contacts for found in MAIL.findall(contact)}

    @cached_property
    def _initials(self) -> list[tuple[str, re.Pattern[str]]]:
        told = {initials(name) for name in self.mask.told}
        return [
            (words, _pattern(letters)) for words, name in self.mask.hidden if len(letters := initials(name)) == 2 and letters not in told
        ]


def _in_place(words: str, found: re.Match[str]) -> str:
    """What was found, the initials in it replaced."""
    letters = next(group for group in found.groups() if group)
    return found[0].replace(letters, words)


def digits(text: str) -> str:
    """Of a phone number, the last ten: the country's own code may stand before them or not."""
    return re.sub(r"\D", "", text)[-10:]


def initials(name: str) -> str:
    """The first letters of the first and the last word of a name; fewer than two letters where it has one word."""
    words = WORD.findall(name)
    return (words[0][0] + words[-1][0]).upper() if len(words) > 1 else ""


def _pattern(letters: str) -> re.Pattern[str]:
    """Initials with their points wherever they stand; without them, beside a grade."""
    first, last = letters[0], letters[1]
    plain = rf"{first}\s?{last}"
    return re.compile(
        rf"(?<!\w)({first}\.\s?{last}\.?)(?!\w)|(?<!\w)({plain})(?!\w)(?={BETWEEN}\b(?i:{GRADE})\b)|\b(?i:{GRADE})\b{BETWEEN}(?<!\w)({plain})(?!\w)"
    )
