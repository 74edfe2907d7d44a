"""The eleven key questions, and the information gaps that “unknown” opens."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _l

from cases.access import can, case_view, request_door
from cases.actions.facts import latest_answers
from cases.actions.gaps import add_gap, close_gap, finders
from cases.actions.questions import answer_question
from cases.forms.gaps import COMMON, CloseGapForm, GapForm
from cases.forms.questions import AnswerForm
from cases.models import Case, InformationGap, KeyQuestion, Prompt
from cases.views.acting import act
from cases.views.rail import rail
from tat.idempotency import once
from tat.permissions import request_scope
from tat.roles import Permission


@case_view(Permission.VIEW_CASE, "GET")
def case_questions(request: HttpRequest, case: Case) -> HttpResponse:
    """The questions with their answers in force."""
    return show_questions(request, case)


def show_questions(request: HttpRequest, case: Case, form: AnswerForm | None = None) -> HttpResponse:
    """The page, with one question's errors where there are any."""
    may = can(request_door(request), Permission.ASSESS, case) and case.is_open()
    people = finders(case, request.user, request_scope(request).at)
    answers = latest_answers(case)
    prompts: dict[str, list[str]] = {}
    for prompt in Prompt.objects.in_force(case.district_id):
        prompts.setdefault(prompt.question, []).append(prompt.label)
    questions = [
        _question(each, answers.get(each.code), prompts.get(each.code, []), form, people, may)
        for each in KeyQuestion.objects.in_force(case.district_id)
    ]
    context = {"case": case, "stages": rail(case, 3), "questions": questions, "note": Prompt().note_shown}
    return render(request, "cases/questions.html", context)


def _question(each: KeyQuestion, answer: Any, prompts: list[str], form: AnswerForm | None, people: Any, may: bool) -> dict[str, Any]:
    mine = form if form is not None and form.code == each.code else None
    fresh = AnswerForm(code=each.code, people=people, initial={"seen": answer.pk} if answer else None) if may else None
    return {"question": each, "answer": answer, "prompts": prompts, "form": mine or fresh, "open": mine is not None}


@case_view(Permission.ASSESS, "POST")
@once
def answer(request: HttpRequest, case: Case) -> HttpResponse:
    """Answer one question."""
    code = request.POST.get("question", "")
    if not KeyQuestion.objects.in_force(case.district_id).filter(code=code[:16].replace("\x00", "")).exists():
        raise Http404
    form = AnswerForm(request.POST, code=code, people=finders(case, request.user, request_scope(request).at))
    return act(
        request,
        case,
        form,
        do=lambda: answer_question(case=case, by=request.user, given=form.given(), seen=form.cleaned_data["seen"]),
        again=lambda: show_questions(request, case, form),
        done=_l("Answer recorded."),
        go="case_questions",
    )


@case_view(Permission.VIEW_CASE, "GET")
def case_gaps(request: HttpRequest, case: Case) -> HttpResponse:
    """What is not known, who finds out, by when."""
    return show_gaps(request, case)


def show_gaps(request: HttpRequest, case: Case, form: GapForm | None = None, closing: CloseGapForm | None = None) -> HttpResponse:
    """The page, with a form's errors where there are any."""
    may = can(request_door(request), Permission.ASSESS, case) and case.is_open()
    gaps = list(InformationGap.objects.filter(case=case).select_related("owner", "closed_by").order_by("recorded_at"))
    for gap in gaps:
        gap.case = case
    rows = [{"gap": gap, "form": _closing_form(gap, closing) if may and gap.closed_at is None else None} for gap in gaps]
    people = finders(case, request.user, request_scope(request).at)
    context = {"case": case, "stages": rail(case, 3), "rows": rows, "common": COMMON, "form": (form or GapForm(people=people)) if may else None}
    return render(request, "cases/gaps.html", context)


def _closing_form(gap: InformationGap, closing: CloseGapForm | None) -> CloseGapForm:
    return closing if closing is not None and closing.prefix == str(gap.pk) else CloseGapForm(prefix=str(gap.pk))


@case_view(Permission.ASSESS, "POST")
@once
def gap_add(request: HttpRequest, case: Case) -> HttpResponse:
    """Open a gap."""
    form = GapForm(request.POST, people=finders(case, request.user, request_scope(request).at))
    return act(
        request,
        case,
        form,
        do=lambda: add_gap(case=case, by=request.user, given=form.given()),
        again=lambda: show_gaps(request, case, form),
        done=_l("The gap is open, with its owner and date."),
        go="case_gaps",
    )


@case_view(Permission.ASSESS, "POST")
@once
def gap_close(request: HttpRequest, case: Case) -> HttpResponse:
    """Close a gap with how."""
    try:
        gap_id = uuid.UUID(request.POST.get("gap_id", ""))
    except ValueError:
        raise Http404 from None
    form = CloseGapForm(request.POST, prefix=str(gap_id))
    return act(
        request,
        case,
        form,
        do=lambda: close_gap(case=case, by=request.user, gap_id=gap_id, how=form.cleaned_data["how"]),
        again=lambda: show_gaps(request, case, closing=form),
        done=_l("The gap is closed."),
        go="case_gaps",
    )
