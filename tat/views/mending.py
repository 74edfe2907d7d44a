"""What a refused act shows: sentences beside the fields that mend it."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest

from tat.typed import read_typed
from tat.workflow import Blocked, Unfit

AnyForm = TypeVar("AnyForm", bound=forms.Form)
Done = TypeVar("Done")


def mend(form: forms.Form, blocked: Blocked) -> None:
    """Add every sentence of a refused act to the form that asked for it."""
    beside = blocked.by_field.items() if isinstance(blocked, Unfit) else [("", problem) for problem in blocked.problems]
    for name, sentence in beside:
        form.add_error(name if name in form.fields else None, sentence)


def taken(form: forms.Form, act: Callable[[], Done]) -> Done | None:
    """What the act on a valid form gives; None, with what is to be mended in the form, where it is not taken."""
    if not form.is_valid():
        return None
    try:
        return act()
    except Blocked as blocked:
        mend(form, blocked)
        return None


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
