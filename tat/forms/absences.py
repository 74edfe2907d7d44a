"""The form of days on which a person is away."""

from django.utils.translation import gettext_lazy as _l

from tat.actions import absences as acts
from tat.actions.rosters import FIRST_DAY
from tat.forms.base import Form
from tat.forms.fields import LocalDateField


class AwayForm(Form):
    """First and last day, both included; why is not asked."""

    prefix = "away"
    use_required_attribute = False

    from_on = LocalDateField(label=_l("First day away"), error_messages={"required": FIRST_DAY})
    until_on = LocalDateField(
        label=_l("Last day away"),
        help_text=_l("Included. Where it is not known yet, a likely one: it can be ended earlier."),
        error_messages={"required": acts.UNTIL},
    )
