"""The thirty days between updates as the plan's page and the updates' page show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tat.addresses import address
from tat.statutes import local_date
from tat.templatetags.moments import day, time_left


@dataclass(frozen=True)
class Heartbeat:
    """Day 0, today, and when the next update is due; `late` once that has passed."""

    started_at: datetime
    due_at: datetime
    target_at: datetime | None
    start_words: str
    today_words: str
    left: str
    late: bool
    duty_url: str


def heartbeat(record: Mapping[str, Any], at: datetime) -> Heartbeat | None:
    """The running days at `at`, out of what is on record of a case; None where no update is due."""
    row = next((duty for duty in record["duty"] if duty["rule"] == "UPD-30" and duty["open"]), None)
    if row is None:
        return None
    began_at, due_at = datetime.fromisoformat(row["began"]), datetime.fromisoformat(row["due"])
    began = _("Last update %(day)s") if row["ref"].startswith("update:") else _("Day 0, %(day)s")
    return Heartbeat(
        started_at=began_at,
        due_at=due_at,
        target_at=datetime.fromisoformat(row["target"]),
        start_words=began % {"day": day(began_at)},
        today_words=_("Today, day %(n)s") % {"n": (local_date(at) - local_date(began_at)).days},
        left=time_left(due_at, at),
        late=row["late"],
        duty_url=address("duty_detail", row["id"]),
    )
