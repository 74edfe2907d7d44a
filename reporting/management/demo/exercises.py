"""A tabletop exercise of the high school's team in the demonstration: played three weeks ago, credited, its record printed."""

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings

from reporting.actions.exercises import EndGiven, ExerciseGiven, decide, end_exercise, start_exercise
from reporting.management.demo.school import account
from tat import clock
from tat.models import Building, User

SOURCE = Path(settings.ROOT) / "fixtures" / "demo_exercise.json"


def make_exercise(*, running: bool = False) -> None:
    """Play it minute by minute, each decision by who wrote it. The clock is afterwards as it was, whatever happens.

    `running` leaves it without its end, so many minutes ago that all parts have come.
    """
    told: dict[str, Any] = json.loads(SOURCE.read_text())
    moved = clock.moved_by()
    ago = timedelta(minutes=told["minutes"]) if running else timedelta(days=told["days"])
    began = moved - ago
    try:
        clock.offset(began)
        lead, building = _person(told["lead"]), Building.objects.get(code=told["at"])
        team = building.teams.get()
        players = [_person(each).pk for each in told["players"]]
        given = ExerciseGiven(scenario=told["scenario"], building=building.pk, players=players)
        case = start_exercise(team_ref=team.ref, by=lead, given=given).case
        for each in told["decisions"]:
            clock.offset(began + timedelta(minutes=each["minute"]))
            decide(case=case, by=_person(each["by"]), number=each["part"], words=each["words"])
        if running:
            return
        clock.offset(began + timedelta(minutes=told["minutes"]))
        words = {name: told[name] for name in ("lessons", "trainer", "expert_basis")}
        end = EndGiven(credit=True, present=[lead.pk, *players], hours=Decimal(told["hours"]), **words)
        end_exercise(case=case, by=lead, given=end)
    finally:
        clock.offset(moved)


def _person(short: str) -> User:
    return User.objects.get(email=account(short))
