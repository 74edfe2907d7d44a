"""Home: what needs me now, as one list of clocks and decisions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tat import home as rows
from tat.permissions import may, request_scope, signed_in
from tat.roles import Permission
from tat.views.needs import change, need

SHOWN = 100


@signed_in("GET")
def home(request: HttpRequest) -> HttpResponse:
    """The open obligations of this person: an emergency first, then past due, then the least time left."""
    scope = request_scope(request)
    found = list(rows.emergencies_first(rows.rows_for(scope))[: SHOWN + 1])
    changes = list(rows.changes_for(scope)[:SHOWN])
    through = may(scope, Permission.VIEW_CASE)
    return render(
        request,
        "tat/home.html",
        {
            "needs": [need(row, scope.at, viewer_id=scope.user_id, through_case=through) for row in found[:SHOWN]],
            "changes": [change(notice) for notice in changes],
            "more": len(found) > SHOWN,
            "now": scope.at,
            "total": min(len(found), SHOWN) + len(changes),
        },
    )
