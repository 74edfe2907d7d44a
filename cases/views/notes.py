"""Adding a team note from the case page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.access import case_view
from cases.actions.notes import add_note
from cases.forms.notes import NoteForm
from cases.models import Case
from cases.views.case import show
from cases.views.mending import mend
from tat.idempotency import once
from tat.roles import Permission
from tat.workflow import Blocked


@case_view(Permission.ASSESS, "POST")
@once
def add(request: HttpRequest, case: Case) -> HttpResponse:
    """Add a note, or show the case again with what is wrong."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        return show(request, case, form)
    try:
        add_note(case=case, by=request.user, text=form.cleaned_data["text"], is_change=form.cleaned_data["is_change"])
    except Blocked as blocked:
        mend(form, blocked)
        return show(request, case, form)
    messages.success(request, _("Note added."))
    return redirect("case_detail", code=case.code)
