"""What makes a server of a test fail on purpose, with everything that was typed in what it says."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class BreaksOnDemand:
    """A request with the header X-Break fails in the middle of its transaction."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        if "X-Break" in request.headers:
            raise ValueError(f"{request.user} sent {request.POST} to {request.get_full_path()}")
