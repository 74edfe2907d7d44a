"""The report of a case with its five blocks, and the reporting party apart."""

from typing import Any

from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.access import can, case_view, excluded_people, request_door
from cases.actions.conflicts import principals_of
from cases.actions.facts import latest_determination
from cases.gates import GATES
from cases.models import Attachment, Case, DangerDetermination, GateAnswer, Party, of_case_and_merged
from cases.views.rail import rail
from cases.views.signposts import leads
from tat.clock import CENTRAL
from tat.idempotency import once
from tat.models import Seat, User
from tat.models.prepared import Given, Prepared
from tat.permissions import Scope, request_scope
from tat.roles import Permission
from triage.actions.reporters import open_reporters
from triage.actions.reports import review_reports
from triage.models import Consultation, LowLevelNote, RawTip, Report, ReporterIdentity

APART = {Party.Role.REPORTING}


@case_view(Permission.VIEW_CASE, "GET", at_once=True)
def case_report(request: HttpRequest, case: Case) -> HttpResponse:
    """The five blocks. The first look of the principal or a triage member is the review."""
    if request.method == "GET" and can(request_door(request), Permission.REVIEW_REPORT, case):
        review_reports(case=case, by=request.user)
    return render(request, "triage/report.html", report_page(request, case))


def report_page(request: HttpRequest, case: Case) -> dict[str, Any]:
    """What the page of the reports shows; the reporting party's name is not among it."""
    reports, answered, parties = REPORTS(case_id=case.id), ANSWERED(case_id=case.id), PARTIES(case=case)
    notes = NOTES(case_id=case.id)
    return {
        "case": case,
        "stages": rail(case, 0),
        "reports": [
            {"report": report, "merged": report.case_id != case.id, "notes": [note for note in notes if note.report_id == report.pk]}
            for report in reports
        ],
        "subjects": [party for party in parties if party.role == Party.Role.SUBJECT],
        "others": [party for party in parties if party.role != Party.Role.SUBJECT],
        "files": len(FILES(case_id=case.id)),
        "gates": [{"question": GATES[row.gate].question, "entry": row} for row in answered],
        "determination": latest_determination(case),
        "may_determine": leads(request_door(request), "case_imminence", case),
        "reads_questions": reads_questions(request_scope(request), case),
        "has_reporter": any(report.has_reporter for report in reports),
        "tip_readers": tip_readers(request, case) if any(report.has_tip for report in reports) else None,
        "may_open_tip": can(request_door(request), Permission.VIEW_RAW_TIP, case),
        "protected": any(report.reporter_protected or report.of_a_firearm or report.of_a_danger for report in reports),
        "may_open_reporter": can(request_door(request), Permission.VIEW_REPORTER, case),
    }


def _reports() -> QuerySet[Any]:
    """The reports of a case and of those merged into it, the earliest first: what stands apart of each, and why the law protects a name."""
    of_case = {"case": OuterRef("case")}
    firearm = GateAnswer.objects.filter(**of_case, gate__in=("firearm", "gun_violence"), answer=GateAnswer.Answer.YES)
    danger = DangerDetermination.objects.filter(**of_case, answer=DangerDetermination.Answer.YES)
    rows = Report.objects.filter(case__any_of=of_case_and_merged(Given("case_id"))).select_related(
        "case", "facts__case__key", "received_by", "reviewed_by"
    )
    apart = Exists(ReporterIdentity.objects.filter(report=OuterRef("pk")))
    tip = Exists(RawTip.objects.filter(report=OuterRef("pk")))
    asked = ArraySubquery(Consultation.objects.filter(report=OuterRef("pk")).order_by("recorded_at").values("pk"))
    why = {"of_a_firearm": Exists(firearm), "of_a_danger": Exists(danger)}
    return rows.annotate(has_reporter=apart, has_tip=tip, questions=asked, **why).order_by("reported_at")


def reads_questions(scope: Scope, case: Case) -> bool:
    """Whether the questions to the case's team that became its reports are the person's to read."""
    return case.team_id in scope.member_of | scope.triage_of or case.building_id in scope.principal_of


def tip_readers(request: HttpRequest, case: Case) -> list[str]:
    """Names of those who may open a tip's own text: the building's principal and the Triage Team, nobody whom the case is closed to."""
    at = request_scope(request).at
    shut_out = excluded_people(case, at)
    people = [*principals_of(case, at), *TRIAGE(team=case.team_id, day=at.astimezone(CENTRAL).date())]
    return list(dict.fromkeys(person.short_name for person in people if person.pk not in shut_out))


def _triage_team() -> QuerySet[User]:
    seats = Seat.objects.held_on(Given("day")).filter(team=Given("team"), triage=True, kind=Seat.Kind.CORE)
    return User.objects.filter(pk__in=seats.values("user_id")).order_by("full_name")


TRIAGE: Prepared[User] = Prepared(_triage_team)
REPORTS: Prepared[Any] = Prepared(_reports)
ANSWERED: Prepared[GateAnswer] = Prepared(
    lambda: (
        GateAnswer.objects.filter(case__any_of=of_case_and_merged(Given("case_id")), moment="intake")
        .exclude(answer="unknown")
        .order_by("recorded_at")
    )
)
PARTIES: Prepared[Party] = Prepared(
    lambda: Party.objects.filter(case=Given("case")).exclude(role__in=APART).select_related("person__key").order_by("recorded_at")
)
NOTES: Prepared[LowLevelNote] = Prepared(
    lambda: (
        LowLevelNote.objects.filter(report__case__any_of=of_case_and_merged(Given("case_id")))
        .select_related("key", "person__key")
        .order_by("recorded_at", "id")
    )
)
"""The low-level notes that became reports of the case."""
FILES: Prepared[int] = Prepared(
    lambda: Attachment.objects.filter(case__any_of=of_case_and_merged(Given("case_id"))).values_list("number", flat=True)
)


@case_view(Permission.REVIEW_REPORT, "POST", at_once=True)
@once
def report_review(request: HttpRequest, case: Case) -> HttpResponse:
    """Mark every report of the case as read, without opening its page."""
    review_reports(case=case, by=request.user)
    messages.success(request, _("Read. The decision on imminence is next."))
    return redirect("case_report", code=case.code)


@case_view(Permission.VIEW_REPORTER, "POST")
def case_reporter(request: HttpRequest, case: Case) -> HttpResponse:
    """Open the reporting party's name; who opened it, and when, is kept."""
    return render(request, "triage/reporter.html", {"case": case, "reporters": open_reporters(case=case, by=request.user)})
