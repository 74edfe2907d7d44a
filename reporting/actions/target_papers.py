"""Printing a target's plan for the target: by those who keep these plans, kept under the plan's own key, apart from the case's papers."""

from uuid import UUID

from django.db import transaction
from django.utils import translation

from cases.access import locked_case
from cases.actions.locks import refuse_merged
from cases.actions.targets import OnPaper, on_paper, target_in
from cases.models import Case
from reporting.actions.papers import issue_target_plan
from reporting.documents.letter_kinds import language_of
from reporting.documents.people import people_of
from reporting.documents.target_plan import TARGET_PLAN, TARGET_PLANS, TargetPaper, compose
from reporting.models import IssuedDocument
from tat import audit, clock
from tat.models import User
from tat.roles import Permission
from tat.workflow import Blocked

LANGUAGE = "Choose the language."
NOTHING = "Nothing is written yet. Write the plan first, then print it."


def composed(case: Case, paper: OnPaper, kind: str = TARGET_PLAN) -> TargetPaper | None:
    """The paper as it would be printed now, in the language of its kind; None where nothing is written."""
    with translation.override(language_of(kind)):
        return compose(case, paper, paper.current, people_of(case), kind) if paper.current else None


@transaction.atomic
def print_target_plan(*, case: Case, by: User, party_id: UUID, kind: str = TARGET_PLAN) -> IssuedDocument:
    """Issue the plan that stands to its target: numbered, checkable, kept. It may be printed of a closed case too.

    Raises Http404 for no target of this case, Blocked where nothing is written or in a language that is not printed.
    """
    at = clock.now()
    locked = locked_case(case.id, by=by, permission=Permission.VIEW_TARGET_PLAN, at=at)
    refuse_merged(locked)
    if kind not in TARGET_PLANS:
        raise Blocked((LANGUAGE,))
    paper = composed(locked, on_paper(target_in(locked, party_id)), kind)
    if paper is None:
        raise Blocked((NOTHING,))
    issued = issue_target_plan(paper, by=by, at=at)
    audit.record("target_plan_printed", by=by, at=at, about=("target_plan", paper.plan.id), district_id=locked.district_id)
    return issued


def printed_of(case: Case, paper: OnPaper) -> list[IssuedDocument]:
    """The copies of one target's plan, the latest first, those of merged cases among them."""
    keys = [plan.key_id for plan in paper.target.plans]
    rows = IssuedDocument.objects.filter(case__in=case.with_merged(), kind__in=TARGET_PLANS, html__key__in=keys)
    return list(rows.select_related("issued_by", "html__key").order_by("-issued_at", "-id"))
