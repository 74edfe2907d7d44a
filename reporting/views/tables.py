"""Tables to take along as files; what was taken is recorded before a byte of it is sent."""

from collections.abc import Callable, Sequence

from csp.decorators import csp_update
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from reporting.documents.tables import CSV, MEDIA, MOST_ROWS, Sheet, TooManyRows, as_csv, as_xlsx
from tat import audit
from tat.permissions import request_scope
from tat.statutes import local_date


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
    response["Content-Disposition"] = f'attachment; filename="{name}-{local_date(at):%Y%m%d}.{ending}"'
    return response
