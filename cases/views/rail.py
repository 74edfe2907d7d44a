"""The rail of nine: where a case has been, is, and has not been, derived from its dates."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.models import Case
from cases.workflow import Stage
from tat.addresses import address
from tat.templatetags.moments import short

# Name, URL name, the milestone that shows it done.
STAGES: tuple[tuple[Any, str, str], ...] = (
    (_l("Report"), "case_report", "reported_at"),
    (_l("Imminence"), "case_imminence", "determined_at"),
    (_l("Triage"), "case_triage", "triage_at"),
    (_l("Assessment"), "case_assessment", "convened_at"),
    (_l("Classification"), "case_classification", "classified_at"),
    (_l("Notices"), "case_notices", "classified_at"),
    (_l("Case plan"), "case_plan", "planned_at"),
    (_l("Updates"), "case_updates", "last_update_at"),
    (_l("Closing"), "case_closing", "closed_at"),
)
HERE = {Stage.INTAKE: 1, Stage.CONTAINMENT: 1, Stage.TRIAGE: 2, Stage.ASSESSMENT: 3, Stage.MANAGEMENT: 6, Stage.CLOSED: 8}


def rail(case: Case, here: int | None = None) -> list[dict[str, Any]]:
    """The nine stages of a case for the tag `rail`; `here` is the page's own stage where it differs from the case's."""
    standing = _last_reached(case) if case.stage == Stage.MERGED else HERE[Stage(case.stage)]
    if case.stage == Stage.MANAGEMENT and case.planned_at:
        standing = 7
    if case.stage == Stage.ASSESSMENT and case.classified_at:
        standing = 4
    return [_stage(case, number, standing if here is None else here, standing) for number in range(len(STAGES))]


def _last_reached(case: Case) -> int:
    """How far a case came before it was merged."""
    return max(number for number, (_name, _place, milestone) in enumerate(STAGES) if getattr(case, milestone))


def _stage(case: Case, number: int, here: int, standing: int) -> dict[str, Any]:
    name, place, milestone = STAGES[number]
    reached_at: datetime | None = getattr(case, milestone)
    reached = reached_at is not None or number == here or (case.is_open() and number <= standing)
    state = "here" if number == here else "done" if reached_at and number != standing else "later"
    return {
        "name": name,
        "state": state,
        "note": short(reached_at) if reached_at else _("Contained first") if number == 1 and case.stage == Stage.CONTAINMENT else "",
        "url": address(place, case.code) if reached else "",
    }
