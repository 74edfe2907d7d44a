"""Adding a team note from the case page, and the page of all notes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _l

from cases.access import case_view
from cases.actions.addressing import seats_around
from cases.actions.notes import add_note
from cases.models import Case
from cases.views.acting import act
from cases.views.case import show
from cases.views.note_list import KEYS, PAGE, mark_opened, named, note_form, with_seats
from tat import paging
from tat.forms.unjudged import unjudged
from tat.idempotency import once
from tat.permissions import request_scope
from tat.roles import Permission

SEATS_ASKED = "for_seats"


@case_view(Permission.VIEW_CASE, "GET")
def case_notes(request: HttpRequest, case: Case) -> HttpResponse:
    """All notes, the latest first, a page at a time; those that are shown and waited for this person are open from now on."""
    notes, after = paging.page(case.note_set.all(), KEYS, request.GET.get("after", ""), PAGE, newest_first=True)
    mark_opened(request, case, notes)
    around = seats_around(case, request_scope(request).at, named(notes))
    return render(request, "cases/notes.html", {"case": case, "notes": with_seats(notes, around), "after": after})


@case_view(Permission.ASSESS, "POST")
@once
def add(request: HttpRequest, case: Case) -> HttpResponse:
    """Add a note, or show the case again with what is wrong, or with the seats to choose from, and what was typed."""
    form = note_form(case, seats_around(case, request_scope(request).at), request.POST)
    if SEATS_ASKED in request.POST:
        return show(request, case, unjudged(form))

    def do() -> None:
        add_note(case=case, by=request.user, **form.cleaned_data)

    return act(request, case, form, do=do, again=lambda: show(request, case, form), done=_l("Note added."), go="case_detail")
