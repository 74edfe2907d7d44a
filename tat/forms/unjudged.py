"""A form that is shown again as typed, before anybody judges it: a draft, or one more block of the same page."""

from typing import TypeVar

from django import forms
from django.forms.utils import ErrorDict

AnyForm = TypeVar("AnyForm", bound=forms.Form)


def unjudged(form: AnyForm) -> AnyForm:
    """The bound form without its errors; asking it whether it is valid makes no sense any more."""
    form._errors, form.cleaned_data = ErrorDict(), {}
    return form
