"""Does an imminent threat exist? The page, the one press that declares it, and the determination."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.access import can, case_view, request_door
from cases.actions.imminence import TOO_EARLY, declare_imminent, determine_imminence
from cases.forms.imminence import DetermineForm
from cases.models import Case, ImminenceDetermination, Indicator, indicators
from cases.views import drafts
from cases.views.rail import rail
from cases.workflow import Stage
from tat.idempotency import once
from tat.models.prepared import Given, Prepared
from tat.permissions import request_scope
from tat.roles import Permission
from tat.workflow import Blocked

FORM = "imminence"


@case_view(Permission.VIEW_CASE, "GET", at_once=True)
def case_imminence(request: HttpRequest, case: Case) -> HttpResponse:
    """The determinations so far, and the form for the next."""
    return show(request, case)


def show(request: HttpRequest, case: Case, form: DetermineForm | None = None) -> HttpResponse:
    """The page, with the form's errors where there are any."""
    may_determine = can(request_door(request), Permission.DETERMINE_IMMINENCE, case) and case.is_open() and case.stage != Stage.CONTAINMENT
    context = {
        "case": case,
        "stages": rail(case, 1),
        "form": (form or fresh_form(request, case)) if may_determine else None,
        "answers": spelled(case, DETERMINED(case=case)),
        "indicators_note": Indicator().note_shown,
        "may_declare": case.is_open() and case.stage != Stage.CONTAINMENT,
        "in_containment": case.stage == Stage.CONTAINMENT,
        "at_intake": case.stage == Stage.INTAKE,
    }
    return render(request, "cases/imminence.html", context)


DETERMINED: Prepared[ImminenceDetermination] = Prepared(
    lambda: ImminenceDetermination.objects.filter(case=Given("case")).order_by("-recorded_at")
)


def fresh_form(request: HttpRequest, case: Case) -> DetermineForm:
    """The form, with the draft that was left in it."""
    draft = drafts.typed(request, case, FORM)
    return drafts.again(DetermineForm(draft, district_id=case.district_id, at=request_scope(request).at), draft)


def spelled(case: Case, answers: list[ImminenceDetermination]) -> list[dict[str, object]]:
    """The determinations, each with its signs in the words of its edition."""
    seen = {each.pk: [code for code, mark in each.indicators.items() if mark == "observed"] for each in answers}
    rows = indicators.every_edition(case.district_id) if any(seen.values()) else []
    return [{"found": each, "signs": _words(rows, each.indicators_edition, seen[each.pk])} for each in answers]


def _words(rows: list[Indicator], edition: str, codes: list[str]) -> list[str]:
    return [sign.text for sign in indicators.as_read(rows, edition).rows if sign.code in codes]


@case_view(Permission.DECLARE_IMMINENT, "POST", at_once=True)
@once
def declare(request: HttpRequest, case: Case) -> HttpResponse:
    """Open containment at once; nothing is asked."""
    try:
        declare_imminent(case=case, by=request.user)
    except Blocked as blocked:
        messages.error(request, " ".join(map(str, blocked.problems)))
        return redirect("case_detail", code=case.code)
    return redirect("case_containment", code=case.code)


@case_view(Permission.DETERMINE_IMMINENCE, "POST", at_once=True)
@once
def determine(request: HttpRequest, case: Case) -> HttpResponse:
    """Record the answer; “yes” leads to containment, “no” to triage."""
    form = DetermineForm(request.POST, district_id=case.district_id, at=request_scope(request).at)
    if not form.is_valid():
        return show(request, case, form)
    try:
        found = determine_imminence(case=case, by=request.user, given=form.given())
    except Blocked as blocked:
        for problem in blocked.problems:
            form.add_error("determined_at" if problem == TOO_EARLY else None, problem)
        return show(request, case, form)
    drafts.done(request, case, FORM)
    messages.success(request, _("The determination is recorded."))
    return redirect("case_containment" if found.answer == "yes" else "case_triage", code=case.code)
