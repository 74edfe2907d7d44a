"""A talk as pages and papers show it: its facts in words, how what was said begins, and its own page with the whole of it."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.access import can, case_view, request_door
from cases.models import Case, Interview, Questioning
from cases.views.signposts import leads
from cases.workflow.questioning import ASKED_OF
from tat.models.prepared import Given, Prepared
from tat.roles import Permission
from tat.templatetags.moments import at_clock, when

BEGINNING = 600
"""Characters of what was said on the page of all talks; the whole stands on the talk's own."""
SAID: dict[str, Any] = {"yes": _l("yes"), "no": _l("no"), "unknown": _l("not known")}


@dataclass(frozen=True)
class Shown:
    """One talk on the page of all: its facts, and the beginning of what was said."""

    talk: Interview
    facts: list[tuple[Any, Any]]
    beginning: str

    @property
    def is_whole(self) -> bool:
        return self.beginning == self.talk.statement


def shown(talk: Interview) -> Shown:
    """The talk with no more of its statement than fits beside the others."""
    return Shown(talk, facts_of(talk), beginning_of(talk.statement))


def beginning_of(text: str) -> str:
    """The text, or its first words with “…”."""
    if len(text) <= BEGINNING:
        return text
    cut = text[:BEGINNING]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut else cut}…"


def facts_of(talk: Interview) -> list[tuple[Any, Any]]:
    """Terms and words of a talk that was held; what was not asked is left out (handbook 5.6)."""
    if not talk.held:
        return []
    ended = f" – {at_clock(talk.ended_at)}" if talk.ended_at else ""
    rows = (
        (_("When"), f"{when(talk.started_at)}{ended}"),
        (_("Where"), talk.place),
        (_("Asked by"), talk.interviewer or talk.recorded_name),
        (_("Second adult"), talk.second_adult),
        (_("Language"), talk.language),
        (_("Interpreter"), talk.interpreter),
        (_("Parent told"), SAID.get(talk.parent_told, "")),
        (_("Parent present"), SAID.get(talk.parent_present, "")),
        (_("Purpose told"), _("yes") if talk.purpose_told else ""),
        (_("Officer or school security took part"), SAID.get(talk.police_present, "")),
        (_("Student under 18 suspected of a criminal act"), SAID.get(talk.criminal_act, "") if talk.police_present == "yes" else ""),
    )
    return [(term, words) for term, words in rows if words]


@case_view(Permission.VIEW_CASE, "GET")
def case_talk(request: HttpRequest, case: Case, interview_id: uuid.UUID) -> HttpResponse:
    """One talk with all that was said. Raises Http404 where the case has no such talk."""
    talk = TALK.first(case=case, pk=interview_id)
    if talk is None:
        raise Http404
    asks = talk.held and talk.police_present == "yes" and talk.criminal_act in ASKED_OF
    context = {
        "case": case,
        "talk": talk,
        "facts": facts_of(talk),
        "asks": asks,
        "blocks": BLOCKS(case=case.id, talk=talk.id) if asks else [],
        "may_answer": case.is_open() and leads(request_door(request), "case_questioning", case),
        "may_protect": can(request_door(request), Permission.VIEW_PROTECTED, case),
    }
    return render(request, "cases/talk.html", context)


TALK: Prepared[Interview] = Prepared(
    lambda: Interview.objects.filter(case=Given("case"), pk=Given("pk")).select_related("party__person__key", "party__case__key")
)
BLOCKS: Prepared[Any] = Prepared(
    lambda: (
        Questioning.objects.filter(case=Given("case"), interview=Given("talk"))
        .order_by("-recorded_at")
        .values_list("recorded_at", flat=True)
    )
)
