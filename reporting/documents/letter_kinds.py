"""The kinds of letters by their codes, and what each is called on lists; one in Spanish is a kind of its own."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _l

TO_SUBJECTS_FAMILY, TO_TARGETS_FAMILY, TO_TARGET = "letter_pgs", "letter_pgt", "letter_tgt"
RECIPIENTS = {TO_SUBJECTS_FAMILY: "NTF-PGS", TO_TARGETS_FAMILY: "NTF-PGT", TO_TARGET: "NTF-TGT"}
"""Whom the ledger of notices records as told once the letter was given."""
SPANISH = "_es"

TITLES: dict[str, str | Promise] = {
    TO_SUBJECTS_FAMILY: _l("Letter to the subject’s family"),
    TO_SUBJECTS_FAMILY + SPANISH: _l("Letter to the subject’s family, in Spanish"),
    TO_TARGETS_FAMILY: _l("Letter to a target’s family"),
    TO_TARGETS_FAMILY + SPANISH: _l("Letter to a target’s family, in Spanish"),
    TO_TARGET: _l("Letter to a target"),
    TO_TARGET + SPANISH: _l("Letter to a target, in Spanish"),
}


def letter_kind(code: str, language: str) -> str:
    """The kind of paper that a letter in this language (en or es) is."""
    return code + SPANISH if language == "es" else code


def language_of(kind: str) -> str:
    """The language that a paper of this kind speaks: en or es."""
    return "es" if kind.endswith(SPANISH) else "en"


def recipient_of(kind: str) -> str:
    """The ledger's code of whom such a letter is for; "" for a paper that is no letter."""
    return RECIPIENTS.get(kind.removesuffix(SPANISH), "")
