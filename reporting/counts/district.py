"""The district in numbers: each function is one or two grouped statements, whatever the number of cases."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, F, Min, Q, QuerySet
from django.db.models.functions import Coalesce

from cases.levels import Level
from cases.models import Case
from cases.workflow import Stage
from tat.models import Building, District, Obligation
from tat.models.obligations import ObligationQuerySet
from tat.statutes import local_date, wall_time
from tat.statutes.limits import A_YEAR_BACK, REPORTING_YEAR_ENDS
from triage.models import Report

MIDNIGHT = datetime.min.time()
ISP = "CPD-ISP"
UPDATE = "UPD-30"


@dataclass(frozen=True)
class Row:
    """One building: open cases, reports since the year's start, duties past due, the soonest due time to come."""

    building: Building
    open: int
    reports: int
    past_due: int
    next_due_at: datetime | None


@dataclass(frozen=True)
class Figures:
    """Figures of the district. Pairs are (part, whole); `triage_median`, from report to triage, is of `triaged` cases of this year.

    `evidenced` are the plans with every update of the last year in time.
    """

    opened_this_year: int
    updated: tuple[int, int]
    evidenced: tuple[int, int]
    triage_median: timedelta | None
    triaged: int
    isp_on_time: tuple[int, int]
    isp_running: int


class Median(Aggregate):
    """The middle one of the values, reckoned by the database."""

    template = "percentile_cont(0.5) within group (order by %(expressions)s)"
    output_field = DurationField()


def year_start(at: datetime) -> date:
    """The first day of the reporting year in which `at` lies: July 1."""
    today = local_date(at)
    ended = date(today.year, *REPORTING_YEAR_ENDS)
    last_end = ended if ended < today else date(today.year - 1, *REPORTING_YEAR_ENDS)
    return last_end + timedelta(days=1)


def reports_since(at: datetime) -> datetime:
    """The instant from which “this year” counts."""
    return wall_time(year_start(at), MIDNIGHT)


def _cases(district: District) -> QuerySet[Case]:
    return Case.objects.filter(district=district, practice=False)


def _open(district: District) -> QuerySet[Case]:
    return _cases(district).exclude(stage__in=[Stage.CLOSED, Stage.MERGED])


def _duties(district: District) -> ObligationQuerySet:
    return Obligation.objects.open().filter(district=district, practice=False)


def by_building(district: District, at: datetime) -> list[Row]:
    """Each building of the district, by name; four grouped statements."""
    opened = dict(_open(district).values_list("building").annotate(n=Count("id")).order_by())
    reported = dict(_reports(district, at).values_list("building").annotate(n=Count("id")).order_by())
    late = dict(_duties(district).overdue(at).values_list("building").annotate(n=Count("id")).order_by())
    due = Coalesce("legal_due_at", "target_due_at")
    coming = _duties(district).annotate(due=due).filter(due__gte=at).values_list("building").annotate(soonest=Min("due")).order_by()
    soonest = dict(coming)
    return [
        Row(building, opened.get(building.id, 0), reported.get(building.id, 0), late.get(building.id, 0), soonest.get(building.id))
        for building in Building.objects.filter(district=district).order_by("name")
    ]


def _reports(district: District, at: datetime) -> QuerySet[Report]:
    real = Q(case=None) | Q(case__practice=False)
    return Report.objects.filter(real, district=district, reported_at__gte=reports_since(at))


def by_level(district: District) -> list[tuple[str, int]]:
    """Open cases by level code, from not classified ("") to imminent."""
    counts = dict(_open(district).values_list("level").annotate(n=Count("id")).order_by())
    return [(level, counts.get(level, 0)) for level in ("", *Level.values)]


def figures(district: District, at: datetime) -> Figures:
    """The figures at the top of the district's page, in five statements."""
    since = reports_since(at)
    planned = _open(district).filter(stage=Stage.MANAGEMENT, planned_at__isnull=False).count()
    late = Obligation.objects.filter(district=district, practice=False, rule=UPDATE).overdue(at).values("about_id").distinct().count()
    gaps = _gaps(district, at)
    triaged = _cases(district).filter(reported_at__gte=since, triage_at__isnull=False)
    spans = triaged.aggregate(median=Median(F("triage_at") - F("reported_at")), of=Count("id"))
    return Figures(
        opened_this_year=_cases(district).filter(opened_at__gte=since).exclude(stage=Stage.MERGED).count(),
        updated=(max(planned - late, 0), planned),
        evidenced=(max(planned - gaps, 0), planned),
        triage_median=spans["median"],
        triaged=spans["of"],
        **_isp(district, since),
    )


def _gaps(district: District, at: datetime) -> int:
    """Managed cases in which an update of the 365 days up to `at` came late, or is late now."""
    managed = _open(district).filter(stage=Stage.MANAGEMENT, planned_at__isnull=False)
    rows = Obligation.objects.filter(rule=UPDATE, about_kind="case", about_id__in=managed.values("id"))
    came_late = Q(state=Obligation.State.MET, done_at__gt=F("legal_due_at"), done_at__gte=at - A_YEAR_BACK)
    is_late = Q(state=Obligation.State.OPEN, legal_due_at__lt=at)
    return rows.filter(came_late | is_late).values("about_id").distinct().count()


def _isp(district: District, since: datetime) -> dict[str, Any]:
    """Reports to the State Police made this year, on time and all; and those that are due."""
    rows = Obligation.objects.filter(district=district, practice=False, rule=ISP)
    made = Q(state=Obligation.State.MET, met_at__gte=since)
    late = made & Q(done_at__gt=Coalesce("legal_due_at", "target_due_at"))
    counts = rows.aggregate(
        made=Count("id", filter=made), late=Count("id", filter=late), open=Count("id", filter=Q(state=Obligation.State.OPEN))
    )
    return {"isp_on_time": (counts["made"] - counts["late"], counts["made"]), "isp_running": counts["open"]}
