"""Dates of the school year beside the duties: what others owe, and what the district does without a clock of the law (handbook 10)."""

from dataclasses import dataclass
from datetime import date, timedelta

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ContextDate:
    """One date that is no duty of the table. `days` counts from the first student day; neither `days` nor `month_day`: no fixed day."""

    code: str
    words: str
    who: str
    citation: str
    month_day: tuple[int, int] | None = None
    days: int | None = None
    when: str = ""
    unverified: bool = False
    of_others: bool = False

    def on(self, first_student_day: date) -> date | None:
        """The date in the school year that begins on that day."""
        if self.days is not None:
            return first_student_day + self.days * A_DAY
        return on_or_after(first_student_day, self.month_day) if self.month_day else None


def on_or_after(day: date, month_day: tuple[int, int]) -> date:
    """The first date with that month and day that is not before `day`."""
    this_year = date(day.year, *month_day)
    return this_year if this_year >= day else date(day.year + 1, *month_day)


CONTEXT_DATES = (
    ContextDate(
        "RIGHTS",
        "Notices of the rights in student records",
        "Principal, records custodian",
        "105 ILCS 10; 34 CFR 99",
        days=0,
        unverified=True,
    ),
    ContextDate(
        "LETTER",
        "Letter to staff and parents, and the notices in the handbook",
        "Principal, TAT",
        "4:190-AP2, E6",
        days=0,
    ),
    ContextDate(
        "ROE-ISBE",
        "The regional office reports to the State Board: hold the annual review of safety plans before",
        "Regional Office of Education",
        "105 ILCS 128/30",
        month_day=(10, 1),
        of_others=True,
    ),
    ContextDate(
        "LE-DRILL",
        "Law enforcement drill, within 90 days after the first student day",
        "each school",
        "105 ILCS 128/20(c)",
        days=90,
    ),
    ContextDate(
        "SOPPA-1",
        "Postings under the Student Online Personal Protection Act",
        "District",
        "105 ILCS 85",
        month_day=(1, 31),
        unverified=True,
    ),
    ContextDate(
        "LLEA-ISP",
        "Local law enforcement sends its data on drug incidents to the State Police",
        "Local law enforcement agency",
        "105 ILCS 5/10-27.1B(d)",
        month_day=(3, 1),
        of_others=True,
    ),
    ContextDate(
        "SOPPA-2",
        "Postings under the Student Online Personal Protection Act",
        "District",
        "105 ILCS 85",
        month_day=(7, 31),
        unverified=True,
    ),
    ContextDate(
        "BREAKS",
        "Before each break: the dates to watch and the 30-day dates of cases that fall in it",
        "Principal, case managers",
        "(product)",
        when="before each break",
    ),
    ContextDate(
        "TSVP",
        "Review of the violence prevention plan, of what is shared and of when law enforcement is called",
        "District prevention team",
        "secondary: AP1-2019",
        when="all year",
    ),
)
"""In the order of the year. “Unverified” is said on screen and in print; `of_others` is no duty of the district."""
