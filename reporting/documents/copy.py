"""What makes one issued copy tell itself from another: its number, person, time and check code."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from tat.addresses import address

ALPHABET = "23456789ABCDEFGHJKMNPQRTUVWXYZ"
GROUPS, GROUP = 3, 4

FOIA = "Threat assessment team record. Exempt in whole or part under 5 ILCS 140/7(1); review by the FOIA officer before any release."
"""Marks every print (handbook 9.9)."""


@dataclass(frozen=True)
class Copy:
    """One copy as its running lines name it; `at` in UTC."""

    number: int
    name: str
    position: str
    at: datetime
    check_code: str
    checkpoint: tuple[int, str, str] | None = None
    """Entry, beginning of its hash and code of the signature of the log's last checkpoint: each paper copy is a witness of it."""

    @property
    def check_url(self) -> str:
        """Where anybody can ask whether the paper is genuine."""
        return settings.SITE_URL + address("paper_check", self.check_code)


def new_check_code() -> str:
    """Twelve random characters without look-alikes, such as 7KQ4-M2XN-9RTD: 58 bits that nobody guesses."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))


def as_printed(code: str) -> str:
    """A check code as a person may type it, with or without its hyphens and in small letters."""
    plain = "".join(letter for letter in code.upper() if letter in ALPHABET)
    return "-".join(plain[start : start + GROUP] for start in range(0, len(plain), GROUP))
