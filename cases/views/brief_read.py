"""A brief as the person reads it whom it names: the three lines, who wrote them, until when; nothing else of the case."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from cases.actions.brief_reading import open_brief, readable
from tat import audit
from tat.permissions import request_scope, signed_in


@signed_in("GET")
def brief_detail(request: HttpRequest, brief_id: uuid.UUID) -> HttpResponse:
    """Show it and keep that it was opened. To everybody else it is not there, the case's own team included: they read it on the case."""
    at = request_scope(request).at
    asks_only = request.method == "HEAD"  # nothing is shown, so nobody is told
    reader = readable(brief_id, by=request.user, at=at) if asks_only else open_brief(brief_id=brief_id, by=request.user)
    if reader is None:
        raise Http404
    case = reader.brief.case
    if not asks_only:
        audit.record_access(request.user, kind="brief", page="brief_detail", ref=(case.id, case.code), at=at)
    context = {"brief": reader.brief, "building": case.building, "practice": case.practice}
    return render(request, "cases/brief_read.html", context)
