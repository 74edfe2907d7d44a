"""The duties of one span of the year, counted by rule and day: as many statements for a thousand rows as for one; no case is named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import CharField, Count, F, Min, Q
from django.db.models.functions import Cast, Coalesce, TruncDate

from tat.models import Obligation
from tat.permissions import Scope
from tat.statutes import CENTRAL, RULES, end_of_day, wall_time

DUE = Coalesce("legal_due_at", "target_due_at")
WITHOUT_CASE = [code for code, rule in RULES.items() if not rule.needs_case]
OF_CASES = ("FIR-SIRS", "DRG-SIRS", "BAT-SIRS", "TMP-REV", "DSP-CERT")
"""Duties about a case or a record that belong to the year: counts, never a code."""
State = Obligation.State


@dataclass(frozen=True)
class Span:
    """The local days that belong to one school year's calendar; `open_before`: what is still open from before belongs to it too."""

    first: date
    last: date
    open_before: bool = False


@dataclass(frozen=True)
class Place:
    """Whose duties are asked for: `whole` is the district's, else the buildings and teams; None outside any district."""

    district_id: int | None
    at: datetime
    whole: bool
    scope: Scope | None = None


@dataclass(frozen=True)
class Counted:
    """The duties of one rule that fall due on one day (None: no due time): how many there are and how they stand."""

    rule: str
    on: date | None
    n: int
    done: int
    done_late: int
    waived: int
    late: int
    one: str

    @property
    def open(self) -> int:
        return self.n - self.done - self.waived


def without_case(place: Place, span: Span) -> list[Counted]:
    """The duties of the district, its buildings and its teams, by rule and day, in order of the date."""
    return _counted(_rows(place, span, WITHOUT_CASE).filter(_where(place)), ("rule", "day"), place.at)


def of_cases(place: Place, span: Span) -> list[Counted]:
    """How many duties about cases and records fall due in the span, by rule alone; nothing that this person must not see is counted."""
    rows = _rows(place, span, OF_CASES)
    if place.scope is not None and not place.whole:
        theirs = Q(building__in=place.scope.principal_of) | Q(team__in=place.scope.triage_of)
        rows = rows.filter(theirs, restricted=False).exclude(about_id__in=place.scope.excluded)
    return _counted(rows, ("rule",), place.at)


def single(found: list[Counted]) -> dict[str, Obligation]:
    """The rows of the groups that hold one alone, by the id that the group carries."""
    rows = Obligation.objects.filter(pk__in=[each.one for each in found if each.n == 1])
    return {str(row.pk): row for row in rows.select_related("building", "team")}


def _rows(place: Place, span: Span, rules: Sequence[str]) -> Any:
    """The duties of these rules whose due time falls into the span; one without a due time by its beginning."""
    within = (wall_time(span.first, time()), end_of_day(span.last))
    dated = Q(due__range=within) | Q(due=None, triggered_at__range=within)
    if span.open_before:
        dated |= Q(due__lt=within[0], state=State.OPEN)
    rows = Obligation.objects.filter(district=place.district_id or 0, practice=False, rule__in=rules).exclude(state=State.SUPERSEDED)
    return rows.alias(due=DUE).filter(dated)


def _where(place: Place) -> Q:
    if place.whole or place.scope is None:
        return Q()
    own = Q(building__in=place.scope.principal_of) | Q(team__in=place.scope.seated_in)
    return own | Q(building=None, team=None)


def _counted(rows: Any, by: tuple[str, ...], at: datetime) -> list[Counted]:
    counts = (
        rows.annotate(day=TruncDate(DUE, tzinfo=CENTRAL))
        .values(*by)
        .annotate(
            n=Count("id"),
            done=Count("id", filter=Q(state=State.MET)),
            done_late=Count("id", filter=Q(state=State.MET, due__lt=Coalesce("done_at", "met_at"))),
            waived=Count("id", filter=Q(state=State.WAIVED)),
            late=Count("id", filter=Q(state=State.OPEN, due__lt=at)),
            one=Min(Cast("id", CharField())),
        )
    )
    order = [F("day").asc(nulls_last=True), "rule"] if "day" in by else ["rule"]
    names = ("n", "done", "done_late", "waived", "late", "one")
    return [Counted(row["rule"], row.get("day"), *(row[name] for name in names)) for row in counts.order_by(*order)]


__all__ = ["OF_CASES", "Counted", "Place", "Span", "of_cases", "single", "without_case"]
