"""A case's letters: those that were made, and a new one from its template."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _l

from cases.access import case_view
from cases.actions.families import families_of, order_is_missing
from cases.models import Case
from cases.views.acting import act, refusal
from reporting.actions.letter_choices import possible_letters
from reporting.actions.letters import make_letter
from reporting.documents.letter_kinds import TITLES
from reporting.forms.letters import LetterForm
from reporting.models import IssuedDocument
from reporting.views.papers import PAGE, listed
from tat import paging
from tat.idempotency import once
from tat.permissions import request_scope
from tat.roles import Permission
from tat.statutes import local_date


@case_view(Permission.NOTIFY, "GET")
def case_letters(request: HttpRequest, case: Case) -> HttpResponse:
    """The letters of a case, the latest first."""
    return show(request, case)


def show(request: HttpRequest, case: Case, form: LetterForm | None = None) -> HttpResponse:
    """The page, with a form's errors where there are any."""
    rows = IssuedDocument.objects.filter(case=case, kind__in=list(TITLES)).select_related("issued_by", "html__key")
    papers, after = paging.page(rows, ("issued_at", "id"), request.GET.get("after", ""), PAGE, newest_first=True)
    families = families_of(case)
    letters = possible_letters(case, families.on(local_date(request_scope(request).at))) if case.is_open() else []
    context: dict[str, Any] = {
        "case": case,
        "papers": listed(papers, case),
        "after": after,
        "form": (form or LetterForm(letters=letters)) if letters else None,
        "order_is_missing": bool(letters) and order_is_missing(case, families),
    }
    context |= refusal(request, (form,), [context["form"]])
    return render(request, "reporting/letters.html", context)


@case_view(Permission.NOTIFY, "POST")
@once
def make(request: HttpRequest, case: Case) -> HttpResponse:
    """Make a letter and keep it."""
    families = families_of(case).on(local_date(request_scope(request).at))
    form = LetterForm(request.POST, letters=possible_letters(case, families))
    return act(
        request,
        case,
        form,
        do=lambda: make_letter(case=case, by=request.user, given=form.given()),
        again=lambda: show(request, case, form),
        done=_l("The letter is made and kept. Read it before it is given; then record that it was."),
        go="case_letters",
    )
