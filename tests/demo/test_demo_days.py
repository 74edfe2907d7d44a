"""The demonstration is loaded on a weekend, in summer, on a holiday, on the leap day: its clocks run out when they should."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from reporting.management.demo import cases as stories
from reporting.management.demo.school import make_school
from tat import clock
from tat.models import Obligation

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
QUIET_DAYS = {
    "2026-11-28 22:40": "2026-11-25",
    "2027-06-09 09:30": "2027-06-09",
    "2027-07-05 07:15": "2027-07-02",
    "2028-02-29 08:05": "2028-02-29",
}
"""When it is loaded, and the day of an update that is due thirty days after the last one, or on the working day before."""


@pytest.mark.parametrize(("moment", "update_due"), QUIET_DAYS.items())
def test_the_stories_can_be_told_on_any_day(at: Callable[[str], datetime], moment: str, update_due: str) -> None:
    now = at(moment)
    today = now.astimezone(clock.CENTRAL).date()
    with_clocks = [plan for plan in stories.plans() if plan["key"] in {"fresh_triage", "due_today", "danger"}]
    make_school(today)
    assert len(stories.make_cases(with_clocks)) == 3
    assert now <= clock.now() < now + timedelta(hours=1)
    (update,) = Obligation.objects.open().filter(rule="UPD-30")
    assert update.target_due_at.astimezone(clock.CENTRAL).date().isoformat() == update_due
    opinions = Obligation.objects.open().filter(rule="TRI-DONE")
    assert opinions and all(timedelta(0) < row.target_due_at - now < timedelta(days=4) for row in opinions)
    (report,) = Obligation.objects.open().filter(rule="CPD-ISP")
    assert timedelta(hours=3) < report.target_due_at - now < timedelta(hours=5)
