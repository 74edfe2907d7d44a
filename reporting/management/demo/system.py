"""Patterns across cases of the demonstration, one of them decided; a direction that one team has acknowledged and another has not."""

import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from cases.models import Case
from reporting.actions.directions import DirectionGiven, acknowledge_direction, give_direction
from reporting.actions.system import DecisionGiven, SystemGiven, count_case, decide, hand_over
from reporting.management.demo.school import account
from reporting.models import EnvironmentalFinding
from tat import clock
from tat.models import Team, User
from tat.statutes import local_date

SOURCE = Path(settings.ROOT) / "fixtures" / "demo_system.json"


def make_system(cases: Mapping[str, Case]) -> int:
    """Hand over each pattern from its case, by the keys of the cases that there are; decide, direct and acknowledge.

    Returns how many. The clock is afterwards as it was, whatever happens.
    """
    told: dict[str, Any] = json.loads(SOURCE.read_text())
    moved = clock.moved_by()

    def ago(days: int) -> None:
        clock.offset(moved - timedelta(days=days))

    try:
        found = [_pattern(each, cases, ago) for each in told["findings"] if each["of"] in cases]
        if found:
            _direct(told["direction"], found, ago)
    finally:
        clock.offset(moved)
    return len(found)


def _pattern(told: dict[str, Any], cases: Mapping[str, Case], ago: Callable[[int], None]) -> EnvironmentalFinding:
    ago(told["days"])
    by, today = _person(told["by"]), local_date(clock.now())
    words = {name: told[name] for name in ("category", "pattern", "proposal", "owner")}
    given = SystemGiven(from_month=_months_before(today, told["months"]), until_month=today.replace(day=1), **words)
    finding = hand_over(case=cases[told["of"]], by=by, given=given)
    for key in told["also"]:
        if key in cases:
            count_case(case=cases[key], by=by, finding_id=finding.pk)
    if decided := told.get("decision"):
        ago(decided["days"])
        decision = DecisionGiven(decision=decided["decision"], reason=decided["reason"], owner=decided["owner"])
        decide(finding_id=finding.pk, by=_person(decided["by"]), given=decision)
    return finding


def _direct(told: dict[str, Any], found: list[EnvironmentalFinding], ago: Callable[[int], None]) -> None:
    ago(told["days"])
    by = _person(told["by"])
    teams = list(Team.objects.filter(district=by.district_id, name__in=told["teams"]).values_list("pk", flat=True))
    due = local_date(clock.now()) + timedelta(days=told["within"])
    given = DirectionGiven(title=told["title"], text=told["text"], teams=teams, due_on=due, answers=found[told["answers"]].pk)
    direction = give_direction(by=by, given=given)
    answer = told["acknowledged"]
    ago(answer["days"])
    lead = _person(answer["by"])
    row = direction.given_to.get(team__buildings__appointments__user=lead)
    acknowledge_direction(direction_id=direction.pk, row_id=row.pk, by=lead, answer=answer["answer"])


def _person(short: str) -> User:
    return User.objects.get(email=account(short))


def _months_before(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)
