"""A district's list of imminence indicators as it is read today, and as it was read at an earlier edition."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from cases.models.catalogue import Indicator
from tat.models.prepared import Given, Prepared

DISTRICT = ".D"


@dataclass(frozen=True)
class IndicatorList:
    """The list of one edition. `rows` are in their order, those that are not offered among them; `shipped` is code to the default."""

    edition: str
    rows: tuple[Indicator, ...]
    shipped: dict[str, Indicator]

    @property
    def offered(self) -> list[Indicator]:
        return [row for row in self.rows if row.active]

    @property
    def left_out(self) -> list[Indicator]:
        return [row for row in self.rows if not row.active]

    def row(self, code: str) -> Indicator | None:
        """The indicator with this code, offered or not."""
        return next((row for row in self.rows if row.code == code), None)


def in_force(district_id: int) -> IndicatorList:
    """What stands today, in one statement."""
    rows = CURRENT(district=district_id)
    return as_read(rows, max((row.edition for row in rows), key=age, default=""))


def every_edition(district_id: int) -> list[Indicator]:
    """The shipped rows and the district's, those that were replaced among them, in one statement; for `as_read`."""
    return EVERY(district=district_id)


def opened_at(district_id: int, edition: str) -> IndicatorList:
    """The list of a form that was opened at this edition; today's where no list had it. One statement for today's, else two at most."""
    rows = every_edition(district_id) if edition else []
    return as_read(rows, edition) if any(row.edition == edition for row in rows) else in_force(district_id)


def as_read(rows: Iterable[Indicator], edition: str) -> IndicatorList:
    """The list at this edition: the defaults shipped by then, each replaced by what the district had last made of it."""
    until = [row for row in sorted(rows, key=lambda row: age(row.edition)) if age(row.edition) <= age(edition)]
    shipped_by = max((age(row.edition) for row in until if row.district_id is None), default=())
    shipped = {row.code: row for row in until if row.district_id is None and age(row.edition) == shipped_by}
    own = {row.code: row for row in until if row.district_id is not None}
    return IndicatorList(edition, tuple(sorted((shipped | own).values(), key=lambda row: (row.order, row.code))), shipped)


def age(edition: str) -> tuple[int, ...]:
    """How editions follow each other: 2026-1, then 2026-1.D1 and 2026-1.D10 of a district, then 2027-1."""
    return tuple(map(int, re.findall(r"\d+", edition)))


def next_edition(edition: str) -> str:
    """The edition that a district's next change of the list makes."""
    shipped, _mark, changes = edition.partition(DISTRICT)
    return f"{shipped}{DISTRICT}{int(changes or 0) + 1}"


CURRENT: Prepared[Indicator] = Prepared(lambda: Indicator.objects.filter(Q(district_id=Given("district")) | Q(district=None), current=True))
EVERY: Prepared[Indicator] = Prepared(lambda: Indicator.objects.filter(Q(district_id=Given("district")) | Q(district=None)))
