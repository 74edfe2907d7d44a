"""Duties: the same table as Home without the person, for those who answer for a building or the district."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tat import audit, paging
from tat import home as rows
from tat.home import PAGE
from tat.permissions import may, needs, request_scope
from tat.roles import Permission, Role
from tat.views.needs import need, opens_page


@needs(Permission.VIEW_DUTIES, "GET")
def duty_list(request: HttpRequest) -> HttpResponse:
    """All open clocks of the person's buildings, the most pressing first; one AccessEntry with the digest of the codes shown."""
    scope = request_scope(request)
    if asked := request.GET.get("after", ""):
        shown, after = paging.page(rows.rows_of_buildings(scope), rows.KEYS, asked, PAGE)
    else:
        shown, after = paging.cut(rows.first_of_buildings(scope), rows.KEYS, PAGE)
    audit.record_access(request.user, kind="list", page="duty_list", at=scope.at, digest=audit.digest_of([row.code for row in shown]))
    found = [need(row, scope.at, viewer_id=scope.user_id, through_case=opens_page(scope, row)) for row in shown]
    context = {
        "needs": found,
        "after": after,
        "now": scope.at,
        "may_record": may(scope, Permission.VIEW_RECORDS),
        "keeps_police": bool(scope.principal_of),
        "enters_sirs": bool(scope.principal_of) or Role.SUPERINTENDENT in scope.offices,
    }
    return render(request, "tat/duties.html", context)
