"""The STEP page: findings under S, T, E and P, “looked, nothing found”, the pathway; and beside them what is still to find out."""

import uuid
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _l

from cases.access import can, case_view, request_door
from cases.actions.findings import add_finding, state_none_found
from cases.actions.on_record import on_record
from cases.actions.pathway import set_pathway
from cases.forms.assessment import FindingForm, NoneFoundForm, PathwayForm, letter_of
from cases.models import Case, Factor, Finding, KeyAnswer, KeyQuestion, PathwayStage
from cases.step import StepDomain
from cases.views import drafts
from cases.views.acting import act, on_what_stands
from cases.views.case import subject_name
from cases.views.rail import rail
from cases.views.signposts import leads
from cases.views.step_sheet import interviews, letters, numbered_gaps
from tat.idempotency import once
from tat.models.prepared import Given, Prepared
from tat.permissions import request_scope
from tat.roles import Permission

RAIL_PLACE = 3
KEPT_WORDS = (
    *("factor", "text", "kind", "status", "source", "source_note", "observed_on", "confidence", "basis", "is_quote", "second_hand"),
)


@case_view(Permission.VIEW_CASE, "GET")
def case_assessment(request: HttpRequest, case: Case) -> HttpResponse:
    """The four letters with what is found; `?add=S` and `?correct=` open the form of a finding."""
    if "correct" in request.GET:
        return correction(request, case)
    if request.GET.get("add", "") in StepDomain.values and may_assess(request, case):
        return letter_page(request, case, request.GET["add"])
    return show(request, case)


def may_assess(request: HttpRequest, case: Case) -> bool:
    return can(request_door(request), Permission.ASSESS, case) and case.is_open()


def show(request: HttpRequest, case: Case, pathway_form: PathwayForm | None = None) -> HttpResponse:
    """The whole page, with the pathway form's errors where there are any."""
    record = on_record(case, request_scope(request).at)
    found = letters(findings_of(case))
    gaps = numbered_gaps(case)
    stages = PATHWAY(case=case)
    context = {
        "case": case,
        "stages": rail(case, RAIL_PLACE),
        "goes_on": leads(request_door(request), "case_classification", case),
        "subject": subject_name(case),
        "letters": found,
        "unsourced": any(lacks_source(line.found) for letter in found for _kind, lines in letter.kinds for line in lines),
        "interviews": interviews(record),
        "questions": questions(case),
        "gaps": [(number, gap) for number, gap in gaps if gap.closed_at is None],
        "pathway": stages[0] if stages else None,
        "pathway_before": stages[1:],
        "pathway_form": (pathway_form or PathwayForm()) if may_assess(request, case) else None,
        "note": Factor().note_shown,
    }
    return render(request, "cases/assessment.html", context)


PATHWAY: Prepared[PathwayStage] = Prepared(lambda: PathwayStage.objects.filter(case=Given("case")).order_by("-recorded_at", "-id"))


def findings_of(case: Case) -> list[Finding]:
    """Every finding of the case, replaced ones included, each with its factor's words as the district's list has them."""
    return FINDINGS(case=case, district=case.district_id)


def _findings() -> QuerySet[Finding]:
    label = Factor.objects.in_force(Given("district")).filter(code=OuterRef("factor")).values("label")[:1]
    return Finding.objects.filter(case=Given("case")).annotate(label=Subquery(label)).order_by("recorded_at", "id")


FINDINGS: Prepared[Any] = Prepared(_findings)


def lacks_source(found: Finding) -> bool:
    """Whether a classification will ask for its source; what is unknown has none."""
    return not found.source and found.status != Finding.Status.UNKNOWN


def questions(case: Case) -> list[Any]:
    """The district's key questions, each with the reading of its latest answer; one statement."""
    rows = QUESTIONS(case=case.id, district=case.district_id)
    readings = dict(KeyAnswer.Reading.choices)
    for row in rows:
        row.words = readings.get(row.reading, "")
    return rows


def _questions() -> QuerySet[KeyQuestion]:
    latest = KeyAnswer.objects.filter(case=Given("case"), question=OuterRef("code")).order_by("-recorded_at", "-id").values("reading")
    return KeyQuestion.objects.in_force(Given("district")).annotate(reading=Subquery(latest[:1]))


QUESTIONS: Prepared[Any] = Prepared(_questions)


def correction(request: HttpRequest, case: Case) -> HttpResponse:
    """The form of a finding, filled with the one that is to be corrected. Raises Http404 where it is gone or not theirs to change."""
    try:
        wanted = uuid.UUID(request.GET["correct"])
    except ValueError:
        raise Http404 from None
    found = case.finding_set.filter(pk=wanted, replaced_by=None).exclude(kind=Finding.Kind.NOTHING).first()
    if found is None or not may_assess(request, case):
        raise Http404
    kept = {name: getattr(found, name) for name in KEPT_WORDS}
    kept["kind"] = "" if found.factor else found.kind
    form = FindingForm(domain=found.domain, factors=factors_of(case), initial={**kept, "replaces": found.pk})
    return letter_page(request, case, found.domain, finding_form=form, corrected=found)


def factors_of(case: Case) -> list[Factor]:
    return Factor.offered(case.district_id)


def letter_page(request: HttpRequest, case: Case, code: str, **given: Any) -> HttpResponse:
    """One letter with its two forms: a finding, and “looked, nothing found” while nothing is observed there."""
    letter = next(each for each in letters(findings_of(case)) if each.code == code)
    context = {
        "case": case,
        "stages": rail(case, RAIL_PLACE),
        "letter": letter,
        "draft": draft_of(code),
        "form": given.get("finding_form") or fresh_form(request, case, code),
        "none_form": None if letter.has_observed else given.get("none_form") or NoneFoundForm(domain=code),
        "corrected": given.get("corrected"),
        "note": Factor().note_shown,
    }
    return render(request, "cases/assessment_letter.html", context)


def fresh_form(request: HttpRequest, case: Case, code: str) -> FindingForm:
    """The form of a new finding, with the draft that was left in it."""
    left = drafts.typed(request, case, draft_of(code))
    return drafts.again(FindingForm(left, domain=code, factors=factors_of(case)), left)


def draft_of(code: str) -> str:
    return f"finding_{code.lower()}"


@case_view(Permission.ASSESS, "POST")
@once
def add(request: HttpRequest, case: Case) -> HttpResponse:
    """Add a finding under one letter, or correct one."""
    code = letter_of(request.POST)
    form = FindingForm(request.POST, domain=code, factors=factors_of(case))
    return act(
        request,
        case,
        form,
        do=lambda: add_finding(case=case, by=request.user, given=form.given(), replaces=form.cleaned_data["replaces"]),
        again=lambda: letter_page(request, case, code, finding_form=on_what_stands(form, replaces=standing_for(case, form))),
        done=_l("Finding recorded."),
        go="case_assessment",
        draft=draft_of(code),
    )


def standing_for(case: Case, form: FindingForm) -> uuid.UUID | None:
    """The finding that stands now in the place of the one that the form corrects; none for a new finding."""
    wanted = getattr(form, "cleaned_data", {}).get("replaces")
    after = dict(case.finding_set.filter(replaces__isnull=False).values_list("replaces_id", "id")) if wanted else {}
    while wanted in after:
        wanted = after[wanted]
    return wanted


@case_view(Permission.ASSESS, "POST")
@once
def none_found(request: HttpRequest, case: Case) -> HttpResponse:
    """State that one looked under a letter and found nothing."""
    code = letter_of(request.POST)
    form = NoneFoundForm(request.POST, domain=code)
    return act(
        request,
        case,
        form,
        do=lambda: state_none_found(case=case, by=request.user, domain=code, reason=form.cleaned_data["reason"]),
        again=lambda: letter_page(request, case, code, none_form=form),
        done=_l("Recorded: looked, nothing found."),
        go="case_assessment",
    )


@case_view(Permission.ASSESS, "POST")
@once
def pathway(request: HttpRequest, case: Case) -> HttpResponse:
    """Set the stage on the pathway, with its basis."""
    form = PathwayForm(request.POST)
    return act(
        request,
        case,
        form,
        do=lambda: set_pathway(case=case, by=request.user, **form.cleaned_data),
        again=lambda: show(request, case, form),
        done=_l("The pathway is recorded."),
        go="case_assessment",
    )
