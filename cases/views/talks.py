"""A talk as pages show it: its facts in words, how what was said begins, and its own page with the whole of it."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from cases.access import can, case_view, request_door
from cases.actions.in_words import facts_of_talk
from cases.actions.questioning import asks_for_block, standing_for
from cases.models import Case, Interview
from cases.views.signposts import leads
from tat.addresses import address
from tat.models.prepared import Given, Prepared
from tat.roles import Permission

BEGINNING = 600
"""Characters of what was said on the page of all talks; the whole stands on the talk's own."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One talk on the page of all, for {% talk_rows %}: its facts, and the beginning of what was said or why it was not held."""

    id: uuid.UUID
    title: str
    url: str
    held: bool
    facts: list[tuple[Any, Any]]
    words: str
    is_whole: bool
    by: str
    at: datetime


def shown(talk: Interview, code: str) -> Shown:
    """The talk with no more of its statement than fits beside the others."""
    whole = talk.statement if talk.held else talk.not_held_reason
    words = beginning_of(whole) if talk.held else whole
    return Shown(
        id=talk.id,
        title=": ".join(filter(None, (str(talk.get_interviewee_display()), talk.party.shown_name() if talk.party else ""))),
        url=address("case_talk", code, talk.id),
        held=talk.held,
        facts=facts_of_talk(talk) if talk.held else [],
        words=words,
        is_whole=words == whole,
        by=talk.written_by,
        at=talk.recorded_at,
    )


def beginning_of(text: str) -> str:
    """The text, or its first words with “…”."""
    if len(text) <= BEGINNING:
        return text
    cut = text[:BEGINNING]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut else cut}…"


@case_view(Permission.VIEW_CASE, "GET")
def case_talk(request: HttpRequest, case: Case, interview_id: uuid.UUID) -> HttpResponse:
    """One talk with all that was said. Raises Http404 where the case has no such talk."""
    talk = TALK.first(case=case, pk=interview_id)
    if talk is None:
        raise Http404
    asks = asks_for_block(talk)
    context = {
        "case": case,
        "talk": talk,
        "facts": facts_of_talk(talk),
        "asks": asks,
        "stands": standing_for(talk) if asks else None,
        "may_answer": case.is_open() and leads(request_door(request), "case_questioning", case),
        "may_protect": can(request_door(request), Permission.VIEW_PROTECTED, case),
    }
    return render(request, "cases/talk.html", context)


TALK: Prepared[Interview] = Prepared(
    lambda: Interview.objects.filter(case=Given("case"), pk=Given("pk")).select_related("party__person__key", "party__case__key")
)
