"""School days, business days and clock hours in America/Chicago: every due time with its explanation."""

from tat.calendar.dates import add_months, anniversary, eligible_from
from tat.calendar.days import SchoolCalendar
from tat.calendar.district import DistrictClocks
from tat.calendar.due import due_at
from tat.calendar.later import extended, recomputed
from tat.calendar.local import AmbiguousTime, NonexistentTime, resolve_local
from tat.calendar.words import clock_words, date_words, duration_words, local_words
from tat.statutes import CENTRAL, Due, end_of_day, local_date, wall_time

__all__ = [
    "CENTRAL",
    "AmbiguousTime",
    "DistrictClocks",
    "Due",
    "NonexistentTime",
    "SchoolCalendar",
    "add_months",
    "anniversary",
    "clock_words",
    "date_words",
    "due_at",
    "duration_words",
    "eligible_from",
    "end_of_day",
    "extended",
    "local_date",
    "local_words",
    "recomputed",
    "resolve_local",
    "wall_time",
]
