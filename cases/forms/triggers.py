"""The forms of what asks for a new look: something changed, and why no new look is needed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.triggers import BY_HAND, KIND, REASON, WORDS
from tat.forms.base import Form
from tat.forms.text import CleanTextField


class ChangeForm(Form):
    """What happened, as a member notes it."""

    use_required_attribute = False

    kind = forms.ChoiceField(
        label=_("What happened?"),
        choices=[("", _("Choose what happened")), *((kind.value, kind.label) for kind in BY_HAND)],
        error_messages={"required": KIND},
    )
    words = CleanTextField(label=_("In a sentence: what, and when"), lines=3, max_length=2000, error_messages={"required": WORDS})


class WhyNotForm(Form):
    """Why one thing asks for no new look; its prefix is the thing's id."""

    use_required_attribute = False

    reason = CleanTextField(label=_("Why is no new look needed?"), lines=2, max_length=2000, error_messages={"required": REASON})
