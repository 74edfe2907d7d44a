"""The return after a separation: a date to watch that enters itself when the separation ends (handbook 7.3, 7.6)."""

from datetime import datetime

from cases.actions.date_facts import open_items
from cases.actions.dates import DateGiven, enter_date, kind_offered
from cases.actions.members import who_works_on
from cases.models import Case, PlanStrategy
from cases.watching import When
from tat.models import User
from tat.statutes import local_date

TRANSITION = "P-08"
RETURN = "The return after: {label}"


def watch_return(case: Case, ended: PlanStrategy, *, by: User, at: datetime) -> None:
    """Watch the return after a separation of the locked case that has just ended, once, whatever the plan's version.

    It falls on the day of the re-entry meeting where that is today or later, else on the day of the ending (local dates). Ended once
    more, it has a further date only where the first one was ended or its days are over.
    """
    kind, today, first = kind_offered(case, TRANSITION), local_date(at), _first(ended)
    known = [item for item in open_items(case) if item.separation_id == first.pk]
    if kind is None or any(item.when == When.UNKNOWN or item.watched().coming(today) for item in known):
        return
    on_day = max(ended.reentry_on or today, today)
    given = DateGiven(
        kind=kind.code, when=When.EXACT, on_day=on_day, event=RETURN.format(label=ended.label), owner=_owner(case, ended, by, at)
    )
    enter_date(case, kind, given, by=by, at=at, separation=first)


def _first(row: PlanStrategy) -> PlanStrategy:
    """The same separation in the first version that has it: each copy keeps what was chosen, and when."""
    same = PlanStrategy.objects.filter(case=row.case_id, recorded_at=row.recorded_at, domain=row.domain, strategy=row.strategy)
    return same.earliest("plan__number")


def _owner(case: Case, row: PlanStrategy, by: User, at: datetime) -> User:
    """Who carries the separation, else the case manager, of those who work on the case; else who ended it."""
    here = who_works_on(case, at)
    return next((person for person in (row.owner, row.plan.case_manager) if person in here), by)
