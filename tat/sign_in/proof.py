"""What an identity provider proved of a person, and the sentences for what it did not."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _l

from tat.identity import Provider
from tat.sign_in.asked import Asked

log = logging.getLogger("tat.sign_in")
LEEWAY = 60
"""Seconds by which clocks may differ, and which a person's proof may be older than the asking."""

SENTENCES = {
    "stopped": _l("Sign-in at your district was stopped there. You were not signed in."),
    "unasked": _l("This answer of your district's sign-in does not belong to this browser, or was used already. Begin again."),
    "late": _l("The answer of your district's sign-in came too late. Begin again."),
    "invalid": _l(
        "The answer of your district's sign-in does not hold, and nobody was signed in. Begin again; if it stays, tell the administrator."
    ),
    "silent": _l("Your district's sign-in does not answer. Try again in a minute, or sign in here with your password and second proof."),
    "nobody": _l("Your district's sign-in knows you, but no enabled account here is yours. The administrator makes and enables accounts."),
    "other": _l("Your district's sign-in named another person than the one who is signed in here. Nothing was opened."),
    "not_again": _l("Your district's sign-in did not ask you again, so this is no fresh proof. Use another way, or ask the administrator."),
    "no_factor": _l("Your district's sign-in did not ask for your second proof this time. Use another way, or ask the administrator."),
    "ended": _l("Your session had ended meanwhile. Sign in, then go on."),
}


class Refused(Exception):
    """Nobody gets in by this answer: `code` is a key of SENTENCES, `why` a word for the log that tells nothing of a person.

    `asked` is what the answer belongs to, where that is known: the sentence is told on the page from which the person went away.
    """

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code, self.why = code, why
        self.asked: Asked | None = None

    @property
    def sentence(self) -> Any:
        return SENTENCES[self.code]


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What holds of an answer. `subject` is the provider's own name for the person, empty where it does not stay; `age` is in seconds.

    `age` says how long before the answer the person proved it there, by the provider's own clock; None where it does not say.
    """

    name: str
    subject: str
    by_two: bool
    age: int | None


def trusts(provider: Provider, said: set[str]) -> bool:
    """Whether what the provider says of its proofs is one that the district trusts as a second factor."""
    return not said.isdisjoint(provider.second_factor)


def note(provider: Provider, refused: Refused) -> None:
    """One line for who runs the server: the provider and a word, of no person."""
    log.warning("Sign-in through provider %s refused: %s", provider.id, refused.why)


@contextmanager
def belonging_to(asked: Asked) -> Iterator[None]:
    """Whatever is refused within belongs to this asking."""
    try:
        yield
    except Refused as refused:
        refused.asked = asked
        raise


__all__ = ["LEEWAY", "Proof", "Refused", "belonging_to", "note", "trusts"]
