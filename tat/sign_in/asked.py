"""What was asked of an identity provider in this browser: each asking is answered once, within ten minutes, by the one clock."""

import secrets
from dataclasses import asdict, dataclass, field

from django.http import HttpRequest

from tat import clock
from tat.identity import Provider

KEPT_AS = "asked_of_provider"
TABS = 4
GOOD_FOR = 10 * 60


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One asking. `again`: the number of who is to prove it again; 0 at sign-in."""

    provider: str
    next_url: str
    at: int
    again: int = 0
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48), repr=False)


def ask(request: HttpRequest, provider: Provider, *, next_url: str, again: bool) -> Asked:
    """A new asking, yet to be kept under the word that the answer must bring back."""
    return Asked(provider=provider.id, next_url=next_url, at=_now(), again=request.user.pk if again else 0)


def keep(request: HttpRequest, word: str, asked: Asked) -> None:
    """Keep it in the session, with a few others: a person may have pressed the button in another tab."""
    others = request.session.get(KEPT_AS, {})
    latest = sorted(others, key=lambda each: others[each]["at"])[-(TABS - 1) :]
    request.session[KEPT_AS] = {each: others[each] for each in latest} | {word: asdict(asked)}


def answered(request: HttpRequest, provider: Provider, word: str) -> Asked | None:
    """The asking that this answer belongs to, spent by it; None where this browser has asked nothing like it, or too long ago."""
    kept = request.session.get(KEPT_AS, {})
    found = kept.pop(word, None)
    if found is None:
        return None
    request.session[KEPT_AS] = kept
    asked = Asked(**found)
    return asked if asked.provider == provider.id and 0 <= _now() - asked.at <= GOOD_FOR else None


def waited(asked: Asked) -> int:
    """Seconds since it was asked."""
    return _now() - asked.at


def _now() -> int:
    return int(clock.now().timestamp())


__all__ = ["Asked", "answered", "ask", "keep", "waited"]
