"""Questions to a team: asked by any member of staff, read by the asker and that team alone, answered, and taken up as a report."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.access import can, request_door
from tat import audit, drafts, paging
from tat.idempotency import once
from tat.models import Building
from tat.notices import questions
from tat.permissions import Scope, may, needs, request_scope, signed_in
from tat.roles import Permission
from tat.views.mending import mend
from tat.workflow import Blocked
from triage.access import is_asked, seen_consultations
from triage.actions.consultations import answer_question, ask_team
from triage.forms.consultation import AnswerForm, AskForm, as_report
from triage.models import Consultation
from triage.views.intake import DRAFT as REPORT
from triage.views.intake import buildings_of, keys_of
from triage.views.left import left_in

PAGE, KEYS = 25, ("recorded_at", "id")


@signed_in("GET")
def consultation_list(request: HttpRequest) -> HttpResponse:
    """The questions that this person asked or may answer, the latest first; `?waiting` shows those alone that wait."""
    scope, waiting = request_scope(request), "waiting" in request.GET
    rows = seen_consultations(scope).filter(answered_at=None, report=None) if waiting else seen_consultations(scope)
    found, after = paging.page(rows, KEYS, request.GET.get("after", ""), PAGE, newest_first=True)
    digest = audit.digest_of([str(row.pk) for row in found])
    audit.record_access(request.user, kind="list", page="consultation_list", at=scope.at, digest=digest)  # type: ignore[arg-type]
    context = {"rows": found, "after": after, "waiting": waiting, "viewer": scope.user_id}
    return render(request, "triage/consultations.html", context)


@signed_in("GET")
def consultation_new(request: HttpRequest) -> HttpResponse:
    """The form of a question; `?building=` says whose team is asked."""
    return ask_page(request, ask_form(request))


def ask_form(request: HttpRequest, data: Any = None) -> AskForm:
    """The form with the district's schools that a team serves; the person's own first."""
    scope = request_scope(request)
    schools = schools_with_a_team(scope)
    wanted = request.GET.get("building", "")
    own = scope.principal_of | scope.taker_in
    first = next((each for each in schools if str(each.pk) == wanted), None) or next((each for each in schools if each.pk in own), None)
    return AskForm(data, buildings=schools, first=first)


def schools_with_a_team(scope: Scope) -> list[Building]:
    """Whose team can be asked: every school of the person's district that one serves. Raises PermissionDenied without a district."""
    if scope.district_id is None:
        raise PermissionDenied
    return list(Building.objects.filter(district_id=scope.district_id, teams__isnull=False).distinct().order_by("name"))


def ask_page(request: HttpRequest, form: AskForm) -> HttpResponse:
    """The page with what was typed."""
    return render(request, "triage/consultation_new.html", {"form": form, "may_report": may(request_scope(request), Permission.LOG_REPORT)})


@signed_in("POST")
@once
def ask(request: HttpRequest) -> HttpResponse:
    """Ask the team."""
    form = ask_form(request, request.POST)
    if not form.is_valid():
        return ask_page(request, form)
    try:
        row = ask_team(by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
    except Blocked as blocked:
        mend(form, blocked)
        return ask_page(request, form)
    messages.success(request, _("Asked. The answer stands here, and on your Home when it comes."))
    return redirect("consultation_detail", consultation_id=row.pk)


@signed_in("GET")
def consultation_detail(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """One question with its answers, for who asked and for the team. The look is recorded; the asker's answers leave Home."""
    row = opened(request, consultation_id)
    if row.recorded_by_id == request.user.pk:
        questions.mark_answer_opened(request.user.pk, row.pk, request_scope(request).at)
    elif not row.waits:  # a row that was on its way by mail at that moment was not waited for
        questions.end_question(row.pk)
    return show(request, row)


def opened(request: HttpRequest, consultation_id: UUID) -> Consultation:
    """The question, where it is the person's to read. Raises Http404."""
    row = seen_consultations(request_scope(request)).filter(pk=consultation_id).first()
    if row is None:
        raise Http404
    return row


def show(request: HttpRequest, row: Consultation, form: AnswerForm | None = None) -> HttpResponse:
    """The page, with the form's errors where there are any."""
    scope = request_scope(request)
    audit.record_access(request.user, kind="consultation", page="consultation_detail", ref=(row.pk, ""), at=scope.at)  # type: ignore[arg-type]
    case = row.report.case if row.report else None
    context = {
        "row": row,
        "answers": answers_of(row),
        "asked": row.recorded_by_id == scope.user_id,
        "form": (form or AnswerForm()) if is_asked(scope, row) else None,
        "case": case if case and can(request_door(request), Permission.VIEW_CASE, case) else None,
        "turns": row.report_id is None and may(scope, Permission.LOG_REPORT),
    }
    return render(request, "triage/consultation.html", context)


def answers_of(row: Consultation) -> list[Any]:
    """Its answers, the earliest first, readable under its key."""
    found = list(row.answers.order_by("recorded_at", "id"))
    for each in found:
        each.consultation = row
    return found


@signed_in("POST")
def answer(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """Answer it. For who is not asked, it is read only."""
    row = opened(request, consultation_id)
    if not is_asked(request_scope(request), row):
        raise PermissionDenied
    return _answer(request, row)


@once
def _answer(request: HttpRequest, row: Consultation) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return show(request, row, form)
    answer_question(consultation_id=row.pk, by=request.user, text=form.cleaned_data["text"])  # type: ignore[arg-type]
    messages.success(request, _("Answered. The person who asked is told."))
    return redirect("consultation_detail", consultation_id=row.pk)


@needs(Permission.LOG_REPORT, "POST")
def report(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """The report's form with the question in it, as a draft; nothing of an earlier draft is lost, and nothing is saved as a report yet."""
    row, by, schools = opened(request, consultation_id), request.user, keys_of(buildings_of(request_scope(request)))
    if row.report_id:
        return redirect("consultation_detail", consultation_id=row.pk)
    left = left_in(request, REPORT, schools)
    body = as_report(row, [each.text for each in answers_of(row)], left.body, by=by, schools=schools)  # type: ignore[arg-type]
    drafts.save_draft(by, REPORT, left.ref, body, request_scope(request).at)  # type: ignore[arg-type]
    messages.info(request, _("The question stands in the report below. It is not saved yet."))
    return redirect("report_new")
