"""Opening a case that was closed at triage there again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.access import case_view
from cases.forms.closing import ReopeningForm
from cases.models import Case
from cases.views.mending import mend
from cases.views.reopening import show
from tat.idempotency import once
from tat.roles import Permission
from tat.workflow import Blocked
from triage.actions.reopening import reopen_at_triage


@case_view(Permission.REOPEN_CASE, "POST")
@once
def reopen(request: HttpRequest, case: Case) -> HttpResponse:
    """Open the case again at triage, with a new panel."""
    form = ReopeningForm(request.POST)
    if not form.is_valid():
        return show(request, case, form)
    try:
        reopen_at_triage(case=case, by=request.user, reason=form.cleaned_data["reason"])
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, case, form)
    messages.success(request, _("Case opened again at triage, with a new panel. Opinions are asked for anew."))
    return redirect("case_triage", code=case.code)
