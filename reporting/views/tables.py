"""Tables to take along as files; what was taken is recorded before a byte of it is sent."""

from collections.abc import Callable, Sequence
from datetime import datetime

from csp.decorators import csp_update
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from reporting.documents.tables import CSV, MEDIA, MOST_ROWS, Sheet, TooManyRows, as_csv, as_xlsx
from tat import audit
from tat.actions.exports import asks_a_second, standing_request, take_export
from tat.models import ExportRequest
from tat.models.written import with_position
from tat.permissions import request_scope
from tat.statutes import local_date
from tat.statutes.limits import CASES_TAKEN_ALONE
from tat.templatetags.moments import when


@csp_update({"sandbox": True})  # type: ignore[misc]
def as_file(
    request: HttpRequest, ending: str, name: str, sheets: Callable[[], Sequence[Sheet]], *, shown: Sequence[str], back: str
) -> HttpResponseBase:
    """The tables as a file whose name tells nothing of anybody: the kind of table and the local day.

    `shown` are the codes or names in it, of which the record keeps the digest. A book that would be too large leads to the page `back`.
    """
    at = request_scope(request).at
    page = request.resolver_match.url_name if request.resolver_match else name
    audit.record_access(request.user, kind="list", page=page or name, at=at, digest=audit.digest_of([*shown]))  # type: ignore[arg-type]
    response: HttpResponseBase
    if ending == CSV:
        response = StreamingHttpResponse(as_csv(sheets()), content_type=MEDIA[ending])
    else:
        try:
            response = HttpResponse(as_xlsx(sheets(), at), content_type=MEDIA[ending])
        except TooManyRows:
            messages.error(request, _("There are more than %(n)d rows. Take the CSV, which has no end.") % {"n": MOST_ROWS})
            return redirect(back)
    return named(response, name, at, ending)


def named(response: HttpResponseBase, name: str, at: datetime, ending: str) -> HttpResponseBase:
    """The answer as a file to take along."""
    response["Content-Disposition"] = f'attachment; filename="{name}-{local_date(at):%Y%m%d}.{ending}"'
    return response


def cases_as_file(
    request: HttpRequest, ending: str, name: str, sheets: Callable[[], Sequence[Sheet]], *, codes: Sequence[str], back: str
) -> HttpResponseBase:
    """As `as_file`, of cases: `codes` are theirs. More than three leave only when a second person has let them out, once; who took them
    and who let them out stand in the file, and the digest of the file is in the log before a byte of it is sent (security 3, case 14).
    """
    cases = len(set(filter(None, codes)))
    if not asks_a_second(cases):
        return as_file(request, ending, name, sheets, shown=codes, back=back)
    scope, by = request_scope(request), request.user
    table = request.resolver_match.url_name if request.resolver_match else ""
    found = standing_request(by, table or "", ending, scope.at)  # type: ignore[arg-type]
    if found is None or not found.let_out:
        messages.info(
            request, _("More than %(n)d cases leave the product only when a second person lets them out.") % {"n": CASES_TAKEN_ALONE}
        )
        return redirect(f"{reverse('export_list')}?table={table}.{ending}")
    try:
        content = _whole([*sheets(), _about(request, found, cases)], ending, scope.at)
    except TooManyRows:
        messages.error(request, _("There are more than %(n)d rows. Take the CSV, which has no end.") % {"n": MOST_ROWS})
        return redirect(back)
    audit.record_access(by, kind="list", page=table or name, at=scope.at, digest=audit.digest_of([*codes]))  # type: ignore[arg-type]
    take_export(by=by, table=table or "", ending=ending, cases=cases, content=content, at=scope.at)  # type: ignore[arg-type]
    return named(HttpResponse(content, content_type=MEDIA[ending]), name, scope.at, ending)


def _whole(sheets: Sequence[Sheet], ending: str, at: datetime) -> bytes:
    return b"".join(as_csv(sheets)) if ending == CSV else as_xlsx(sheets, at)


def _about(request: HttpRequest, found: ExportRequest, cases: int) -> Sheet:
    """Who took the table along, when, and who let it out: on its own sheet, or below the table."""
    person, at = request.user, request_scope(request).at
    taken = with_position(person.full_name, person.position)  # type: ignore[union-attr]
    rows = ((_("Taken along by"), taken), (_("When"), when(at)), (_("Let out by"), found.decided_words), (_("Cases"), cases))
    return Sheet(_("About this table"), (_("About this table"), ""), rows)
