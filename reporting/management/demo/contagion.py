"""After an act of violence elsewhere in the demonstration: some teams have looked at their cases, others have not yet."""

import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from cases.actions.contagion import CheckGiven, answer_check, ask_after_violence, checks_asked
from cases.models import Case
from reporting.management.demo.school import account
from tat import clock
from tat.models import User

SOURCE = Path(settings.ROOT) / "fixtures" / "demo_contagion.json"


def make_contagion(cases: Mapping[str, Case]) -> None:
    """Ask as the prevention team did so many hours ago; answer for those of these cases, by key, that were looked at since.

    The clock is afterwards as it was, whatever happens.
    """
    told: dict[str, Any] = json.loads(SOURCE.read_text())
    moved = clock.moved_by()
    try:
        clock.offset(moved - timedelta(hours=told["hours"]))
        by = _person(told["by"])
        ask_after_violence(district=by.district, by=by, words=told["words"])
        for each in told["answers"]:
            if each["of"] in cases:
                clock.offset(moved - timedelta(hours=each["hours"]))
                (asked,) = checks_asked(cases[each["of"]])
                given = CheckGiven(check_id=asked.pk, kind=each["kind"], text=each["text"])
                answer_check(case=cases[each["of"]], by=_person(each["by"]), given=given)
    finally:
        clock.offset(moved)


def _person(short: str) -> User:
    return User.objects.get(email=account(short))
