"""Rounds of the assessment: starting the next one, and reading how it stood at the end of an earlier one."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _l

from cases.access import case_view
from cases.actions.facts import ANSWERS
from cases.actions.gaps import gaps_at
from cases.actions.rounds import start_round
from cases.forms.assessment import RoundForm
from cases.models import AssessmentRound, Case, InformationGap, KeyQuestion, Position
from cases.views import assessment
from cases.views.acting import act, on_what_stands
from cases.views.case import subject_name
from cases.views.finding_lines import Shown, findings_of
from cases.views.mending import beside, saved_by
from cases.views.rail import rail
from cases.views.round_sheet import LEDGER, SIGNED, Read, Round, before, changes, is_open, rounds_of
from cases.views.step_sheet import PATHWAY, letters, numbered_gaps
from cases.views.supports import Supports
from tat.addresses import address
from tat.idempotency import once
from tat.models.prepared import Given, Prepared
from tat.roles import Permission

RAIL_PLACE = 3


@case_view(Permission.VIEW_CASE, "GET")
def case_round(request: HttpRequest, case: Case, number: int) -> HttpResponse:
    """The assessment as it stood at the end of a round; of the one that runs, as it stands now."""
    rounds = rounds_of(case)
    found = next((each for each in rounds if each.number == number), None)
    if found is None:
        raise Http404
    asked = KeyQuestion.offered(case.district_id)
    gaps = [(n, gap) for n, gap in numbered_gaps(case) if before([gap], found.until)]
    read = read_until(case, found, [gap for _number, gap in gaps])
    since = found.since if found.number > 1 else None
    found_there = letters(read.findings, Shown(case.code, since=since))
    context = {
        "case": case,
        "stages": rail(case, RAIL_PLACE),
        "subject": subject_name(case),
        "round": found,
        "rounds": rounds,
        "letters": found_there,
        "unsourced": any(letter.lacks_source for letter in found_there),
        "pathway": read.stages[-1] if read.stages else None,
        "pathway_before": read.stages[-2::-1],
        "talks": read.talks,
        "questions": answered(case, read, found, asked),
        "gaps": [(n, gap) for n, gap in gaps if is_open(gap, found.until)],
        "closed": [(n, gap) for n, gap in gaps if not is_open(gap, found.until)],
        "changed": changes(read, since, {row.code: row.label for row in asked}, found.until) if since else [],
        "levels": levels_of(read, found, gaps),
    }
    return render(request, "cases/round.html", context)


def read_until(case: Case, found: Round, gaps: list[InformationGap]) -> Read:
    """What had been written by the end of a round."""
    rows: tuple[Any, ...] = (findings_of(case), ANSWERS(case=case), gaps, PATHWAY(case=case)[::-1], LEDGER(case=case), SIGNED(case=case))
    return Read(*(before(each, found.until) for each in rows))


def answered(case: Case, read: Read, found: Round, asked: list[KeyQuestion]) -> list[dict[str, Any]]:
    """Each question with the answer that stood, and what that rested on, as it stood then too."""
    latest = {answer.question: answer for answer in read.answers}
    rests_on = Supports(case, address("case_round", case.code, found.number))
    rests_on.findings = {row.pk: row for row in read.findings}
    return [
        {"label": row.label, "answer": answer, "supports": rests_on.links(answer.support) if answer else []}
        for row, answer in ((each, latest.get(each.code)) for each in asked)
    ]


def levels_of(read: Read, found: Round, gaps: list[tuple[int, InformationGap]]) -> list[dict[str, Any]]:
    """The levels signed in a round, each with the positions that stood at its end."""
    signed = [each for each in read.levels if each.recorded_at >= found.since or found.number == 1]
    for row in signed:
        row.gaps_then = gaps_at(gaps, row.recorded_at)  # type: ignore[attr-defined]
    taken = TAKEN(classifications=[each.pk for each in signed]) if signed else []
    return [
        {"signed": each, "positions": [row for row in taken if row.classification_id == each.pk and stood(row, found)]} for each in signed
    ]


def stood(position: Any, found: Round) -> bool:
    """Whether a position stood at the end of a round."""
    if found.until is None:
        return position.void_at is None
    return position.recorded_at < found.until and (position.void_at is None or position.void_at >= found.until)


TAKEN: Prepared[Any] = Prepared(
    lambda: (
        Position.objects.filter(classification__any_of=Given("classifications"))
        .order_by("recorded_at", "id")
        .values_list("classification_id", "stance", "recorded_name", "recorded_position", "recorded_at", "void_at", named=True)
    )
)


@case_view(Permission.ASSESS, "POST")
@once
def start(request: HttpRequest, case: Case) -> HttpResponse:
    """Start the next round, with its reason."""
    form = RoundForm(request.POST)

    def compare(current: AssessmentRound) -> HttpResponse:
        page = {
            "template": "cases/step/_round_form.html",
            "sentence": saved_by(current),
            "back_url": address("case_assessment", case.code),
        }
        again = on_what_stands(form, seen=current.number)
        return beside(request, case, form=form, again=again, theirs={"why": current.why}, page=page)

    return act(
        request,
        case,
        form,
        do=lambda: start_round(case=case, by=request.user, **form.cleaned_data),
        again=lambda: assessment.show(request, case, round_form=form),
        done=_l("A new round has begun. Everything that stands stays in force; each seat has a notice."),
        go="case_assessment",
        compare=compare,
    )
