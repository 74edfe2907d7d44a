"""The forms of what two people watch over: unusual reading is settled; a table of cases is asked for, and let out or not."""

from django import forms
from django.utils.translation import gettext_lazy as _l

from tat.actions import exports, reading
from tat.forms.base import Form
from tat.forms.fields import CleanTextField, YesNoField
from tat.models.obligations import SHORTEST_REASON

LONGEST = 2000


class SettleForm(Form):
    """Whether the person's work explains what was read, and what was found."""

    expected = YesNoField(label=_l("Does the person’s work explain it?"), error_messages={"required": reading.ANSWER})
    finding = CleanTextField(
        label=_l("What you found"),
        lines=3,
        max_length=LONGEST,
        help_text=_l("Whom you asked and what was said. No word of a case."),
        error_messages={"required": reading.FINDING.format(least=SHORTEST_REASON)},
    )


class AskExportForm(Form):
    """Which table, as what kind of file, and what for."""

    table = forms.ChoiceField(
        label=_l("Table"),
        choices=[
            (f"{table}.{ending}", f"{words} ({kind})")
            for table, words in exports.TABLES.items()
            for ending, kind in exports.ENDINGS.items()
        ],
        error_messages={"required": exports.WHICH, "invalid_choice": exports.WHICH},
    )
    reason = CleanTextField(
        label=_l("What you need it for"),
        lines=3,
        max_length=LONGEST,
        help_text=_l("Who reads it, and where it is kept. No word of a case."),
        error_messages={"required": exports.REASON.format(least=SHORTEST_REASON)},
    )

    def given(self) -> dict[str, str]:
        """Table, ending and reason for the action."""
        table, ending = self.cleaned_data["table"].split(".")
        return {"table": table, "ending": ending, "reason": self.cleaned_data["reason"]}


class DecideExportForm(Form):
    """Whether a table may be taken along."""

    let_out = YesNoField(label=_l("May the table be taken along?"), error_messages={"required": exports.DECIDE})
