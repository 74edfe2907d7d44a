"""Cases with dates to watch, made by the team's own acts, and their alerts."""

from datetime import date
from typing import Any

from cases.actions.dates import DateGiven, add_date
from cases.models import Case, WatchItem
from cases.watching import When
from tat.models import Obligation
from tests.cast import Cast

HEARING = "The hearing about the order, room 4."
FEARED = "That he feels shut out."


def given(cast: Cast, **changes: Any) -> DateGiven:
    """A hearing on September 28, which the counselor looks after."""
    words = {"kind": "PRE-3", "when": When.EXACT, "event": HEARING, "effect": FEARED, "mitigation": "", "owner": cast.counselor}
    days = {} if "when" in changes else {"on_day": date(2026, 9, 28)}
    return DateGiven(**(words | days | changes))


def a_date(cast: Cast, case: Case, **changes: Any) -> WatchItem:
    """The same, on the case's list."""
    return add_date(case=case, by=changes.pop("by", cast.counselor), given=given(cast, **changes))


def alerts(case: Case) -> list[Obligation]:
    """Every alert of the case, the first begun first."""
    return list(Obligation.objects.filter(about_id=case.pk, rule="WATCH").order_by("triggered_at", "trigger_ref"))


def typed(**changes: Any) -> dict[str, Any]:
    """What a person types into the form of a date, by the names of its fields."""
    words = {"kind": "PRE-3", "event": HEARING, "when": "exact", "on_day": "2026-09-28", "effect": FEARED, "mitigation": ""}
    return {f"date-{name}": value for name, value in (words | changes).items()}
