"""Questions to a team in the outbox: who is asked finds one on Home until it is answered, who asked finds the answer there."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from tat.models import Notice
from tat.notices import ANSWERED, ASKED, QUESTION, State, _mark, message_id, publish, questions_of


def tell_question(user_ids: Iterable[int], *, question_id: uuid.UUID, step: str, ref: str, at: datetime) -> None:
    """Write one row for each person who is asked, or whose question is answered (`step`); `ref` is the id of that fact.

    It belongs to no case, so it carries no code. What the team is asked stays on Home until it is answered.
    """
    dedups = {user_id: f"{questions_of(user_id)}{step}:{ref}:email" for user_id in user_ids}
    shared = {"template": QUESTION, "about_id": question_id, "step": step, "created_at": at, "next_try_at": at}
    rows = [Notice(dedup=dedup, recipient_id=user_id, message_id=message_id(dedup), **shared) for user_id, dedup in dedups.items()]
    if rows:
        Notice.objects.bulk_create(rows, ignore_conflicts=True)
        publish()


def end_question(question_id: uuid.UUID, *, beside: Collection[int] | None = None) -> None:
    """The team is not asked any more, or only those `beside`: it leaves Home, and no mail is sent. One on its way is not waited for."""
    rows = Notice.objects.filter(template=QUESTION, about_id=question_id, step=ASKED, opened_at=None).exclude(state=State.WITHDRAWN)
    _mark(rows if beside is None else rows.exclude(recipient__in=beside), state=State.WITHDRAWN)


def asked_about(question_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, set[int]]:
    """Whom each of these questions waits for on Home."""
    rows = Notice.objects.filter(template=QUESTION, about_id__in=question_ids, step=ASKED, opened_at=None).exclude(state=State.WITHDRAWN)
    found: dict[uuid.UUID, set[int]] = {}
    for question_id, user_id in rows.values_list("about_id", "recipient_id"):
        found.setdefault(question_id, set()).add(user_id)  # type: ignore[arg-type]
    return found


def mark_answer_opened(user_id: int, question_id: uuid.UUID, at: datetime) -> None:
    """The person has the answers to the own question on the screen: they leave Home, and no mail about them is sent any more."""
    _mark(Notice.objects.filter(template=QUESTION, about_id=question_id, recipient_id=user_id, step=ANSWERED, opened_at=None), opened_at=at)
