"""What a refused act shows: sentences beside the fields that mend it, or both texts side by side after a stale edit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.encoding import force_str
from django.utils.translation import gettext as _

from cases.forms.grounds import flat
from cases.models import Case, CaseFact
from cases.views import drafts
from tat import audit
from tat.models import User
from tat.permissions import request_scope
from tat.templatetags.moments import when
from tat.views.mending import mend as mend

AnyForm = TypeVar("AnyForm", bound=Any)


def as_left(form: AnyForm, left: QueryDict | None) -> AnyForm:
    """The form with the draft that the person left in it, not judged yet; `is_left` says that there is one."""
    form.is_left = left is not None
    return drafts.again(form, left)


def changed_meanwhile(
    request: HttpRequest, case: Case, *, form: forms.Form, again: forms.Form | None, theirs: Mapping[str, Any], page: Mapping[str, Any]
) -> HttpResponse:
    """409: what was typed in a valid form and what stands now, side by side, then the typed form once more; nothing was overwritten.

    `page` holds changed_by and changed_at, or the `sentence` that says so, and back_url; under `template` the form's own template
    with what it needs. `again` None: what stands now can be read and not written again.
    """
    apart = differing(form, theirs)
    context = {
        **page,
        "yours": [(label, mine) for label, mine, _stands in apart],
        "theirs": [(label, stands) for label, _mine, stands in apart],
        "form_again": render_to_string(page["template"], {**page, "case": case, "form": again}, request) if again else "",
    }
    at = request_scope(request).at
    audit.record_access(request.user, kind="case", page="changed_meanwhile", ref=(case.id, case.code), at=at)  # type: ignore[arg-type]
    return render(request, "409.html", context, status=409)


def beside(
    request: HttpRequest, case: Case, *, form: forms.Form, again: forms.Form | None, theirs: Mapping[str, Any], page: Mapping[str, Any]
) -> HttpResponse:
    """`changed_meanwhile` for an entry that is only ever added to; where both say the same, nothing is left to save."""
    if differing(form, theirs):
        return changed_meanwhile(request, case, form=form, again=again, theirs=theirs, page=page)
    messages.info(request, _("Somebody recorded the same meanwhile. Nothing more was saved."))
    return redirect(page["back_url"])


def saved_by(row: CaseFact) -> str:
    """For the head of that page: who wrote what stands now, and when."""
    words = _("%(by)s saved it on %(at)s. Your text is still here, and nothing was overwritten. Compare and save again.")
    return words % {"by": row.written_by, "at": when(row.recorded_at)}


def differing(form: forms.Form, theirs: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Label, what was typed and what stands now, of each visible field of a valid form in which the two are not the same."""
    pairs = [
        (str(field.label), in_words(field.field, form.cleaned_data[field.name]), in_words(field.field, theirs.get(field.name)))
        for field in form.visible_fields()
    ]
    return [(label, mine, stands) for label, mine, stands in pairs if mine != stands]


def in_words(field: forms.Field, value: Any) -> str:
    """A field's value as a person reads it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return "\n".join(in_words(field, each) for each in value)
    if isinstance(value, datetime):
        return when(value)
    if isinstance(value, User):
        return value.full_name
    choices = dict(flat(getattr(field, "choices", ())))
    return force_str(choices.get(value, value))
