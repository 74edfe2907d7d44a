"""Home: what needs me now, as one list of clocks and decisions."""

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _l

from tat import drafts, paging
from tat import home as rows
from tat.home import PAGE
from tat.permissions import Scope, may, request_scope, signed_in
from tat.roles import Permission
from tat.views.changes import change
from tat.views.needs import need, opens_page


class Unfinished(NamedTuple):
    """A form that makes something new: where it stands, who may open it, what its draft is called on Home."""

    url_name: str
    permission: Permission
    words: Any


UNFINISHED = {
    "report": Unfinished("report_new", Permission.LOG_REPORT, _l("You have a report you did not finish.")),
    "handoff": Unfinished("report_handoff", Permission.LOG_REPORT, _l("You have a tip that you did not finish keying in.")),
}


def unfinished(scope: Scope) -> list[dict[str, Any]]:
    """What the person left in forms that they may still open; of the others not even that there is something."""
    forms = [form for form, each in UNFINISHED.items() if may(scope, each.permission)]
    found = drafts.unfinished(scope.user_id, forms) if forms else []
    return [
        {"form": form, "ref": ref, "at": at, "words": UNFINISHED[form].words, "url": UNFINISHED[form].url_name} for form, ref, at in found
    ]


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
    whole = not (asked or after or len(changes) > PAGE)
    return render(
        request,
        "tat/home.html",
        {
            "needs": [need(row, scope.at, viewer_id=scope.user_id, through_case=opens_page(scope, row)) for row in [*first, *found]],
            "unfinished": [] if asked else unfinished(scope),
            "changes": [change(notice) for notice in changes[:PAGE]],
            "next": need(upcoming, scope.at, viewer_id=scope.user_id, through_case=opens_page(scope, upcoming)) if upcoming else None,
            "more_changes": len(changes) > PAGE,
            "handed_on": 0 if asked else rows.count_handed_on(scope),
            "acknowledges": not scope.acknowledged and bool(scope.seated_in or scope.triage_of or scope.principal_of),
            "after": after,
            "now": scope.at,
            "total": len(first) + len(found) + len(changes) if whole else rows.count_for(scope),
        },
    )
