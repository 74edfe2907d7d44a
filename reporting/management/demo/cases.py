"""Twenty-five cases at every stage, told through the product's own actions."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from reporting.management.demo import intake
from reporting.management.demo.story import Story, begin
from tat import clock

SOURCE = Path(settings.ROOT) / "fixtures" / "demo_cases.json"


def make_cases() -> int:
    """Tell every story; returns how many. The clock is true again afterwards, whatever happens."""
    real_now = clock.now()
    plans = json.loads(SOURCE.read_text())
    try:
        for plan in plans:
            STAGES.get(plan["to"], _assessment)(begin(plan, real_now))
    finally:
        clock.offset(timedelta(0))
    return len(plans)


def _intake(story: Story) -> None:
    story.tell(intake.report)


def _reviewed(story: Story) -> None:
    story.tell(intake.report)


def _containment(story: Story) -> None:
    story.tell(intake.report, intake.contain, minutes=2)


def _triage(story: Story) -> None:
    story.tell(intake.report, intake.determine)


def _one_opinion(story: Story) -> None:
    _triage(story)
    intake.look(story)
    intake.concur(story, 1)


def _closed_at_triage(story: Story) -> None:
    _triage(story)
    intake.look(story)
    intake.concur(story)


def _assessment(story: Story) -> None:
    _triage(story)
    story.tell(intake.look, intake.convene)


STAGES: dict[str, Callable[[Story], None]] = {
    "intake": _intake,
    "reviewed": _reviewed,
    "containment": _containment,
    "triage": _triage,
    "one_opinion": _one_opinion,
    "closed_at_triage": _closed_at_triage,
    "assessment": _assessment,
}

