"""The round that runs, on the STEP page: since when and why, and what it changed; nothing is read in the first round."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _l

from cases.actions.facts import ANSWERS
from cases.actions.on_record import Row
from cases.models import Case, InformationGap, KeyAnswer, PathwayStage
from cases.views.finding_lines import NEW
from cases.views.round_sheet import LEDGER, SIGNED, Read, changes, rounds_of
from tat import notices
from tat.permissions import request_scope

CHANGED = _l("answer changed")
OPEN_AT_MOST = 12
"""Changes that stand open on the page; more of them are folded, so that the findings stay near."""


class Standing(NamedTuple):
    """What the page has read already: findings and gaps in order of writing, stages the latest first."""

    findings: Sequence[Any]
    gaps: Sequence[InformationGap]
    stages: Sequence[PathwayStage]


def looked_again(request: HttpRequest, case: Case, rest: Row, questions: Iterable[Any], here: Standing) -> dict[str, Any]:
    """The round that runs, its start, and what changed in it; each question's `flag`. {} in the first round.

    Opening the page opens the notices of rounds that wait for the person.
    """
    if rest["round"] is None:
        return {}
    notices.mark_opened(request.user.pk, case.id, request_scope(request).at, kind="round")  # type: ignore[arg-type]
    rounds, answers = rounds_of(case), ANSWERS(case=case)
    now = rounds[-1]
    for row in questions:
        row.flag = flag_of([each for each in answers if each.question == row.code], now.since)
    read = Read(here.findings, answers, here.gaps, here.stages[::-1], LEDGER(case=case), SIGNED(case=case))
    changed = changes(read, now.since, {row.code: row.label for row in questions})
    few = sum(len(each) for _heading, each in changed) <= OPEN_AT_MOST
    return {"round": now, "since": now.since, "earlier_rounds": rounds[:-1], "changed": changed, "few_changed": few}


def flag_of(answers: Sequence[KeyAnswer], since: Any) -> Any:
    """“new” or “changed” for a question that was answered in the round; "" for one that was not."""
    if not answers or answers[-1].recorded_at < since:
        return ""
    return CHANGED if answers[0].recorded_at < since else NEW
