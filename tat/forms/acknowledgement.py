"""The form with which somebody takes on, for a school year, what everybody does who opens a case."""

from django import forms
from django.utils.translation import gettext_lazy as _l

from tat.actions.acknowledging import CONFIRM
from tat.forms.base import Form


class AcknowledgementForm(Form):
    """Two things to confirm; `seen` marks the words that were read, `next` is the page that was asked for."""

    use_required_attribute = False

    confidential = forms.BooleanField(
        label=_l("I keep to these rules of confidentiality in all cases that I open."), error_messages={"required": CONFIRM}
    )
    together = forms.BooleanField(
        label=_l("I work together with the team, and by the process of the building as it stands here."),
        error_messages={"required": CONFIRM},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    next = forms.CharField(widget=forms.HiddenInput, required=False, max_length=400)
