"""The eleven key questions: what is known, from whom, and whether it raises or lowers concern."""

from collections.abc import Mapping
from itertools import islice
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
from cases.views.mending import beside, saved_by
from cases.views.rail import rail
from cases.views.supports import Supports
from tat.addresses import address
from tat.idempotency import once
from tat.models import User
from tat.models.prepared import Given, Prepared
from tat.permissions import request_scope
from tat.roles import Permission

RAIL_PLACE = 3
FORMS = "question_"


@case_view(Permission.VIEW_CASE, "GET")
def case_questions(request: HttpRequest, case: Case) -> HttpResponse:
    """The questions with their answers in force; `?open=KQ04` opens one, else the first without an answer stands open."""
    return show(request, case)


def show(request: HttpRequest, case: Case, form: AnswerForm | None = None) -> HttpResponse:
    """The page, with one question's errors where there are any."""
    answers, gaps = latest_answers(case), set(OPEN_GAPS(case=case.id))
    rows: list[dict[str, Any]] = [
        {"question": each, "answer": answers.get(each.code), "draft": draft_of(each.code), "gap_open": each.code in gaps}
        for each in KeyQuestion.offered(case.district_id)
    ]
    rests_on = Supports(case)
    for row in rows:
        row["supports"] = rests_on.links(row["answer"].support) if row["answer"] else []
    _open(request, case, rows, form, rests_on)
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


def _open(request: HttpRequest, case: Case, rows: list[dict[str, Any]], typed: AnswerForm | None, rests_on: Supports) -> None:
    """The open questions with what to think of, and for who assesses the form: as typed, with a draft that was left, or fresh."""
    may = can(request_door(request), Permission.ASSESS, case) and case.is_open()
    left = drafts.all_typed(request, case, FORMS) if may else {}
    opened = asked(rows, typed.code if typed else request.GET.get("open", ""), left, may)
    people = people_of(request, case) if may and opened else []
    prompts = Prompt.offered(case.district_id) if opened else []
    for row in opened:
        code = row["question"].code
        row["open"] = True
        row["prompts"] = [prompt.label for prompt in prompts if prompt.question == code]
        if typed is not None and typed.code == code:
            row["form"] = typed
        elif may:
            row["form"] = fresh_form(code, people, rests_on, row["answer"], left.get(row["draft"]))


def asked(rows: list[dict[str, Any]], chosen: str, left: Mapping[str, QueryDict], may: bool) -> list[dict[str, Any]]:
    """The questions that stand open: the one chosen and each with a draft; with neither, for who may answer the first without an answer."""
    found = [row for row in rows if row["question"].code == chosen or row["draft"] in left]
    waiting = (row for row in rows if row["answer"] is None)
    return found or (list(islice(waiting, 1)) if may else [])


def fresh_form(code: str, people: list[User], rests_on: Supports, answer: KeyAnswer | None, left: QueryDict | None) -> AnswerForm:
    """Filled with the answer that stands, and what it rests on as that stands now; or with a draft that was left."""
    initial = {"seen": answer.pk, **as_typed(answer, rests_on)} if answer else None
    return drafts.again(AnswerForm(left, code=code, people=people, grounds=rests_on.choices(), initial=initial), left)


def as_typed(answer: KeyAnswer, rests_on: Supports) -> dict[str, Any]:
    """An answer as its form would send it."""
    return {"text": answer.text, "reading": answer.reading, "support": rests_on.ticked(answer.support)}


def people_of(request: HttpRequest, case: Case) -> list[User]:
    return finders(case, request.user, request_scope(request).at)  # type: ignore[arg-type]


def draft_of(code: str) -> str:
    """The name of a question's draft; names of drafts are letters alone."""
    letters = "".join(chr(ord("a") + int(each)) if each.isdigit() else each.lower() for each in code if each.isalnum())
    return f"{FORMS}{letters}"


@case_view(Permission.ASSESS, "POST")
@once
def answer(request: HttpRequest, case: Case) -> HttpResponse:
    """Answer one question; the page then stands at its answer, with the next one below it."""
    known = set(KeyQuestion.objects.in_force(case.district_id).values_list("code", flat=True))
    code = request.POST.get("question", "")
    if code not in known:
        raise Http404
    rests_on = Supports(case)
    form = AnswerForm(request.POST, code=code, people=people_of(request, case), grounds=rests_on.choices())

    def compare(current: KeyAnswer) -> HttpResponse:
        question = next(each for each in KeyQuestion.offered(case.district_id) if each.code == code)
        asked = {name: form.cleaned_data[name] for name in ("owner", "due_on")}
        page = {
            "template": "cases/step/_answer_form.html",
            "row": {"question": question, "answer": current, "draft": draft_of(code)},
            "sentence": saved_by(current),
            "back_url": f"{address('case_questions', case.code)}#{code}",
        }
        again = on_what_stands(form, seen=current.pk)
        return beside(request, case, form=form, again=again, theirs=as_typed(current, rests_on) | asked, page=page)

    response = act(
        request,
        case,
        form,
        do=lambda: answer_question(case=case, by=request.user, given=form.given(), seen=form.cleaned_data["seen"]),
        again=lambda: show(request, case, form),
        done=_l("Answer recorded."),
        go="case_questions",
        draft=draft_of(code),
        compare=compare,
    )
    if response.status_code == 302:
        response["Location"] += f"#{code}"
    return response
