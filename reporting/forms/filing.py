"""The forms of the annual filing: an edition of the procedure, freezing, a proof, the Board."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _l

from reporting.models import FilingRecipient
from tat.forms.base import Form
from tat.forms.fields import CheckCards, CleanTextField, LocalDateField, LocalDateTimeField
from tat.models import Agency, District, Team

LONGEST_PROCEDURE = 400_000


class EditionForm(Form):
    """An adopted edition of the procedure."""

    title = CleanTextField(
        label=_l("Title"), max_length=200, error_messages={"required": _l("Write the title of the edition, such as 4:190-AP2.")}
    )
    adopted_on = LocalDateField(
        label=_l("Adopted on"), past=True, error_messages={"required": _l("Write the day on which it was adopted.")}
    )
    team = forms.ModelChoiceField(
        Team.objects.none(), label=_l("For one team alone"), required=False, empty_label=_l("For the whole district")
    )
    text = CleanTextField(
        label=_l("The adopted text"),
        lines=12,
        max_length=LONGEST_PROCEDURE,
        help_text=_l("The district's own text. It is filed as it stands here."),
        error_messages={"required": _l("Paste the adopted text.")},
    )

    def __init__(self, *args: Any, district: District, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["team"].queryset = Team.objects.filter(district=district).order_by("name")  # type: ignore[attr-defined]


class FreezeForm(Form):
    """Who receives this year's filing."""

    agencies = forms.ModelMultipleChoiceField(
        Agency.objects.none(),
        label=_l("File with"),
        widget=CheckCards,
        error_messages={"required": _l("Choose the police and the regional office.")},
    )

    def __init__(self, *args: Any, offices: QuerySet[Agency], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["agencies"]
        field.queryset = offices  # type: ignore[attr-defined]
        field.widget.hints = {str(office.id): _hint(office) for office in offices}  # type: ignore[attr-defined]
        self.initial.setdefault("agencies", [office.id for office in offices])


def _hint(office: Agency) -> str:
    return " · ".join(part for part in (office.get_kind_display(), office.contact) if part)


class ProofForm(Form):
    """When and how one recipient got the packet."""

    filed_at = LocalDateTimeField(label=_l("When it was filed"), past=True, error_messages={"required": _l("Write when it was filed.")})
    method = forms.ChoiceField(label=_l("How"), choices=FilingRecipient.Method.choices)
    receipt = CleanTextField(
        label=_l("Receipt"),
        max_length=200,
        help_text=_l("Its number, or who signed for it and when."),
        error_messages={"required": _l("Write the number of the receipt, or who signed for it.")},
    )


class BoardForm(Form):
    """When the Board was told."""

    told_on = LocalDateField(label=_l("Told on"), past=True, error_messages={"required": _l("Write the day on which the Board was told.")})
