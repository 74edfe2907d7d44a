"""Why somebody sees a case, or why not: for who leads it, and for the records custodian."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cases.access import request_door
from cases.actions.why import Why, explained, why
from cases.forms.access import WhyForm
from tat import audit
from tat.idempotency import once
from tat.models import Standing
from tat.permissions import may, request_scope, signed_in
from tat.roles import Permission

NO_CASE = _("There is no case of this code whose access is yours to explain.")


def refuse(request: HttpRequest) -> None:
    """Raise PermissionDenied for who leads no building and no case and keeps no records."""
    scope = request_scope(request)
    if not (may(scope, Permission.EXPLAIN_ACCESS) or scope.cases_as(Standing.Capacity.LEAD)):
        raise PermissionDenied


@signed_in("GET")
def access_why(request: HttpRequest) -> HttpResponse:
    """The form; `?case=` names the case of the page that led here."""
    refuse(request)
    form = WhyForm(district_id=request_scope(request).district_id, initial={"case": request.GET.get("case", "")[:16]})
    return render(request, "cases/why.html", {"form": form, "found": None})


@signed_in("POST")
def ask(request: HttpRequest) -> HttpResponse:
    """The answer, on the same page: whom it is about stands in no address. It changes nothing; that it was asked is recorded."""
    refuse(request)
    return _ask(request)


@once
def _ask(request: HttpRequest) -> HttpResponse:
    scope, form, found = request_scope(request), WhyForm(request.POST, district_id=request_scope(request).district_id), None
    if form.is_valid():
        case = explained(request_door(request), form.cleaned_data["case"].strip().upper())
        if case is None:
            form.add_error("case", NO_CASE)
        else:
            found = why(form.cleaned_data["who"], case, scope.at)
            audit.record_access(request.user, kind="case", page="access_why", ref=(case.pk, case.code), at=scope.at)  # type: ignore[arg-type]
    return render(request, "cases/why.html", {"form": form, "found": found, "permitted": words(found)})


def words(found: Why | None) -> str:
    """What the person may do there, in the words of the table of permissions."""
    return ", ".join(each.value.replace("_", " ") for each in found.may) if found else ""
