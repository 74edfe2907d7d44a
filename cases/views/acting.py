"""One POST of a form on a case page: judge the form, act, and go on; or show the page again with what is wrong."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise

from cases.actions.locks import Overtaken
from cases.models import Case
from cases.views import drafts
from cases.views.mending import mend
from tat.typed import read_typed
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


def refusal(request: HttpRequest, sent: Iterable[forms.Form | None], shown: Iterable[Any]) -> dict[str, Any]:
    """For templates/cases/_refused.html: why a form was refused that the page does not show any more, and what was written in it.

    Somebody was quicker, or it is not this person's to send.
    """
    offered = list(shown)
    words = [each for form in sent if form is not None and form not in offered for each in _sentences(form)]
    return {"refused": words, "wrote": read_typed(request) if words else None}


def _sentences(form: forms.Form) -> list[str]:
    """The reason of the whole form, else those of its fields."""
    return list(form.non_field_errors()) or [words for found in form.errors.values() for words in found]


def on_what_stands(form: AnyForm, **now: object) -> AnyForm:
    """The typed form once more, its hidden marks set to what stands now: who reads that and sends again, sends it on that."""
    if form.is_bound:
        form.data = form.data.copy()
        for name, value in now.items():
            form.data[form.add_prefix(name)] = "" if value is None else str(value)
    return form
