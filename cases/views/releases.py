"""The record of release: every line in order, and the form for a release that no notice stands for."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _l

from cases.access import case_view
from cases.actions.families import parties_of
from cases.actions.releases import BASES, RELEASES, nameable, record_release
from cases.forms.releases import ReleaseForm
from cases.models import Case
from cases.views.acting import act, refusal
from cases.views.rail import rail
from cases.workflow import Stage
from tat.idempotency import once
from tat.roles import Permission

RAIL_PLACE = 5


@case_view(Permission.NOTIFY, "GET")
def case_releases(request: HttpRequest, case: Case) -> HttpResponse:
    """What left the school, in order."""
    return show(request, case)


def show(request: HttpRequest, case: Case, form: ReleaseForm | None = None) -> HttpResponse:
    """The page, with a form's errors where there are any. A closed case still releases: its record is kept as long as the file."""
    may = case.stage != Stage.MERGED
    context: dict[str, Any] = {
        "case": case,
        "stages": rail(case, RAIL_PLACE),
        "releases": [{"row": row, "basis": BASES.get(row.basis, row.basis)} for row in RELEASES(case=case.pk)],
        "form": (form or ReleaseForm(**_about(case))) if may else None,
    }
    context |= refusal(request, (form,), [context["form"]])
    return render(request, "cases/releases.html", context)


def _about(case: Case) -> dict[str, Any]:
    """Whom a release may name, and whether a statement on file goes along."""
    return {"students": nameable(parties_of(case)), "statement": case.recordstatement_set.exists()}


@case_view(Permission.NOTIFY, "POST")
@once
def record(request: HttpRequest, case: Case) -> HttpResponse:
    """Enter a release by hand."""
    form = ReleaseForm(request.POST, **_about(case))
    return act(
        request,
        case,
        form,
        do=lambda: record_release(case=case, by=request.user, given=form.given()),
        again=lambda: show(request, case, form),
        done=_l("The release stands in the record."),
        go="case_releases",
    )
