"""What is asked of the district's numbers: which school year, and for true counts which building."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from reporting.counts.years import Year
from tat.forms.base import Form
from tat.models import Building

NO_YEAR = _l("There are no numbers of that school year. Choose one of the list.")
NO_BUILDING = _l("That is no building of this district. Choose one of the list, or all of them.")
HIDDEN_WHOLE = _l("Where small counts are hidden, only the whole district is counted: one building alone would give them away.")


class AskedForm(Form):
    """The year and the building, out of the address: what was edited by hand is answered beside its field."""

    use_required_attribute = False

    year = forms.TypedChoiceField(label=_l("School year"), coerce=int, error_messages={"invalid_choice": NO_YEAR, "required": NO_YEAR})
    building = forms.TypedChoiceField(
        label=_l("Building"), coerce=int, empty_value=None, required=False, error_messages={"invalid_choice": NO_BUILDING}
    )

    def __init__(self, *args: Any, years: Sequence[Year], buildings: Sequence[Building], exact: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["year"].choices = [(year.first, year.name) for year in years]  # type: ignore[attr-defined]
        self.exact = exact
        if exact:
            self.fields["building"].choices = [("", _l("All buildings")), *((each.pk, each.name) for each in buildings)]  # type: ignore[attr-defined]
        else:
            del self.fields["building"]

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for a building where there may be none."""
        found = super().clean() or {}
        if not self.exact and self.data.get("building"):
            self.add_error(None, forms.ValidationError(HIDDEN_WHOLE))
        return found
