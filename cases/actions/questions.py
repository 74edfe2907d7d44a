"""The eleven key questions: each answer is kept, the latest governs, and “unknown” opens an information gap."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from cases.actions.gaps import GapGiven, check_gap, finders, open_gap
from cases.actions.grounds import known_here
from cases.actions.locks import Overtaken, locked_open, refuse
from cases.actions.logs import log_case
from cases.actions.moves import touch_facts
from cases.actions.signing import void_positions
from cases.actions.stamps import stamp
from cases.models import Case, InformationGap, KeyAnswer, KeyQuestion
from tat import clock
from tat.models import User
from tat.statutes import local_date

NO_QUESTION = "This question is not on the district's list any more. Open the page again."
READING = "Choose what this does: raises concern, lowers concern, neither, or not known yet."
TEXT = "Write what is known, and from whom. If nothing is known, choose “Not known yet”."
SUPPORT = "What it rests on is no finding, interview or file of this case. Choose among those that stand here."
CHANGED = "Somebody answered this question meanwhile. Your text is still here. Compare it with the answer that stands now, and save again."
Reading = KeyAnswer.Reading


@dataclass(frozen=True, kw_only=True)
class AnswerGiven:
    """One answer as it is typed; with “unknown”, who finds out and by when (a local date).

    `support` are ids of findings, interviews held and files of the case that it rests on.
    """

    question: str
    reading: str
    text: str = ""
    owner: User | None = None
    due_on: date | None = None
    support: tuple[uuid.UUID, ...] = ()


@transaction.atomic
def answer_question(*, case: Case, by: User, given: AnswerGiven, seen: uuid.UUID | None = None) -> KeyAnswer:
    """Answer one key question. `seen` is the answer that stood on the page: raises Overtaken where another stands meanwhile.

    “Unknown” opens an information gap for this question unless one is open: who finds out, by when (handbook 5.3).
    """
    at = clock.now()
    locked = locked_open(case, by=by, at=at)
    question = KeyQuestion.objects.in_force(locked.district_id).filter(code=given.question).first()
    latest = locked.keyanswer_set.filter(question=given.question).order_by("-recorded_at", "-id").first()
    refuse(
        ("", NO_QUESTION, question is None),
        ("reading", READING, given.reading not in Reading.values),
        ("text", TEXT, given.reading != Reading.UNKNOWN and not given.text.strip()),
        ("support", SUPPORT, bool(set(given.support) - known_here(locked, given.support))),
    )
    if latest is not None and latest.pk != seen:
        raise Overtaken(CHANGED, latest)
    words = {"question": given.question, "reading": given.reading, "text": given.text.strip(), "support": list(given.support)}
    answer = KeyAnswer.objects.create(case=locked, **words, **stamp(by, at))
    touch_facts(locked)
    if given.reading == Reading.UNKNOWN and not has_open_gap(locked, given.question):
        _find_out(locked, question, given, by, at)
        void_positions(locked, by=by, at=at)
    log_case("question_answered", locked, by=by, at=at, detail=given.question)
    return answer


def has_open_gap(case: Case, question: str) -> bool:
    """Whether somebody is finding out about this question already."""
    return InformationGap.objects.filter(case=case, question=question, closed_at=None).exists()


def _find_out(case: Case, question: KeyQuestion | None, given: AnswerGiven, by: User, at: datetime) -> None:
    if question is None:
        return
    gap = GapGiven(
        what=given.text.strip() or question.label,
        domain=question.domains[0] if question.domains else "",
        question=question.code,
        owner=given.owner,
        due_on=given.due_on,
    )
    check_gap(gap, local_date(at), finders(case, by, at))
    open_gap(case, gap, by=by, at=at)
