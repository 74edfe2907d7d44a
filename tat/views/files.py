"""Sending a kept file: bytes to be saved, never to be shown in a page of ours."""

from csp.decorators import csp_update
from django.http import HttpRequest, StreamingHttpResponse

from tat import files
from tat.models import StoredFile


@csp_update({"sandbox": True})  # type: ignore[misc]
def download(request: HttpRequest, stored: StoredFile, name: str) -> StreamingHttpResponse:
    """The file as a download called `name`, which tells nothing of its content; streamed a chunk at a time."""
    response = StreamingHttpResponse(files.open_chunks(stored), content_type=stored.kind)
    response["Content-Length"] = str(stored.size)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
