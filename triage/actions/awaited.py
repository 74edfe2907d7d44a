"""What waits once a report has come: that it is opened (RPT-REV), that imminence is decided (IMM-DET), that it comes to the team (ACT-TAT).

Each row has the key `report:<id>`, so that the act and the reconciliation make the same one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat

from cases.access import locked_for_system
from cases.actions.duties import opening
from cases.actions.imminence import TO_THE_TEAM
from cases.models import Case, ImminenceDetermination
from cases.workflow import Stage
from tat import audit, clock, obligations
from tat.models import Obligation, User
from tat.models.obligations import ObligationQuerySet
from triage.models import Report

REVIEW, DECIDE, TO_THE_PRINCIPAL = "RPT-REV", "IMM-DET", "STAFF-RPT"


@dataclass(frozen=True)
class Waits:
    """One duty that a report starts, and since when (UTC); `actor` where it is one person's, `urgent` where a weapon is in play."""

    rule_code: str
    since: datetime
    actor: User | None = None
    urgent: bool = False


def await_all(case: Case, report: Report, waits: Iterable[Waits], *, by: User | None, at: datetime) -> list[Obligation]:
    """Start these duties of one report together. The calling action holds the case and writes the log."""
    ref = f"report:{report.id}"
    rows = [opening(each.rule_code, case, trigger_ref=ref, triggered_at=each.since, actor=each.actor, urgent=each.urgent) for each in waits]
    return obligations.start_all(rows, at=at, by=by) if rows else []


def to_the_team(report: Report, since: datetime) -> Waits:
    """The report that opened a case comes to the team the same day; where the law protects its reporter, each quarter hour asks for it."""
    return Waits(TO_THE_TEAM, since, urgent=report.reporter_protected)


def reconcile() -> int:
    """Start what reports of open cases ask for and no row stands for; how many. Twice, or two at once, changes nothing more.

    One log entry, with count and digest, where it started something.
    """
    with transaction.atomic():
        at = clock.now()
        cases = dict.fromkeys(report.case_id for report, _waits in owed())
        found = [row for case_id in cases for row in _start_missing(case_id, at)]
        if found:
            keys = sorted(f"{row.rule}:{row.about_id}:{row.trigger_ref}" for row in found)
            audit.record("reports_reconciled", by=None, at=at, count=len(found), digest=audit.digest_of(keys))
    return len(found)


def _start_missing(case_id: Any, at: datetime) -> list[Obligation]:
    """Ask again with the case locked."""
    case = locked_for_system(case_id)
    return [row for report, waits in owed(case=case) for row in await_all(case, report, [waits], by=None, at=at)]


def owed(**which: Any) -> list[tuple[Report, Waits]]:
    """What the reports ask for and no row stands for: of all cases, or of `which`."""
    reports = Report.objects.filter(case__isnull=False, **which).annotate(ref=Concat(Value("report:"), Cast("pk", CharField())))
    ongoing = reports.exclude(case__stage__in=(Stage.CLOSED, Stage.MERGED)).order_by("recorded_at", "id")
    in_intake = reports.filter(case__stage=Stage.INTAKE).order_by("recorded_at", "id")
    said = ImminenceDetermination.objects.filter(case=OuterRef("case"), recorded_at__gte=OuterRef("recorded_at"))
    first = {report.case_id: report for report in reversed(in_intake.exclude(_stands(TO_THE_TEAM)))}
    return [
        *((report, to_the_team(report, report.recorded_at)) for report in first.values()),
        *((report, Waits(REVIEW, report.recorded_at)) for report in ongoing.filter(reviewed_at=None).exclude(_of_its_own(REVIEW))),
        *(
            (report, Waits(DECIDE, report.reviewed_at))
            for report in in_intake.filter(reviewed_at__isnull=False).exclude(Exists(said)).exclude(_of_its_own(DECIDE))
            if report.reviewed_at
        ),
    ]


def _stands(rule_code: str) -> Exists:
    """Whether the report's case has a row of this rule, ended or not."""
    return Exists(_rows().filter(rule=rule_code))


def _of_its_own(rule_code: str) -> Exists:
    """Whether the report itself has one."""
    return Exists(_rows().filter(rule=rule_code, trigger_ref=OuterRef("ref")))


def _rows() -> ObligationQuerySet:
    return Obligation.objects.filter(about_kind="case", about_id=OuterRef("case_id"))
