"""The eleven key questions: what is known, from whom, and whether it raises or lowers concern."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _l

from cases.access import can, case_view, request_door
from cases.actions.facts import latest_answers
from cases.actions.gaps import finders
from cases.actions.questions import answer_question
from cases.forms.questions import AnswerForm
from cases.models import Case, InformationGap, KeyAnswer, KeyQuestion, Prompt
from cases.views import drafts
from cases.views.acting import act, on_what_stands
from cases.views.rail import rail
from tat.idempotency import once
from tat.models import User
from tat.models.prepared import Given, Prepared
from tat.permissions import request_scope
from tat.roles import Permission

RAIL_PLACE = 3
FORMS = "question_"


@case_view(Permission.VIEW_CASE, "GET")
def case_questions(request: HttpRequest, case: Case) -> HttpResponse:
    """The questions with their answers in force, each with its form."""
    return show(request, case)


def show(request: HttpRequest, case: Case, form: AnswerForm | None = None) -> HttpResponse:
    """The page, with one question's errors where there are any."""
    may = can(request_door(request), Permission.ASSESS, case) and case.is_open()
    answers = latest_answers(case)
    gaps = set(OPEN_GAPS(case=case.id))
    prompts: dict[str, list[str]] = {}
    for prompt in Prompt.offered(case.district_id):
        prompts.setdefault(prompt.question, []).append(prompt.label)
    rows = [
        {
            "question": each,
            "answer": answers.get(each.code),
            "prompts": prompts.get(each.code, []),
            "draft": draft_of(each.code),
            "gap_open": each.code in gaps,
        }
        for each in KeyQuestion.offered(case.district_id)
    ]
    if may:
        _add_forms(request, case, rows, answers, form)
    context = {
        "case": case,
        "stages": rail(case, RAIL_PLACE),
        "rows": rows,
        "answered": sum(row["answer"] is not None for row in rows),
        "note": Prompt().note_shown,
    }
    return render(request, "cases/questions.html", context)


OPEN_GAPS: Prepared[str] = Prepared(
    lambda: InformationGap.objects.filter(case=Given("case"), closed_at=None).exclude(question="").values_list("question", flat=True)
)


def _add_forms(
    request: HttpRequest, case: Case, rows: list[dict[str, Any]], answers: Mapping[str, KeyAnswer], typed: AnswerForm | None
) -> None:
    """A form under each question: the typed one, the draft that was left, or the answer that stands."""
    people = people_of(request, case)
    left = drafts.all_typed(request, case, FORMS)
    for row in rows:
        code = row["question"].code
        mine = typed if typed is not None and typed.code == code else None
        row["form"] = mine or fresh_form(code, people, answers.get(code), left.get(row["draft"]))
        row["open"] = mine is not None or row["draft"] in left
        if mine is not None:
            on_what_stands(mine, seen=answers[code].pk if code in answers else None)


def fresh_form(code: str, people: list[User], answer: KeyAnswer | None, left: QueryDict | None) -> AnswerForm:
    initial = {"seen": answer.pk, "text": answer.text, "reading": answer.reading} if answer else None
    return drafts.again(AnswerForm(left, code=code, people=people, initial=initial), left)


def people_of(request: HttpRequest, case: Case) -> list[User]:
    return finders(case, request.user, request_scope(request).at)  # type: ignore[arg-type]


def draft_of(code: str) -> str:
    """The name of a question's draft; names of drafts are letters alone."""
    letters = "".join(chr(ord("a") + int(each)) if each.isdigit() else each.lower() for each in code if each.isalnum())
    return f"{FORMS}{letters}"


@case_view(Permission.ASSESS, "POST")
@once
def answer(request: HttpRequest, case: Case) -> HttpResponse:
    """Answer one question."""
    known = set(KeyQuestion.objects.in_force(case.district_id).values_list("code", flat=True))
    code = request.POST.get("question", "")
    if code not in known:
        raise Http404
    form = AnswerForm(request.POST, code=code, people=people_of(request, case))
    return act(
        request,
        case,
        form,
        do=lambda: answer_question(case=case, by=request.user, given=form.given(), seen=form.cleaned_data["seen"]),
        again=lambda: show(request, case, form),
        done=_l("Answer recorded."),
        go="case_questions",
        draft=draft_of(code),
    )
