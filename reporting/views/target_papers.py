"""The papers of one target's plan: those that were printed, and a new one. For those alone who keep these plans."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cases.access import case_view
from cases.actions.targets import on_paper, target_in
from cases.models import Case
from cases.workflow import Stage
from reporting.actions.target_papers import composed, print_target_plan, printed_of
from reporting.documents.target_plan import TARGET_PLAN
from reporting.views.papers import listed
from tat.idempotency import once
from tat.roles import Permission
from tat.workflow import Blocked


@case_view(Permission.VIEW_TARGET_PLAN, "GET")
def target_papers(request: HttpRequest, case: Case, party_id: uuid.UUID) -> HttpResponse:
    """The copies of a target's plan, the latest first, and the words that somebody should look at before the next is printed."""
    return show(request, case, party_id)


def show(request: HttpRequest, case: Case, party_id: uuid.UUID, problems: tuple[str, ...] = ()) -> HttpResponse:
    """The page, with what kept a new copy from being made. Raises Http404 for no target of this case."""
    paper = on_paper(target_in(case, party_id))
    context = {
        "case": case,
        "target": paper.target,
        "next": composed(case, paper) if case.stage != Stage.MERGED else None,
        "papers": listed(printed_of(case, paper), case),
        "problems": problems,
    }
    return render(request, "reporting/target_papers.html", context)


@case_view(Permission.VIEW_TARGET_PLAN, "POST")
@once
def issue(request: HttpRequest, case: Case, party_id: uuid.UUID) -> HttpResponse:
    """Print the plan that stands."""
    try:
        print_target_plan(case=case, by=request.user, party_id=party_id, kind=request.POST.get("kind", TARGET_PLAN))
    except Blocked as blocked:
        return show(request, case, party_id, blocked.problems)
    messages.success(request, _("The copy is issued and kept. Print it and give it to the target."))
    return redirect("target_papers", code=case.code, party_id=party_id)
