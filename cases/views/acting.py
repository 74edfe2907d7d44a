"""One POST of a form on a case page: judge the form, act, and go on; or show the page again with what is wrong."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise

from cases.actions.locks import Overtaken
from cases.models import Case
from cases.views import drafts
from cases.views.mending import mend
from tat.views.mending import on_what_stands as on_what_stands
from tat.views.mending import refusal as refusal
from tat.workflow import Blocked


def act(
    request: HttpRequest,
    case: Case,
    form: forms.Form,
    *,
    do: Callable[[], object],
    again: Callable[[], HttpResponse],
    done: str | Promise,
    go: str,
    to: Mapping[str, Any] | None = None,
    draft: str = "",
    compare: Callable[[Any], HttpResponse] | None = None,
) -> HttpResponse:
    """Act where the form is valid and nothing stands in the way, then redirect to `go`; else the page `again`.

    `to` are the parts of that address beside the case's code. `draft` names the form whose draft goes once it is saved. `compare` shows
    what was typed beside the row that somebody wrote in its place meanwhile.
    """
    if not form.is_valid():
        return again()
    try:
        do()
    except Blocked as blocked:
        if compare is not None and isinstance(blocked, Overtaken):
            return compare(blocked.current)
        mend(form, blocked)
        return again()
    if draft:
        drafts.done(request, case, draft)
    messages.success(request, str(done))
    return redirect(go, code=case.code, **(to or {}))
