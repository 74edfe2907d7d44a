"""Drafts of a case's forms: saved and shown again through the case's own door."""

import re
from typing import TypeVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict

from cases.access import case_view
from cases.models import Case
from tat import drafts
from tat.forms.unjudged import unjudged
from tat.permissions import request_scope
from tat.roles import Permission
from tat.views.drafts import saved_answer

NAME = re.compile(r"[a-z][a-z_]{0,39}")
AnyForm = TypeVar("AnyForm", bound=forms.Form)


@case_view(Permission.VIEW_CASE, "POST", at_once=True)
def save(request: HttpRequest, case: Case, form: str) -> HttpResponse:
    """Keep what was typed into a form of this case; it is the writer's alone."""
    if not NAME.fullmatch(form):
        raise Http404
    at = request_scope(request).at
    __, request.is_activity = drafts.save_draft(request.user, form, case.code, request.POST, at)  # type: ignore[attr-defined]
    return saved_answer(request, at)


def typed(request: HttpRequest, case: Case, form: str) -> QueryDict | None:
    """What this person left in that form of the case, or None."""
    return drafts.open_draft(request.user, form, case.code, at=request_scope(request).at)


def all_typed(request: HttpRequest, case: Case, prefix: str) -> dict[str, QueryDict]:
    """What this person left in each of a page's forms, by the form's name."""
    return drafts.open_drafts(request.user, prefix, case.code, at=request_scope(request).at)


def again(form: AnyForm, draft: QueryDict | None) -> AnyForm:
    """The form with the draft in it, not judged; a form without a draft stays as it is."""
    return unjudged(form) if draft is not None else form


def done(request: HttpRequest, case: Case, form: str) -> None:
    """The form is saved: its draft goes."""
    drafts.discard(request.user, form, case.code)
