"""A target's plan as a paper for the target: what is done for this one's safety, everybody else's name out of it (handbook 7.4, 6.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.actions.conflicts import principals_of
from cases.actions.names import Mask, name_of
from cases.actions.targets import OnPaper
from cases.models import Case, TargetPlan, TargetPlanVersion, TargetStrategy
from reporting.documents.letter_kinds import SPANISH, language_of
from reporting.documents.people import People
from tat.models import District

TARGET_PLAN = "target_plan"
TITLES = {TARGET_PLAN: _l("A target’s plan for safety"), TARGET_PLAN + SPANISH: _l("A target’s plan for safety, in Spanish")}
TARGET_PLANS = tuple(TITLES)
OPEN_TO_IT = (TargetStrategy.Answer.OFFERED, TargetStrategy.Answer.ACCEPTED)


@dataclass(frozen=True, kw_only=True)
class TargetPaper:
    """One target's plan as it is printed: heading and words of each part, and the strategies that the target has not declined.

    `left` are words that may be part of somebody else's name and stand there all the same, for a person to judge.
    """

    case: Case
    plan: TargetPlan
    version: TargetPlanVersion
    name: str
    parts: Sequence[tuple[str, str]]
    strategies: Sequence[str]
    left: Sequence[str]
    kind: str = TARGET_PLAN

    @property
    def district(self) -> District:
        return self.case.district


def compose(case: Case, paper: OnPaper, version: TargetPlanVersion, people: People, kind: str = TARGET_PLAN) -> TargetPaper:
    """The paper of the version that stands. The subject is not named: telling who it is goes the way of a release."""
    mask = Mask(people.hidden(paper.target.parties), [name_of(paper.target.party)])
    parts = [(title, mask.over(text)) for title, text in _said(version) if text]
    return TargetPaper(
        case=case,
        plan=version.plan,
        version=version,
        name=paper.target.name,
        parts=parts,
        strategies=[row.label for row in paper.answers().values() if row.answer in OPEN_TO_IT],
        left=mask.left("\n".join(text for _title, text in parts)),
        kind=kind,
    )


def _said(version: TargetPlanVersion) -> list[tuple[str, str]]:
    """The parts in the order in which they are read; why nobody keeps in touch, who told what and the parents are the team's own."""
    return [
        (_("How you are reached"), version.channel),
        (_("How often"), version.rhythm),
        (_("Supervision and routes"), version.supervision),
        (_("If you are contacted"), version.on_contact),
        (_("Support for you"), version.supports),
        (_("What you were told"), version.told),
        (_("When this plan ends"), version.ends_when),
    ]


def target_plan(about: TargetPaper, at: datetime) -> dict[str, Any]:
    """What the template prints."""
    lead = next(iter(principals_of(about.case, at)), None)
    return {"paper": about, "case": about.case, "at": at, "language": language_of(about.kind), "lead": lead}
