"""Prior history of one party of a case."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from cases.access import case_view, request_door
from cases.models import Case
from reporting.actions.earlier_cases import earlier_cases, notes_about, party_of
from tat import audit
from tat.roles import Permission


@case_view(Permission.VIEW_CASE, "GET")
def party_history(request: HttpRequest, case: Case, party_id: uuid.UUID) -> HttpResponse:
    """The person's other cases that the reader may see, the latest first, with level and outcome (handbook 4.1; 4:190-AP2, Triage)."""
    party, way = party_of(case, party_id), request_door(request)
    if party is None:
        raise Http404
    rows, notes = earlier_cases(case, party, way), notes_about(case, party, way)
    context = {"case": case, "party": party, "rows": rows, "notes": notes}
    response = render(request, "reporting/party_history.html", context)
    response.shown = audit.digest_of([row.part.case.code for row in rows] + [str(note.pk) for note in notes])  # type: ignore[attr-defined]
    return response
