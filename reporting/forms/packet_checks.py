"""What a second person says of a packet before it leaves."""

from django import forms
from django.utils.translation import gettext_lazy as _l

from reporting.actions.packet_checks import CHOOSE
from reporting.models import PreparedPacket
from tat.forms.base import Form
from tat.forms.fields import ChoiceCards, CleanTextField


class CheckForm(Form):
    """Right, or not and why."""

    use_required_attribute = False

    verdict = forms.ChoiceField(
        label=_l("May it leave?"),
        choices=PreparedPacket.Verdict.choices,
        widget=ChoiceCards(reveals={"wrong": "id_note"}),
        error_messages={"required": CHOOSE},
    )
    note = CleanTextField(label=_l("What must not leave like this?"), lines=2, max_length=2000, required=False)
