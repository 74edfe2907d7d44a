"""The forms of the State Police's portal: the user agreement, who has a login, its end, its test."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.portal import LONGEST_SIGNER, LONGEST_TERMS, NOT_STAFF, SIGNER, PortalAgreementGiven
from cases.actions.portal_tests import LONGEST_NOTE, TriedGiven
from tat.forms.base import Form
from tat.forms.choices import ChoiceCards
from tat.forms.fields import CleanTextField, LocalDateField
from tat.forms.people import ACCOUNTS, PersonField
from tat.models import District, PortalAgreement, PortalLogin

WORKED, FAILED = "worked", "failed"


class PortalAgreementForm(Form):
    """The district's user agreement."""

    use_required_attribute = False

    seen = forms.IntegerField(widget=forms.HiddenInput)
    agreed_on = LocalDateField(
        label=_("Signed on"), past=True, error_messages={"required": _("Write the day on which the agreement was signed.")}
    )
    signed_by = CleanTextField(
        label=_("Signed for the district by"),
        max_length=LONGEST_SIGNER,
        error_messages={"required": SIGNER},
        help_text=_("Name and office."),
    )
    terms = CleanTextField(
        label=_("What its terms say"),
        lines=3,
        max_length=LONGEST_TERMS,
        required=False,
        help_text=_("Above all about copies of a report, and who may have a login."),
    )
    keeps_copies = forms.BooleanField(
        label=_("Copies of the portal’s report may be kept"),
        required=False,
        help_text=_("Off unless your agreement allows it: the first user agreement forbade copies."),
    )

    def given(self) -> PortalAgreementGiven:
        """The agreement for the action."""
        return PortalAgreementGiven(**{name: self.cleaned_data[name] for name in ("agreed_on", "signed_by", "terms", "keeps_copies")})


def portal_agreement_form(latest: PortalAgreement | None, data: Any = None) -> PortalAgreementForm:
    """The form, on the agreement that stands."""
    return PortalAgreementForm(data, initial={"seen": latest.number if latest else 0}, prefix="agreement")


class LoginForm(Form):
    """Who has a login, since when."""

    use_required_attribute = False

    person = PersonField(label=_("Who has it"), error_messages={"required": NOT_STAFF, "invalid_choice": NOT_STAFF})
    since_on = LocalDateField(label=_("Since"), past=True, error_messages={"required": _("Write since when the person has the login.")})

    def __init__(self, data: Any = None, *, district: District) -> None:
        super().__init__(data, prefix="login")
        self.fields["person"].offer(ACCOUNTS(district=district))  # type: ignore[attr-defined]


class EndLoginForm(Form):
    """Until when."""

    use_required_attribute = False

    until_on = LocalDateField(label=_("Last day"), error_messages={"required": _("Write the last day of the login.")})


class TriedForm(Form):
    """One login was tried."""

    use_required_attribute = False

    tested_on = LocalDateField(
        label=_("Tried on"), past=True, error_messages={"required": _("Write the day on which the login was tried.")}
    )
    worked = forms.ChoiceField(
        label=_("Did it work?"),
        choices=[(WORKED, _("It worked")), (FAILED, _("It did not work"))],
        widget=ChoiceCards(),
        error_messages={"required": _("Choose whether it worked.")},
    )
    note = CleanTextField(
        label=_("Note"), max_length=LONGEST_NOTE, required=False, help_text=_("If it did not work: what happened, who mends it.")
    )

    def given(self) -> TriedGiven:
        """The test for the action."""
        data = self.cleaned_data
        return TriedGiven(tested_on=data["tested_on"], worked=data["worked"] == WORKED, note=data["note"])


def tried_form(login: PortalLogin, data: Any = None) -> TriedForm:
    """The form of one login's test, told apart from the others of the page."""
    return TriedForm(data, prefix=f"t{login.id.hex[:6]}")


def end_login_form(login: PortalLogin, data: Any = None) -> EndLoginForm:
    """The form of one login's end, told apart from the others of the page."""
    return EndLoginForm(data, prefix=f"e{login.id.hex[:6]}")
