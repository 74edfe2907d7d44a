"""The worksheet of the report to the State Police: what to type into the portal, then the proof, or an attempt."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.access import can, case_behind, request_door
from cases.actions.conflicts import principals_of
from cases.actions.danger import determination_of, may_submit
from cases.actions.delegates import REPORT
from cases.actions.portal import PORTAL
from cases.models import Case, DangerDetermination
from cases.views import duties
from cases.views.arithmetic import arithmetic, told_next
from cases.views.handing import unreached
from cases.views.mending import mend
from reporting.actions.agencies import attempt_report, prove_report, submitters_since
from reporting.documents.isp_worksheet import DESCRIPTORS, Line, Part, filled
from reporting.documents.isp_worksheet import isp_worksheet as parts_of
from reporting.forms.agencies import AttemptForm, ProofForm
from reporting.models import AgencyAttempt, AgencyReport
from tat import audit
from tat.addresses import address
from tat.calendar.words import duration_words
from tat.idempotency import once
from tat.models import Obligation, User
from tat.permissions import request_scope, signed_in, stated
from tat.roles import Permission
from tat.statutes import RULES, local_date
from tat.views.needs import need
from tat.workflow import Blocked


@dataclass(frozen=True)
class Sheet:
    """One worksheet, opened: the duty with its case, whether the reader sees the case, and whether they may submit."""

    duty: Obligation
    case: Case
    determination: DangerDetermination
    sees_case: bool
    may_submit: bool


def opened(request: HttpRequest, report_id: uuid.UUID) -> Sheet:
    """The worksheet: for the team, which sees the case, and for who is accepted as submitter without seeing it.

    Raises Http404 for a duty that is not theirs or not this one, PermissionDenied for who may look at the duty and no further.
    """
    duty, seen = duties.opened(request, report_id)
    if duty.rule != REPORT or duty.practice:
        raise Http404
    case = case_behind(duty)
    submits = may_submit(request.user, case, duty, request_scope(request).at)  # type: ignore[arg-type]
    if not submits and not (seen and can(request_door(request), Permission.PRINT_CASE, seen)):
        raise PermissionDenied
    return Sheet(duty, case, determination_of(case, duty), sees_case=seen is not None, may_submit=submits)


@stated(Permission.PRINT_CASE, ("GET",))
@signed_in("GET")
def isp_worksheet(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
    """The sheet; each look is recorded."""
    return show(request, opened(request, report_id))


def show(request: HttpRequest, sheet: Sheet, proof: ProofForm | None = None, attempt: AttemptForm | None = None) -> HttpResponse:
    """The page, with a form's errors where there are any."""
    at, duty, case = request_scope(request).at, sheet.duty, sheet.case
    parts = parts_of(case, sheet.determination, _reporter(request, sheet, at))
    events = list(duty.events.select_related("by").order_by("at"))
    is_open = duty.state == Obligation.State.OPEN
    has, of = filled(parts)
    context: dict[str, Any] = {
        "duty": duty,
        "case": case,
        "determination": sheet.determination,
        "sees_case": sheet.sees_case,
        "rule": RULES[duty.rule],
        "need": need(duty, at, viewer_id=request.user.pk, through_case=sheet.sees_case),
        "now": at,
        "is_open": is_open,
        "steps": arithmetic(duty, events),
        "ladder": told_next(duty, at),
        "unreached": unreached(duty, at),
        "parts": [(part.title, lines_of(part, number, sheet)) for number, part in enumerate(parts)],
        "has": has,
        "of": of,
        "descriptors": DESCRIPTORS,
        "portal": PORTAL.first(district=case.district_id, day=local_date(at)),
        "attempts": AgencyAttempt.objects.filter(Q(obligation=duty) | Q(obligation__carried_to=duty))
        .select_related("case__key")
        .order_by("attempted_at"),
        "report": AgencyReport.objects.select_related("case__key", "submitted_by").filter(obligation=duty).first(),
    }
    if is_open and sheet.may_submit:
        first = {"submitted_by": request.user.pk}
        context["proof_form"] = proof or ProofForm(submitters=submitters_since(case, duty, at), initial=first)
        context["attempt_form"] = attempt or AttemptForm()
    audit.record_access(request.user, kind="duty", page="isp_worksheet", ref=(case.id, duty.code), at=at)  # type: ignore[arg-type]
    return render(request, "reporting/worksheet.html", context)


def _reporter(request: HttpRequest, sheet: Sheet, at: datetime) -> User:
    """Whose name stands as reporter: the reader's who may submit, else the principal's."""
    user: User = request.user  # type: ignore[assignment]
    return user if sheet.may_submit else next(iter(principals_of(sheet.case, at)), user)


def lines_of(part: Part, number: int, sheet: Sheet) -> list[tuple[Line, str, str]]:
    """Each line with the mark that its copy button looks for, and where it can be added."""
    return [(line, f"line-{number}-{each}", place_of(line.place, sheet)) for each, line in enumerate(part.lines)]


def place_of(place: str, sheet: Sheet) -> str:
    """Where an empty line can be added: only for those who see the case."""
    if not place or not sheet.sees_case:
        return ""
    return address(place) if place == "report_new" else address(place, sheet.case.code)


def _post(act: Callable[[HttpRequest, Sheet, Any], str], name: str, form_of: Callable[[HttpRequest, Sheet], Any]) -> Any:
    """A POST on a worksheet by who is accepted as submitter: the form once, the act, back to the page."""

    @once
    def taken(request: HttpRequest, sheet: Sheet) -> HttpResponse:
        form = form_of(request, sheet)
        if not form.is_valid():
            return show(request, sheet, **{name: form})
        try:
            words = act(request, sheet, form)
        except Blocked as blocked:
            mend(form, blocked)
            return show(request, sheet, **{name: form})
        messages.success(request, words)
        return redirect("isp_worksheet", report_id=sheet.duty.id)

    def view(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
        sheet = opened(request, report_id)
        if not sheet.may_submit:
            raise PermissionDenied
        return taken(request, sheet)

    return stated(Permission.REPORT_TO_AGENCY, ("POST",))(signed_in("POST")(view))


def _proof_form(request: HttpRequest, sheet: Sheet) -> ProofForm:
    return ProofForm(request.POST, submitters=submitters_since(sheet.case, sheet.duty, request_scope(request).at))


def _attempt_form(request: HttpRequest, sheet: Sheet) -> AttemptForm:
    return AttemptForm(request.POST)


def _prove(request: HttpRequest, sheet: Sheet, form: ProofForm) -> str:
    report = prove_report(duty=sheet.duty, by=request.user, given=form.given())  # type: ignore[arg-type]
    due: datetime = sheet.duty.legal_due_at  # type: ignore[assignment]
    span = duration_words(due - report.submitted_at)
    if report.submitted_at > due:
        return _("Proof recorded. The duty is closed, %(span)s after it was due. It stays late.") % {"span": span}
    return _("Proof recorded. The duty is closed, %(span)s before it was due.") % {"span": span}


def _attempt(request: HttpRequest, sheet: Sheet, form: AttemptForm) -> str:
    attempt_report(duty=sheet.duty, by=request.user, given=form.given())  # type: ignore[arg-type]
    return _("The attempt is recorded. The duty stays open, and the clock keeps running.")


prove = _post(_prove, "proof", _proof_form)
attempt = _post(_attempt, "attempt", _attempt_form)
