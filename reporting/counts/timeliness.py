"""How soon the steps of a case follow its report, and what stays behind: counted by the database, a few statements for any number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _l

from cases.models import Interview
from cases.step import Interviewee
from cases.workflow import Stage
from reporting.counts.district import Median
from reporting.counts.volumes import LAST, THIS, Asked, cases_of
from tat.models import Obligation
from tat.models.obligations import ObligationQuerySet

UPDATE = "UPD-30"
State = Obligation.State


@dataclass(frozen=True)
class Step:
    """One step after the report: the case's milestone, and the duties whose own due time is its target (handbook 8.1)."""

    code: str
    label: str | Promise
    milestone: str
    rules: tuple[str, ...]
    target: str | Promise


AT_ONCE = _l("within the minutes that the district set, 15 unless it set others")
OPINIONS = _l("every opinion by 4 PM of the next school or business day, or earlier where the district set so")
STEPS = (
    Step("review", _l("Report to review"), "reviewed_at", ("RPT-REV",), AT_ONCE),
    Step("triage", _l("Report to triage"), "triage_at", ("TRI-DONE",), OPINIONS),
    Step(
        "classification",
        _l("Report to classification"),
        "classified_at",
        ("TAT-CLS",),
        _l("10 school or business days after the full team convened"),
    ),
    Step("plan", _l("Report to plan"), "planned_at", ("PLAN",), _l("2 school or business days after the classification")),
)
IN_TIME, LATE, WAITING, NONE = range(4)
PARTS = (_l("In time"), _l("Later"), _l("Not there yet"), _l("Not needed"))
FULL, GAP, NO_PLAN = range(3)


@dataclass(frozen=True)
class Pace:
    """One step of one year's cases: how many in each of PARTS, median and longest span from the report (None: no case there yet)."""

    parts: tuple[int, int, int, int]
    median: timedelta | None
    longest: timedelta | None

    @property
    def reached(self) -> int:
        return self.parts[IN_TIME] + self.parts[LATE]


@dataclass(frozen=True)
class Paces:
    """One year's cases: each step by its code; plans by whether every update of theirs came in time, and cases without a plan."""

    steps: Mapping[str, Pace]
    evidence: tuple[int, int, int]


EMPTY = Paces({step.code: Pace((0, 0, 0, 0), None, None) for step in STEPS}, (0, 0, 0))
DUE = Coalesce("legal_due_at", "target_due_at")
DONE = Coalesce("done_at", "met_at")


def was_late(rows: ObligationQuerySet, at: datetime) -> ObligationQuerySet:
    """Of these duties those done after they were due, and those open and past due."""
    dated = rows.alias(due=DUE, done=DONE)
    return dated.filter(Q(state=State.MET, done__gt=F("due")) | Q(state=State.OPEN, due__lt=at))


def _late(rules: tuple[str, ...], at: datetime) -> Exists:
    return Exists(was_late(Obligation.objects.filter(about_kind="case", about_id=OuterRef("pk"), rule__in=rules), at))


def paces(asked: Asked, at: datetime) -> dict[int, Paces]:
    """This year's and last year's, in one statement."""
    rows = cases_of(asked).annotate(**{f"late_{step.code}": _late(step.rules, at) for step in STEPS}, gap=_late((UPDATE,), at))
    figures: dict[str, Any] = {"n": Count("pk")}
    for step in STEPS:
        figures |= _figures(step)
    planned = Q(planned_at__isnull=False)
    figures |= {"full": Count("pk", filter=planned & Q(gap=False)), "gaps": Count("pk", filter=planned & Q(gap=True))}
    found = {row["of"]: _paces(row) for row in rows.values("of").annotate(**figures).order_by()}
    return {year: found.get(year, EMPTY) for year in (THIS, LAST)}


def _figures(step: Step) -> dict[str, Any]:
    """The aggregates of one step. A plan waits only where the level may still ask for one, or its duty is open."""
    there, late = Q(**{f"{step.milestone}__isnull": False}), Q(**{f"late_{step.code}": True})
    span = F(step.milestone) - F("reported_at")
    waiting = ~there & ~Q(stage=Stage.CLOSED)
    if step.code == "plan":
        waiting &= Q(classified_at=None) | Q(stage=Stage.MANAGEMENT)
    return {
        f"{step.code}_{IN_TIME}": Count("pk", filter=there & ~late),
        f"{step.code}_{LATE}": Count("pk", filter=there & late),
        f"{step.code}_{WAITING}": Count("pk", filter=waiting),
        f"{step.code}_median": Median(span),
        f"{step.code}_longest": Max(span),
    }


def _paces(row: Mapping[str, Any]) -> Paces:
    steps = {}
    for step in STEPS:
        in_time, late, waiting = (row[f"{step.code}_{part}"] for part in (IN_TIME, LATE, WAITING))
        parts = (in_time, late, waiting, row["n"] - in_time - late - waiting)
        steps[step.code] = Pace(parts, row[f"{step.code}_median"], row[f"{step.code}_longest"])
    return Paces(steps, (row["full"], row["gaps"], row["n"] - row["full"] - row["gaps"]))


def interviews(asked: Asked) -> dict[int, dict[bool, tuple[int, ...]]]:
    """Interviews on record of each year's cases, held or not held with a reason, by whom they are with; one statement."""
    rows = Interview.objects.filter(case__in=cases_of(asked).values("pk"))
    is_this = Q(case__opened_at__gte=asked.year.starts_at)
    counted = rows.values_list("interviewee", "held").annotate(all=Count("pk"), this=Count("pk", filter=is_this)).order_by()
    found = {(who, held): {THIS: this, LAST: every - this} for who, held, every, this in counted}
    none = {THIS: 0, LAST: 0}
    return {
        year: {held: tuple(found.get((who, held), none)[year] for who in Interviewee.values) for held in (True, False)}
        for year in (THIS, LAST)
    }


def overdue(asked: Asked, at: datetime) -> dict[tuple[int | None, str], int]:
    """Duties past due at `at`, of whatever year, by building and kind; one statement."""
    rows: QuerySet[Obligation] = Obligation.objects.filter(district=asked.district, practice=False).overdue(at)
    rows = rows.filter(building=asked.building) if asked.building else rows
    return {(place, rule): n for place, rule, n in rows.values_list("building_id", "rule").annotate(n=Count("pk")).order_by()}
