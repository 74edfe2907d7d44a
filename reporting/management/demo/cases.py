"""Twenty-five cases at every stage, told through the product's own actions."""

import json
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from cases.actions.attachments import add_attachments
from cases.actions.circle import grant_access
from cases.levels import Level
from cases.models import Case
from reporting.management.demo import dates, intake, offers, team
from reporting.management.demo.pictures import chat
from reporting.management.demo.story import Story, begin
from reporting.management.demo.targets import keep_safe
from tat import clock

SOURCE = Path(settings.ROOT) / "fixtures" / "demo_cases.json"


def plans() -> list[dict[str, Any]]:
    """What each case is to be, and how long ago it began."""
    found: list[dict[str, Any]] = json.loads(SOURCE.read_text())
    return found


def make_cases(told: Iterable[dict[str, Any]]) -> dict[str, Case]:
    """Tell these stories; gives each case by its key. The clock is afterwards as it was, whatever happens."""
    moved, real_now = clock.moved_by(), clock.now()
    stories = [begin(plan, real_now, moved) for plan in told]
    try:
        for story in stories:
            story.forward()
            STAGES[story.plan["to"]](story)
            visit(story)
    finally:
        clock.offset(moved)
    return {story.plan["key"]: story.case for story in stories}


def visit(story: Story) -> None:
    """The consultant is let in until a day, a picture is added, another building is asked to take the case, where the plan says so."""
    if caption := story.plan.get("picture"):
        add_attachments(case=story.fresh(), by=story.lead, given=[chat()], caption=caption)
    if days := story.plan.get("consultant_for_days"):
        until, to = story.now + timedelta(days=days), story.person("consultant")
        grant_access(case=story.fresh(), by=story.lead, to=to, until=until, reason="consultant")
    if school := story.plan.get("hand_to"):
        team.hand_over(story, school)


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
    story.tell(intake.look, intake.convene, intake.meet)


def _danger(story: Story) -> None:
    """Determined 20 hours ago, or days ago and not proven since."""
    _assessment(story)
    story.until(hours=20 if story.plan.get("hours") else 50)
    team.danger(story)


def _assessed(story: Story) -> None:
    _assessment(story)
    story.forward(hours=20)
    story.tell(team.assess, team.no_danger)


def _classified(story: Story) -> None:
    _assessed(story)
    story.tell(team.level)
    team.positions(story, leave=2)


def _managed(story: Story) -> None:
    _assessed(story)
    story.tell(team.level, minutes=10)
    if story.plan["level"] == Level.HIGH:
        story.tell(keep_safe)
    story.tell(team.positions)
    story.forward(hours=5)
    team.plan(story)
    if story.plan.get("help"):
        story.tell(offers.offer, offers.went)
    told = {"contacts": team.contact, "tries": team.attempt, "updates": team.update}
    later = [(days, act) for word, act in told.items() for days in story.plan.get(word, [])]
    for days, act in sorted(later, key=lambda each: each[0], reverse=True):
        story.until(days=days)
        act(story)
    if story.plan.get("dates"):
        story.until(hours=2)
        dates.watch(story)


def _closed(story: Story) -> None:
    if story.plan["level"] == "moderate":
        _managed(story)
        story.forward(days=25)
        team.end_watch(story)
        team.update(story, resolved=True)
    else:
        _assessed(story)
        story.tell(team.level, team.positions)
    story.forward(hours=2)
    team.close(story)


def _reopened(story: Story) -> None:
    _closed(story)
    story.until(days=1)
    team.open_again(story)


STAGES: dict[str, Callable[[Story], None]] = {
    "intake": _intake,
    "reviewed": _reviewed,
    "containment": _containment,
    "triage": _triage,
    "one_opinion": _one_opinion,
    "closed_at_triage": _closed_at_triage,
    "assessment": _assessment,
    "danger": _danger,
    "assessed": _assessed,
    "classified": _classified,
    "managed": _managed,
    "closed": _closed,
    "reopened": _reopened,
}
