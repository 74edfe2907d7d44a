"""What a refused act shows: sentences beside the fields that mend it."""

from django import forms

from tat.workflow import Blocked, Unfit


def mend(form: forms.Form, blocked: Blocked) -> None:
    """Add every sentence of a refused act to the form that asked for it."""
    beside = blocked.by_field.items() if isinstance(blocked, Unfit) else [("", problem) for problem in blocked.problems]
    for name, sentence in beside:
        form.add_error(name if name in form.fields else None, sentence)
