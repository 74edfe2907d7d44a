"""Home: what needs me now, as one list of clocks and decisions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tat import home as rows
from tat import paging
from tat.home import PAGE
from tat.permissions import may, request_scope, signed_in
from tat.roles import Permission
from tat.views.needs import change, need


@signed_in("GET")
def home(request: HttpRequest) -> HttpResponse:
    """The open obligations of this person: an emergency first, then past due, then the least time left."""
    scope = request_scope(request)
    asked = request.GET.get("after", "")
    first, rest, upcoming = rows.first_rows(scope)
    if asked:
        first = []
        found, after = paging.page(rows.others(rows.rows_for(scope)), rows.KEYS, asked, PAGE)
    else:
        found, after = paging.cut(rest, rows.KEYS, max(1, PAGE - len(first)))
    changes = [] if asked else rows.first_changes(scope)
    through = may(scope, Permission.VIEW_CASE)
    whole = not (asked or after or len(changes) > PAGE)
    return render(
        request,
        "tat/home.html",
        {
            "needs": [need(row, scope.at, viewer_id=scope.user_id, through_case=through) for row in [*first, *found]],
            "changes": [change(notice) for notice in changes[:PAGE]],
            "next": need(upcoming, scope.at, viewer_id=scope.user_id, through_case=through) if upcoming else None,
            "more_changes": len(changes) > PAGE,
            "after": after,
            "now": scope.at,
            "total": len(first) + len(found) + len(changes) if whole else rows.count_for(scope),
        },
    )
