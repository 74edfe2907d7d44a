"""What the plan's monitoring asks, when somebody last looked, when the next contact is due: words out of the record for three pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.actions.rhythm import RULE
from cases.models import Case
from cases.workflow.contacts import Monitoring, rhythm_of
from tat.addresses import address
from tat.templatetags.moments import time_left, weekday


@dataclass(frozen=True)
class Watch:
    """The monitoring of a case at one moment. `due_at` None: no contact is due, and `none_due` says why."""

    mode: str
    asks: str
    last: str
    since: str
    due_at: datetime | None
    left: str
    late: bool
    duty_url: str
    none_due: str


def mode_of(record: Mapping[str, Any]) -> str:
    """The mode of the plan in force; "" where none is."""
    found = record["rest"][0]["monitoring"]
    return found["mode"] if found else ""


def watch(case: Case, record: Mapping[str, Any], at: datetime) -> Watch:
    """The monitoring at `at`, out of what is on record of the case."""
    duty = next((each for each in record["duty"] if each["rule"] == RULE and each["open"]), None)
    due_at = datetime.fromisoformat(duty["due"]) if duty else None
    mode, contacts = mode_of(record), record["rest"][0]["contacts"]
    return Watch(
        mode=str(Monitoring(mode).label) if mode else _("No plan is in force"),
        asks=_asks(mode, record["rest"][0]["monitoring"]),
        last=_last(contacts),
        since=_since(case, contacts),
        due_at=due_at,
        left=time_left(due_at, at) if due_at else "",
        late=bool(duty and duty["late"]),
        duty_url=address("duty_detail", duty["id"]) if duty else "",
        none_due="" if due_at else _none_due(case, mode),
    )


def _asks(mode: str, found: Mapping[str, Any] | None) -> str:
    rhythm = rhythm_of(mode, found["days"]) if found else None
    if mode == Monitoring.ACTIVE and rhythm:
        asks = _("Contact with the subject and with others, at least every %(n)s days; the events to watch are looked at too.")
        return asks % {"n": rhythm.days}
    if rhythm:
        asks = ngettext("A planned check every day.", "A planned check, at least every %(n)s days as the plan sets it.", rhythm.days)
        return asks % {"n": rhythm.days}
    if mode == Monitoring.PASSIVE:
        return _("No outreach. The team is told if something new arises; each update is the entry.")
    return _("The plan does not say how often. Write it into the plan.") if mode else ""


def _none_due(case: Case, mode: str) -> str:
    if not case.is_open():
        return _("Planned contacts stopped when the case was closed.")
    if mode == Monitoring.PASSIVE:
        return _("No contact is planned. What is recorded is kept all the same.")
    if not mode:
        return _("No contact is planned before the plan is adopted. What is recorded is kept all the same.")
    return _("No planned contact is running. The next one counts from the next contact.")


def _last(contacts: Mapping[str, Any]) -> str:
    """The day of the latest contact that took place."""
    return weekday(datetime.fromisoformat(contacts["last"])) if contacts["last"] else ""


def _since(case: Case, contacts: Mapping[str, Any]) -> str:
    """How many there were since the last update, in words."""
    held, tried = contacts["since"], contacts["tried"]
    if not held and not tried:
        return _("No contact is recorded since the last update.") if case.last_update_at else _("No contact is recorded yet.")
    if case.last_update_at:
        words = ngettext("%(n)s contact since the last update.", "%(n)s contacts since the last update.", held)
    else:
        words = ngettext("%(n)s contact so far.", "%(n)s contacts so far.", held)
    more = ngettext("Tried once without reaching anybody.", "Tried %(n)s times without reaching anybody.", tried)
    return " ".join([words % {"n": held}, *([more % {"n": tried}] if tried else [])])
