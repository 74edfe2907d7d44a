"""One rendered form is taken once: the same key and body get the same answer, another body is refused."""

import functools
import json
import uuid
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import BadRequest
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from tat import clock, vault
from tat.models import IdempotencyKey
from tat.typed import read_typed

View = TypeVar("View", bound=Callable[..., HttpResponse])
FIELD = "idempotency_key"
NOT_CONTENT = {FIELD, "csrfmiddlewaretoken"}


def once(view: View) -> View:
    """For views that take a POST: key, act and answer commit together, and a repeat is answered without acting again.

    Only a redirect counts as an answer; a page (a form to mend) leaves the key free. Other verbs pass through.
    A repeat that arrives meanwhile waits for the first one's end.
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        sent = _sent(request)
        with transaction.atomic():
            known = _claim(sent)
            if known:
                return _replay(request, known, sent)
            response = view(request, *args, **kwargs)
            _keep(sent, response)
            return response

    return guarded  # type: ignore[return-value]


def _sent(request: HttpRequest) -> IdempotencyKey:
    """What this request would be remembered as."""
    try:
        key = uuid.UUID(request.POST.get(FIELD, ""))
    except ValueError:
        raise BadRequest("The form came without the key that makes sending it twice harmless.") from None
    at = getattr(request, "at", None) or clock.now()
    return IdempotencyKey(key=key, user_id=request.user.pk, path=request.path[:300], body_mac=_body_mac(request), at=at)


def _body_mac(request: HttpRequest) -> bytes:
    fields = sorted((name, values) for name, values in request.POST.lists() if name not in NOT_CONTENT)
    files = sorted((name, [(file.name, file.size) for file in sent]) for name, sent in request.FILES.lists())
    return vault.mac("form body", json.dumps([fields, files]).encode())


def _claim(sent: IdempotencyKey) -> IdempotencyKey | None:
    """Insert the key; when it is there already, wait for its transaction and give the row."""
    try:
        with transaction.atomic():
            sent.save(force_insert=True)
    except IntegrityError:
        return IdempotencyKey.objects.get(key=sent.key)
    return None


def _replay(request: HttpRequest, known: IdempotencyKey, sent: IdempotencyKey) -> HttpResponse:
    same_sender = (known.user_id, known.path) == (sent.user_id, sent.path)
    if not same_sender or bytes(known.body_mac) != sent.body_mac:
        context = {"typed": read_typed(request), "back_url": known.location if same_sender else ""}
        return render(request, "409.html", context, status=409)
    return HttpResponseRedirect(known.location, status=known.status)


def _keep(sent: IdempotencyKey, response: HttpResponse) -> None:
    if response.status_code in {302, 303}:
        sent.status, sent.location = response.status_code, response["Location"]
        sent.save(update_fields=["status", "location"])
    else:
        sent.delete()


__all__ = ["once"]
