"""A request as the receiving principal reads it: what the answer needs, and nothing else of the case."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _l

from cases.access import can, excluded_people, request_door
from cases.actions.transfer_answers import Opened, accept_transfer, name_acting_lead, opened, refuse_transfer
from cases.forms.transfers import AcceptForm, LeadForm, RefuseForm
from cases.levels import Level
from cases.models import Case, Transfer
from cases.views.acting import refusal
from cases.views.mending import mend
from tat import audit
from tat.forms.base import Form
from tat.forms.people import ACCOUNTS
from tat.idempotency import once
from tat.models import Obligation
from tat.models.prepared import Given, Prepared
from tat.permissions import request_scope, signed_in
from tat.roles import Permission
from tat.statutes import HAND_OVER, RULES
from tat.workflow import Blocked


@signed_in("GET")
def transfer_answer(request: HttpRequest, transfer_id: uuid.UUID) -> HttpResponse:
    """The request for who answers it; to everybody else it is not there. Each look is on record."""
    return show(request, opened(transfer_id, request_scope(request)))


def show(request: HttpRequest, found: Opened, **forms: Form) -> HttpResponse:
    """The page with a form's errors where there are any. Who only names somebody to answer reads no line of the case."""
    row, at = found.row, request_scope(request).at
    waits = row.state == Transfer.State.ASKED
    context: dict[str, Any] = {
        "transfer": row,
        "case": row.case,
        "level": Level(row.case.level).label if row.case.level else "",
        "answers": found.answers,
        "waits": waits,
        "now": at,
        "duties": [(RULES[each.rule].duty, each.due_at(), each.is_overdue(at)) for each in DUTIES(case=row.case_id)] if waits else [],
        "sees_case": can(request_door(request), Permission.VIEW_CASE, row.case),
        "accept_form": (forms.get("accept") or AcceptForm()) if waits and found.answers else None,
        "refuse_form": (forms.get("refuse") or RefuseForm()) if waits and found.answers else None,
        "lead_form": (forms.get("lead") or lead_form(row.case, request)) if found.names else None,
    }
    context |= refusal(request, forms.values(), [context["accept_form"], context["refuse_form"], context["lead_form"]])
    audit.record_access(request.user, kind="transfer", page="transfer_answer", ref=(row.case_id, row.case.code), at=at)  # type: ignore[arg-type]
    return render(request, "cases/transfer_answer.html", context)


DUTIES: Prepared[Obligation] = Prepared(
    lambda: Obligation.objects.open().about("case", Given("case")).exclude(rule=HAND_OVER).order_by("target_due_at", "rule")
)


def lead_form(case: Case, request: HttpRequest, typed: Any = None) -> LeadForm:
    """Accounts of the district without those in conflict."""
    out = excluded_people(case, request_scope(request).at)
    return LeadForm(typed, people=[person for person in ACCOUNTS(district=case.district_id) if person.pk not in out])


def _post(name: str, make: Callable[[HttpRequest, Opened], Any], do: Callable[..., object], done: Any) -> Callable[..., HttpResponse]:
    """A POST on one request: through its door first, then the form once, the act, and back."""

    @once
    def taken(request: HttpRequest, found: Opened) -> HttpResponse:
        form = make(request, found)
        if not form.is_valid():
            return show(request, found, **{name: form})
        try:
            row = do(transfer_id=found.row.pk, by=request.user, **form.cleaned_data)
        except Blocked as blocked:
            mend(form, blocked)
            return show(request, opened(found.row.pk, request_scope(request)), **{name: form})
        messages.success(request, str(done))
        return after(request, row)

    def view(request: HttpRequest, transfer_id: uuid.UUID) -> HttpResponse:
        found = opened(transfer_id, request_scope(request))
        if not (found.names or found.named if name == "lead" else found.answers):
            raise Http404
        return taken(request, found)

    return signed_in("POST")(view)


def after(request: HttpRequest, row: Any) -> HttpResponse:
    """Whose the case is now goes on with it; everybody else is done here."""
    return redirect("case_detail", code=row.case.code) if row.state == Transfer.State.ACCEPTED else redirect("home")


accept = _post(
    "accept",
    lambda request, found: AcceptForm(request.POST),
    accept_transfer,
    _l("The case is accepted. Your team sees it from now on, with every duty that is open."),
)
refuse = _post(
    "refuse",
    lambda request, found: RefuseForm(request.POST),
    refuse_transfer,
    _l("Refused. The case stays where it is, and the lead who asked is told why."),
)
name_lead = _post(
    "lead",
    lambda request, found: lead_form(found.row.case, request, request.POST),
    name_acting_lead,
    _l("Named. The request waits for that person from now on."),
)
