"""School years as numbers are counted by them: July 1 to June 30, local days, whatever the calendar of lessons is."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Min

from cases.models import Case
from tat.models import District
from tat.statutes import local_date, wall_time
from tat.statutes.limits import REPORTING_YEAR_ENDS

MONTHS = (*range(7, 13), *range(1, 7))


@dataclass(frozen=True, order=True)
class Year:
    """One school year by the calendar year in which it begins."""

    first: int

    @property
    def name(self) -> str:
        return f"{self.first}-{self.first + 1}"

    @property
    def starts_on(self) -> date:
        return date(self.first, REPORTING_YEAR_ENDS[0] + 1, 1)

    @property
    def ends_on(self) -> date:
        return date(self.first + 1, *REPORTING_YEAR_ENDS)

    @property
    def starts_at(self) -> datetime:
        """The instant (UTC) of its first local midnight."""
        return wall_time(self.starts_on, time())

    @property
    def ends_at(self) -> datetime:
        """The instant (UTC) at which the next one begins."""
        return self.next.starts_at

    @property
    def next(self) -> "Year":
        return Year(self.first + 1)

    @property
    def before(self) -> "Year":
        return Year(self.first - 1)


def year_of(at: datetime) -> Year:
    """The school year in which an instant lies, by the local day."""
    day = local_date(at)
    return Year(day.year if day > date(day.year, *REPORTING_YEAR_ENDS) else day.year - 1)


def years_of(district: District, at: datetime) -> list[Year]:
    """The years that there can be numbers of, the present one first: back to the first case; one statement."""
    first = Case.objects.filter(district=district, practice=False).aggregate(first=Min("opened_at"))["first"]
    now = year_of(at)
    oldest = min(year_of(first), now) if first else now
    return [Year(each) for each in range(now.first, oldest.first - 1, -1)]
