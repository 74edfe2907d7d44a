"""Matters of records law of the demonstration: requests, court orders, a challenge, a disposal, by their keepers' own acts."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from reporting.actions.record_steps import StepGiven, take_step
from reporting.actions.records import MatterGiven, open_matter
from reporting.management.demo.school import account
from tat import clock
from tat.models import Building, User
from tat.statutes import local_date

SOURCE = Path(settings.ROOT) / "fixtures" / "demo_records.json"
DAYS = ("since_on", "passed_on", "left_on", "planned_on", "on")


def make_records() -> int:
    """Record each as many days ago as it says, and what was done with it since. Returns how many.

    The clock is afterwards as it was, whatever happens.
    """
    told: list[dict[str, Any]] = json.loads(SOURCE.read_text())
    moved = clock.moved_by()
    today = local_date(clock.now())

    def dated(words: dict[str, Any]) -> dict[str, Any]:
        """Days are told as so many from today."""
        return {name: today + timedelta(days=value) if name in DAYS else value for name, value in words.items()}

    try:
        for each in told:
            clock.offset(moved - timedelta(days=each["days"]))
            building = Building.objects.filter(code=each.get("building", "")).first()
            given = MatterGiven(building=building, **dated(each["given"]))
            matter = open_matter(kind=each["kind"], by=_person(each["by"]), given=given)
            for step in each.get("steps", ()):
                clock.offset(moved - timedelta(days=step["days"]))
                at = clock.now() if step["what"] == "notice" else None
                take_step(matter_id=matter.pk, by=_person(step["by"]), given=StepGiven(what=step["what"], at=at, **dated(step["given"])))
    finally:
        clock.offset(moved)
    return len(told)


def _person(short: str) -> User:
    return User.objects.get(email=account(short))
