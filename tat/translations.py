"""What is said in Spanish, by the kinds of pages and papers that say it, and whether a named person has read it through (PF-3)."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from tat.confined import ROOT
from tat.models import TranslationReview

CATALOGUE = ROOT / "locale" / "es" / "LC_MESSAGES" / "django.po"
Kind = TranslationReview.Kind
SECTIONS = {
    Kind.PUBLIC: ("common", "public"),
    Kind.LETTERS: ("common", "papers", "letters"),
    Kind.COPIES: ("common", "papers", "copies"),
}
"""The sections of the catalogue that each kind speaks from."""
SECTION = re.compile(r"^# == (\w+) == .*\n", re.MULTILINE)
QUOTED = r'((?:".*"\n)+)'
ENTRY = re.compile(rf"^msgid {QUOTED}(?:msgid_plural {QUOTED})?msgstr(?:\[0\])? {QUOTED}(?:msgstr\[1\] {QUOTED})?", re.MULTILINE)


@dataclass(frozen=True)
class Text:
    """One text: in English, in Spanish, and its mark, which another word in either changes."""

    english: str
    spanish: str

    @property
    def mark(self) -> str:
        return hashlib.sha256(f"{self.english}\0{self.spanish}".encode()).hexdigest()[:16]


@cache
def texts_of(kind: str) -> Sequence[Text]:
    """The texts of a kind in the order of the catalogue."""
    parts = SECTION.split(CATALOGUE.read_text() + "\n")[1:]
    sections = dict(zip(parts[::2], parts[1::2], strict=True))
    found = [each for name in SECTIONS[Kind(kind)] for each in ENTRY.findall(sections[name])]
    return [Text(" / ".join(map(_joined, filter(None, row[:2]))), " / ".join(map(_joined, filter(None, row[2:])))) for row in found]


@cache
def marks_of(kind: str) -> frozenset[str]:
    """The marks of the texts of a kind."""
    return frozenset(text.mark for text in texts_of(kind))


def latest_review(kind: str, district_id: int | None) -> TranslationReview | None:
    """The last reading of these texts for a district; with no district, as on the page that checks any paper, for any."""
    rows = TranslationReview.objects.filter(kind=kind)
    return (rows.filter(district_id=district_id) if district_id else rows).order_by("-recorded_at").first()


def unread_in(kind: str, review: TranslationReview | None) -> list[Text]:
    """The texts that came or changed since."""
    read = frozenset(review.texts) if review else frozenset()
    return [text for text in texts_of(kind) if text.mark not in read]


def standing_review(kind: str, district_id: int | None) -> TranslationReview | None:
    """The reading by which every text of a kind counts as reviewed; None while nobody has, or found something wrong, or a text changed."""
    review = latest_review(kind, district_id)
    return review if review and review.right and marks_of(kind) <= set(review.texts) else None


def _joined(lines: str) -> str:
    return "".join(line[1:-1] for line in lines.split("\n") if line).replace(r"\"", '"').replace(r"\n", "\n")
