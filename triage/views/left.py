"""What a person left in the form of a report or a tip: shown again while they may still log one for the school that stands in it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict

from tat import drafts
from tat.permissions import request_scope

REFS = ("new", "new-2")
"""The draft, and the one beside it for whoever has a draft that is sealed by now."""


@dataclass(frozen=True)
class Left:
    """A draft as its form shows it: `body` None where there is none; `ref` is where the page goes on saving."""

    body: QueryDict | None = None
    ref: str = REFS[0]
    is_sealed: bool = False


def left_in(request: HttpRequest, form: str, buildings: set[str]) -> Left:
    """The draft of that form, for somebody who may log reports for these buildings, by their keys.

    A draft for another school stays sealed and is kept; a new one stands beside it.
    """
    shut: list[str] = []

    def is_theirs(body: Mapping[str, list[str]]) -> bool:
        return set(body.get("building", ())) <= buildings or bool(shut.append(form))

    for ref in REFS:
        before = len(shut)
        body = drafts.open_draft(request.user, form, ref, at=request_scope(request).at, within=is_theirs)
        if len(shut) == before:
            return Left(body, ref, bool(shut))
    return Left(None, REFS[-1], is_sealed=True)


def ref_of(request: HttpRequest) -> str:
    """Where the page that was sent kept its draft."""
    sent = request.POST.get("draft", "")
    return sent if sent in REFS else REFS[0]
