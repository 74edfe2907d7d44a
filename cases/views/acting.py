"""One POST of a form on a case page: judge the form, act, and go on; or show the page again with what is wrong."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise

from cases.models import Case
from cases.views.mending import mend
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
) -> HttpResponse:
    """Act where the form is valid and nothing stands in the way, then redirect to `go`; else the page `again`."""
    if not form.is_valid():
        return again()
    try:
        do()
    except Blocked as blocked:
        mend(form, blocked)
        return again()
    messages.success(request, str(done))
    return redirect(go, code=case.code)
