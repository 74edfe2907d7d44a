"""What was said to a therapist: pages that are there for those seats alone, each look on record where they alone see it (740 ILCS 110)."""

import functools
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _l

from cases.access import acknowledged_first, open_by_code, withhold
from cases.actions.protected import open_protected, protected_of, record_protected
from cases.forms.protected import ProtectedForm
from cases.models import Case, Interview, of_case_and_merged
from cases.views import drafts
from cases.views.acting import act
from tat import audit
from tat.idempotency import once
from tat.models import AccessEntry
from tat.models.prepared import Given, Prepared
from tat.permissions import refused_method, request_scope, stated
from tat.roles import Permission

FORM, LOOKS_SHOWN = "protected", 20
View = Callable[..., HttpResponse]


def protected_view(method: str) -> Callable[[View], Any]:
    """As `case_view`, for whoever may see protected material; nobody else is told that there is such a page (404).

    What is shown leaves an AccessEntry of a kind of its own, with the digest of the statement's id where one was opened.
    """

    def wrap(view: View) -> Any:
        @functools.wraps(view)
        def opened(request: HttpRequest, code: str, **kwargs: Any) -> HttpResponse:
            if refused := refused_method(request, (method,)):
                return refused
            case = open_by_code(request, code, Permission.VIEW_PROTECTED)
            acknowledged_first(request, case)
            withhold(request, case)
            response = view(request, case, **kwargs)
            if response.status_code == 200:
                ref, at = (case.id, case.code), request_scope(request).at
                digest = audit.digest_of([str(each) for each in kwargs.values()]) if kwargs else b""
                audit.record_access(request.user, kind=audit.UNTOLD_KIND, page=view.__name__, ref=ref, at=at, digest=digest)  # type: ignore[arg-type]
            return response

        return stated(Permission.VIEW_PROTECTED, (method,))(login_required(opened))  # type: ignore[arg-type]

    return wrap


@protected_view("GET")
def case_protected(request: HttpRequest, case: Case) -> HttpResponse:
    """What is kept, without its texts, and the form; `?talk=` names the talk of which it is a part."""
    return show(request, case)


def show(request: HttpRequest, case: Case, form: ProtectedForm | None = None) -> HttpResponse:
    """The page, with the form's errors where there are any."""
    context = {
        "case": case,
        "statements": protected_of(case),
        "looks": LOOKS(case=case.id),
        "form": (form or fresh_form(request, case)) if case.is_open() else None,
    }
    return render(request, "cases/protected.html", context)


def fresh_form(request: HttpRequest, case: Case) -> ProtectedForm:
    """The form, with the draft that was left in it, or about the talk of the address."""
    left = drafts.typed(request, case, FORM)
    talks = TALKS(case_id=case.id)
    about = next((talk for talk in talks if str(talk.pk) == request.GET.get("talk", "")), None)
    if left is not None and about and not left.get("interview"):
        left["interview"] = str(about.pk)
    return drafts.again(ProtectedForm(left, talks=talks, initial={"interview": about}), left)


TALKS: Prepared[Interview] = Prepared(
    lambda: (
        Interview.objects.filter(case__any_of=of_case_and_merged(Given("case_id")), held=True).defer("statement").order_by("-started_at")
    )
)
LOOKS: Prepared[Any] = Prepared(
    lambda: (
        AccessEntry.objects.filter(about_id=Given("case"), kind=audit.UNTOLD_KIND)
        .order_by("-at", "-id")
        .values_list("at", "user_name", "user_position", "page", named=True)[:LOOKS_SHOWN]
    )
)
"""Who looked at this page and at what is kept here, the latest first."""


@protected_view("GET")
def protected_open(request: HttpRequest, case: Case, statement_id: uuid.UUID) -> HttpResponse:
    """One statement with its text and basis. Raises Http404 where the case has no such statement."""
    found = open_protected(case, statement_id)
    if found is None:
        raise Http404
    return render(request, "cases/protected_statement.html", {"case": case, "statement": found})


@protected_view("POST")
@once
def record(request: HttpRequest, case: Case) -> HttpResponse:
    """Keep a communication to a therapist apart from the case."""
    form = ProtectedForm(request.POST, talks=TALKS(case_id=case.id))
    return act(
        request,
        case,
        form,
        do=lambda: record_protected(case=case, by=request.user, given=form.given()),
        again=lambda: show(request, case, form),
        done=_l("It is kept apart from the case."),
        go="case_protected",
        draft=FORM,
    )
