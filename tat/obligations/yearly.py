"""When a duty that is due before a day of the school year opens: at the first reminder that its ladder has."""

from datetime import date, datetime

from tat.models import SchoolYear
from tat.obligations.due import reckon
from tat.statutes import RULES, wall_time
from tat.statutes.ladders import ladder

NOON = datetime.min.time().replace(hour=12)


def opens_at(rule_code: str, school_year: SchoolYear, *, anchor: date | None = None) -> datetime:
    """The instant of the first reminder before `anchor` (the first student day), in UTC. The year's district is loaded already."""
    before = anchor or school_year.starts_on
    long_before = wall_time(date(before.year - 1, before.month, 1), NOON)
    return ladder(RULES[rule_code], long_before, reckon(rule_code, long_before, school_year.district, anchor=before))[0].at
