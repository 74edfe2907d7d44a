"""The plan as its page shows it: strategies by letter, the safeguard beside a separation, what is missing before it is adopted."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from cases.actions.plan import carried_by
from cases.actions.plan_facts import ENDED, PlanSheet, is_unsafeguarded
from cases.models import PlanStrategy
from cases.safeguard import CODES, answers_due, missing
from cases.step import StepDomain
from tat.templatetags.moments import on, time_left

TITLES = {
    StepDomain.SUBJECT: _l("Subject: de-escalate, contain, redirect"),
    StepDomain.TARGET: _l("Target: lower exposure"),
    StepDomain.ENVIRONMENT: _l("Environment: discourage escalation"),
    StepDomain.PRECIPITATING: _l("Precipitating events: what is coming up"),
}

GONE = {
    "case_manager": _l("The case manager, %(name)s, holds no seat of this team. Name a member of the team, and adopt the plan."),
    "engager": _l("Who keeps in touch, %(name)s, holds no seat of this team. Name a member of the team, and adopt the plan."),
    "second_engager": _l(
        "Who also keeps in touch, %(name)s, holds no seat of this team. Name a member of the team or nobody, and adopt the plan."
    ),
}


@dataclass(frozen=True)
class Letter:
    """One letter of STEP with its strategies; `bare` where there are findings and nothing is chosen yet."""

    letter: str
    name: str
    title: str
    rows: list[dict[str, Any]]
    bare: bool


def letters(strategies: Iterable[PlanStrategy], with_findings: Iterable[str], at: datetime) -> list[Letter]:
    """The four letters in order."""
    found, labels, by_domain, chosen = set(with_findings), Labels(), defaultdict[str, list[dict[str, Any]]](list), set()
    for row in strategies:
        by_domain[row.domain].append(shown(row, at, labels))
        if row.status != PlanStrategy.Status.DROPPED:
            chosen.add(row.domain)
    return [
        Letter(
            letter=domain.value,
            name=str(domain.label),
            title=str(TITLES[domain]),
            rows=by_domain[domain.value],
            bare=domain.value in found - chosen,
        )
        for domain in StepDomain
    ]


class Labels:
    """Words that stand in many rows, translated once for a page; a day and a name are written once."""

    def __init__(self) -> None:
        self.status = {value: str(label) for value, label in PlanStrategy.Status.choices}
        self.purpose = {value: str(label) for value, label in PlanStrategy.Purpose.choices} | {"": ""}
        self.nobody = _("No owner yet")
        self.meeting = _("re-entry meeting %(day)s")
        self.days: dict[date, str] = {}
        self.owners: dict[Any, str] = {None: self.nobody}

    def day(self, day: date) -> str:
        found = self.days.get(day)
        if found is None:
            found = self.days[day] = on(day)
        return found

    def owner(self, row: PlanStrategy) -> str:
        found = self.owners.get(row.owner_id)
        if found is None:
            name = row.owner.short_name  # type: ignore[union-attr]
            found = self.owners[row.owner_id] = _("%(name)s, who has left") % {"name": name} if _has_left(row) else name
        return found


def shown(row: PlanStrategy, at: datetime, labels: Labels) -> dict[str, Any]:
    """One strategy: what it is, who does it when and how often, how it stands, what it is for, and its safeguard."""
    dates = " – ".join([labels.day(day) for day in (row.starts_on, row.due_on) if day])
    meeting = labels.meeting % {"day": labels.day(row.reentry_on)} if row.reentry_on else ""
    parts = (labels.owner(row), row.rhythm, dates, labels.status[row.status], labels.purpose[row.purpose], meeting)
    return {
        "row": row,
        "words": " · ".join(filter(None, parts)),
        "is_over": row.status in ENDED,
        "safeguard": safeguard(row, at) if row.offers_safeguard else None,
    }


def safeguard(row: PlanStrategy, at: datetime) -> dict[str, Any]:
    """How far the eight answers are, and the clock of an emergency removal that runs without them."""
    unanswered = missing(row.answered)
    bare = is_unsafeguarded(row)
    due_at = answers_due(row.emergency_at) if bare and row.emergency_at else None
    answered = len(CODES) - len(unanswered)
    return {
        "words": _("All eight answered") if not unanswered else _("%(n)s of 8 answered") % {"n": answered},
        "answered": not unanswered,
        "required": row.is_separation,
        "unsafeguarded": bare,
        "due_at": due_at,
        "late": bool(due_at and at > due_at),
        "left": time_left(due_at, at) if due_at else "",
    }


def unowned(strategies: Iterable[PlanStrategy]) -> list[str]:
    """A sentence about the strategies that nobody carries, and one about those of people who have left; none where each has its owner."""
    going = [row for row in strategies if row.status not in ENDED]
    free = sum(row.owner_id is None for row in going)
    left = sum(_has_left(row) for row in going)
    without = ngettext("%(n)s strategy has no owner yet.", "%(n)s strategies have no owner yet.", free) % {"n": free}
    ended = ngettext(
        "The owner of %(n)s strategy has left. Name another one.",
        "The owners of %(n)s strategies have left. Name others.",
        left,
    ) % {"n": left}
    return [words for words, count in ((without, free), (ended, left)) if count]


def _has_left(row: PlanStrategy) -> bool:
    return row.owner is not None and not row.owner.is_active


def gone(sheet: PlanSheet) -> list[str]:
    """A sentence for each of those who carry the plan and hold no seat of the team any more, as after a transfer (4:190-AP2)."""
    named = carried_by(sheet.plan) if sheet.plan else {}
    return [str(GONE[name]) % {"name": person.full_name} for name, person in named.items() if person.pk not in sheet.on_team]
