"""The STEP page: findings under S, T, E and P, “looked, nothing found”, the pathway; and beside them what is still to find out."""

from collections.abc import Mapping
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _l

from cases.access import can, case_view, request_door
from cases.actions.findings import add_finding, state_none_found
from cases.actions.grounds import as_id, link_of
from cases.actions.on_record import on_record
from cases.actions.pathway import set_pathway
from cases.actions.rounds import BEGINS_IN, FIRST
from cases.forms.assessment import FindingForm, NoneFoundForm, PathwayForm, RoundForm, letter_of
from cases.forms.grounds import links
from cases.models import Case, CaseFact, Factor, Finding, KeyAnswer, KeyQuestion, PathwayStage
from cases.step import StepDomain
from cases.views import drafts
from cases.views.acting import act, on_what_stands
from cases.views.case import subject_name
from cases.views.finding_lines import Shown, findings_near, findings_of
from cases.views.looking_again import Standing, looked_again
from cases.views.mending import beside, saved_by
from cases.views.rail import rail
from cases.views.signposts import leads
from cases.views.step_sheet import PATHWAY, Letter, held_under, interviews, letters, numbered_gaps
from tat.addresses import address
from tat.idempotency import once
from tat.models.prepared import Given, Prepared
from tat.permissions import request_scope
from tat.roles import Permission

RAIL_PLACE, AGAIN, EVERY, STAGE = 3, "again", "all", "stage"
KEPT_WORDS = (
    *("factor", "text", "kind", "status", "source", "source_note", "observed_on", "confidence", "basis", "is_quote", "second_hand"),
)


@case_view(Permission.VIEW_CASE, "GET")
def case_assessment(request: HttpRequest, case: Case) -> HttpResponse:
    """The four letters with what is found; `?add=S` and `?correct=` open the form of a finding, `?again=1` that of a new round,
    `?stage=1` that of the pathway, `?all=1` shows every finding."""
    if "correct" in request.GET:
        return correction(request, case)
    if request.GET.get("add", "") in StepDomain.values and may_assess(request, case):
        return letter_page(request, case, request.GET["add"])
    return show(request, case)


def may_assess(request: HttpRequest, case: Case) -> bool:
    return can(request_door(request), Permission.ASSESS, case) and case.is_open()


def show(request: HttpRequest, case: Case, **typed: Any) -> HttpResponse:
    """The whole page; `pathway_form` and `round_form` with their errors where there are any."""
    record, may = on_record(case, request_scope(request).at), may_assess(request, case)
    rest = record["rest"][0]
    is_near = EVERY not in request.GET and rest["round"] is None  # a later round says what changed in it, so it reads all
    held = held_under(record) if is_near else None
    rows = findings_near(case) if held else findings_of(case)
    gaps, stages, asked = numbered_gaps(case), PATHWAY(case=case), questions(case)
    looked = looked_again(request, case, rest, asked, Standing(rows, [gap for _number, gap in gaps], stages))
    found = letters(rows, Shown(case.code, may, looked.get("since")), held)
    context = {
        "case": case,
        "stages": rail(case, RAIL_PLACE),
        "goes_on": leads(request_door(request), "case_classification", case),
        "subject": subject_name(case),
        "letters": found,
        "may": may,
        "unsourced": any(letter.lacks_source for letter in found),
        "interviews": interviews(record),
        "questions": asked,
        "gaps": [(number, gap) for number, gap in gaps if gap.closed_at is None],
        "pathway": stages[0] if stages else None,
        "pathway_before": stages[1:],
        "pathway_form": typed.get("pathway_form") or (fresh_pathway(stages) if may and STAGE in request.GET else None),
        "may_look_again": may and case.stage in BEGINS_IN,
        "round_form": typed.get("round_form") or (fresh_round(looked) if may and AGAIN in request.GET else None),
        "note": Factor().note_shown,
        **looked,
    }
    return render(request, "cases/assessment.html", context)


def fresh_pathway(stages: list[PathwayStage]) -> PathwayForm:
    return PathwayForm(initial={"seen": stages[0].pk if stages else None})


def fresh_round(looked: Mapping[str, Any]) -> RoundForm:
    """The form that starts the next round; it knows the round that its page showed."""
    return RoundForm(initial={"seen": looked["round"].number if looked else FIRST})


def questions(case: Case) -> list[Any]:
    """The district's key questions, each with the reading of its latest answer; one statement."""
    rows = QUESTIONS(case=case.id, district=case.district_id)
    readings = dict(KeyAnswer.Reading.choices)
    for row in rows:
        row.words, row.flag = readings.get(row.reading, ""), ""
    return rows


def _questions() -> QuerySet[KeyQuestion]:
    latest = KeyAnswer.objects.filter(case=Given("case"), question=OuterRef("code")).order_by("-recorded_at", "-id").values("reading")
    return KeyQuestion.objects.in_force(Given("district")).annotate(reading=Subquery(latest[:1]))


QUESTIONS: Prepared[Any] = Prepared(_questions)


def correction(request: HttpRequest, case: Case) -> HttpResponse:
    """The form of a finding, filled with the one that is to be corrected. Raises Http404 where it is gone or not theirs to change."""
    wanted = as_id(request.GET["correct"])
    found = case.finding_set.filter(pk=wanted, replaced_by=None).exclude(kind=Finding.Kind.NOTHING).first()
    if found is None or not may_assess(request, case):
        raise Http404
    form = finding_form(case, found.domain, initial={**as_typed(found), "replaces": found.pk})
    return letter_page(request, case, found.domain, finding_form=form, corrected=found)


def as_typed(found: Finding) -> dict[str, Any]:
    """A finding as its form would send it."""
    kept = {name: getattr(found, name) for name in KEPT_WORDS}
    return kept | {"kind": "" if found.factor else found.kind, "link": link_of(found)}


def finding_form(case: Case, code: str, data: Any = None, initial: Any = None) -> FindingForm:
    return FindingForm(data, domain=code, factors=factors_of(case), links=links(case), initial=initial)


def factors_of(case: Case) -> list[Factor]:
    return Factor.offered(case.district_id)


def letter_page(request: HttpRequest, case: Case, code: str, **given: Any) -> HttpResponse:
    """One letter with its two forms: a finding, and “looked, nothing found” while nothing is observed there."""
    shown = Shown(case.code, may_assess(request, case))
    letter = next(each for each in letters(findings_of(case), shown) if each.code == code)
    context = {
        "case": case,
        "stages": rail(case, RAIL_PLACE),
        "letter": letter,
        "draft": draft_of(code),
        "form": given.get("finding_form") or fresh_form(request, case, code),
        "none_form": None if letter.has_observed else given.get("none_form") or fresh_none(letter),
        "corrected": given.get("corrected"),
        "note": Factor().note_shown,
    }
    return render(request, "cases/assessment_letter.html", context)


def fresh_form(request: HttpRequest, case: Case, code: str) -> FindingForm:
    """The form of a new finding, with the draft that was left in it."""
    left = drafts.typed(request, case, draft_of(code))
    return drafts.again(finding_form(case, code, left), left)


def fresh_none(letter: Letter) -> NoneFoundForm:
    return NoneFoundForm(domain=letter.code, initial={"seen": letter.nothing.pk if letter.nothing else None})


def draft_of(code: str) -> str:
    return f"finding_{code.lower()}"


@case_view(Permission.ASSESS, "POST")
@once
def add(request: HttpRequest, case: Case) -> HttpResponse:
    """Add a finding under one letter, or correct one."""
    code = letter_of(request.POST)
    form = finding_form(case, code, request.POST)
    corrects = as_id(request.POST.get(form.add_prefix("replaces"), ""))
    return act(
        request,
        case,
        form,
        do=lambda: add_finding(case=case, by=request.user, given=form.given(), replaces=form.cleaned_data["replaces"]),
        again=lambda: letter_page(request, case, code, finding_form=form, corrected=case.finding_set.filter(pk=corrects).first()),
        done=_l("Finding recorded."),
        go="case_assessment",
        draft="" if corrects else draft_of(code),
        compare=lambda current: compare_finding(request, case, form, current),
    )


def compare_finding(request: HttpRequest, case: Case, form: FindingForm, current: Finding) -> HttpResponse:
    """The finding as somebody corrected it meanwhile beside the one that was typed; sent again, it corrects that one."""
    page = {
        "template": "cases/step/_finding_form.html",
        "letter": {"code": form.domain},
        "corrected": current,
        "note": Factor().note_shown,
        **here(case, current),
    }
    again = on_what_stands(form, replaces=current.pk)
    return beside(request, case, form=form, again=again, theirs=as_typed(current), page=page)


def here(case: Case, current: CaseFact) -> dict[str, Any]:
    """For the page with both versions: who wrote the other one, and where to go back to."""
    return {"sentence": saved_by(current), "back_url": address("case_assessment", case.code)}


@case_view(Permission.ASSESS, "POST")
@once
def none_found(request: HttpRequest, case: Case) -> HttpResponse:
    """State that one looked under a letter and found nothing."""
    code = letter_of(request.POST)
    form = NoneFoundForm(request.POST, domain=code)

    def compare(current: Finding) -> HttpResponse:
        again = on_what_stands(form, seen=current.pk)
        page = {"template": "cases/step/_nothing_form.html", "letter": {"code": code, "name": StepDomain(code).label}, "none_form": again}
        return beside(request, case, form=form, again=again, theirs={"reason": current.text}, page=page | here(case, current))

    return act(
        request,
        case,
        form,
        do=lambda: state_none_found(case=case, by=request.user, domain=code, **form.cleaned_data),
        again=lambda: letter_page(request, case, code, none_form=form),
        done=_l("Recorded: looked, nothing found."),
        go="case_assessment",
        compare=compare,
    )


@case_view(Permission.ASSESS, "POST")
@once
def pathway(request: HttpRequest, case: Case) -> HttpResponse:
    """Set the stage on the pathway, with its basis."""
    form = PathwayForm(request.POST)

    def compare(current: PathwayStage) -> HttpResponse:
        theirs = {name: getattr(current, name) for name in ("stage", "direction", "grievance", "basis")}
        again, page = on_what_stands(form, seen=current.pk), {"template": "cases/step/_pathway_form.html", **here(case, current)}
        return beside(request, case, form=form, again=again, theirs=theirs, page=page)

    return act(
        request,
        case,
        form,
        do=lambda: set_pathway(case=case, by=request.user, **form.cleaned_data),
        again=lambda: show(request, case, pathway_form=form),
        done=_l("The pathway is recorded."),
        go="case_assessment",
        compare=compare,
    )
