"""The STEP page: findings under S, T, E and P, “looked, nothing found”, and the pathway."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _l

from cases.access import can, case_view, request_door
from cases.actions.findings import add_finding, state_none_found
from cases.actions.pathway import set_pathway
from cases.forms.assessment import FindingForm, NoneFoundForm, PathwayForm, letter_of
from cases.models import Case, Factor, Finding
from cases.step import StepDomain
from cases.views.acting import act
from cases.views.rail import rail
from tat.idempotency import once
from tat.roles import Permission

Forms = dict[str, Any]


@case_view(Permission.VIEW_CASE, "GET")
def case_assessment(request: HttpRequest, case: Case) -> HttpResponse:
    """The four letters, with a form under each for those who assess."""
    return show(request, case, {})


def show(request: HttpRequest, case: Case, forms: Forms) -> HttpResponse:
    """The page, with a form's errors where there are any; `forms` by letter, none-letter or pathway."""
    may = can(request_door(request), Permission.ASSESS, case) and case.is_open()
    factors = list(Factor.objects.in_force(case.district_id))
    labels = {factor.code: factor.label for factor in factors}
    findings = list(case.finding_set.filter(replaced_by=None).order_by("recorded_at"))
    for found in findings:
        found.case = case
    context = {
        "case": case,
        "stages": rail(case, 3),
        "letters": [_letter(letter, findings, labels, factors, forms, may) for letter in StepDomain],
        "pathways": case.pathwaystage_set.order_by("-recorded_at"),
        "pathway_form": (forms.get("pathway") or PathwayForm()) if may else None,
        "note": Factor().note_shown,
    }
    return render(request, "cases/assessment.html", context)


def _letter(letter: StepDomain, findings: list[Finding], labels: dict[str, str], factors: list[Factor], forms: Forms, may: bool) -> Forms:
    mine = [{"found": found, "label": labels.get(found.factor, "")} for found in findings if found.domain == letter]
    return {
        "code": letter.value,
        "title": letter.label,
        "findings": mine,
        "form": (forms.get(letter.value) or FindingForm(domain=letter.value, factors=factors)) if may else None,
        "none_form": (forms.get(f"none-{letter}") or NoneFoundForm(domain=letter.value)) if may and not mine else None,
        "open": letter.value in forms,
        "none_open": f"none-{letter}" in forms,
    }


@case_view(Permission.ASSESS, "POST")
@once
def add(request: HttpRequest, case: Case) -> HttpResponse:
    """Add a finding under one letter."""
    letter = letter_of(request.POST)
    form = FindingForm(request.POST, domain=letter, factors=list(Factor.objects.in_force(case.district_id)))
    return act(
        request,
        case,
        form,
        do=lambda: add_finding(case=case, by=request.user, given=form.given(), replaces=form.cleaned_data["replaces"]),
        again=lambda: show(request, case, {letter: form}),
        done=_l("Finding added."),
        go="case_assessment",
    )


@case_view(Permission.ASSESS, "POST")
@once
def none_found(request: HttpRequest, case: Case) -> HttpResponse:
    """State that one looked under a letter and found nothing."""
    letter = letter_of(request.POST)
    form = NoneFoundForm(request.POST, domain=letter)
    return act(
        request,
        case,
        form,
        do=lambda: state_none_found(case=case, by=request.user, domain=letter, reason=form.cleaned_data["reason"]),
        again=lambda: show(request, case, {f"none-{letter}": form}),
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
        again=lambda: show(request, case, {"pathway": form}),
        done=_l("The pathway is recorded."),
        go="case_assessment",
    )
