"""One POST of a form on a case page: judge the form, act, and go on; or show the page again with what is wrong."""

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise

from cases.models import Case
from cases.views import drafts
from cases.views.mending import mend
from tat.workflow import Blocked

AnyForm = TypeVar("AnyForm", bound=forms.Form)


def act(
    request: HttpRequest,
    case: Case,
    form: forms.Form,
    *,
    do: Callable[[], object],
    again: Callable[[], HttpResponse],
    done: str | Promise,
    go: str,
    draft: str = "",
) -> HttpResponse:
    """Act where the form is valid and nothing stands in the way, then redirect to `go`; else the page `again`.

    `draft` names the form whose draft goes once it is saved.
    """
    if not form.is_valid():
        return again()
    try:
        do()
    except Blocked as blocked:
        mend(form, blocked)
        return again()
    if draft:
        drafts.done(request, case, draft)
    messages.success(request, str(done))
    return redirect(go, code=case.code)


def on_what_stands(form: AnyForm, **now: object) -> AnyForm:
    """The typed form once more, its hidden marks set to what stands now: who reads that and sends again, sends it on that."""
    if form.is_bound:
        form.data = form.data.copy()
        for name, value in now.items():
            form.data[form.add_prefix(name)] = "" if value is None else str(value)
    return form
