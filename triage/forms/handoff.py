"""The form for a tip that reached the school elsewhere: Safe2Help Illinois, a forwarded mail, a call; keyed in under a minute."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.imminence import Answer, Determining
from cases.actions.opening import Incident
from cases.actions.parties import PartyGiven
from cases.models import IncidentFacts, Party
from tat.forms.choices import ChoiceCards
from tat.forms.text import CleanTextField
from tat.models import Building, User
from triage.actions.given import ReportGiven
from triage.forms.choices import weapon_field
from triage.forms.taken import TakenInForm
from triage.models import Report
from triage.workflow import report_errors

Channel = Report.Channel
CHANNELS = [
    (Channel.SAFE2HELP, Channel.SAFE2HELP.label),
    (Channel.EMAIL, _("Forwarded mail or message")),
    (Channel.TIP_LINE, Channel.TIP_LINE.label),
    (Channel.PHONE, Channel.PHONE.label),
]
NO_CONCERN = _("Write the concern in a sentence or two: the case carries it in place of the tip's own text.")
LONGEST_TIP = 50_000


class HandoffForm(TakenInForm):
    """One tip. The concern is needed; time and receiver are filled in; the tip's own text is kept apart from the case."""

    channel = forms.ChoiceField(
        label=_("Where did it come from?"), choices=CHANNELS, required=False, initial=Channel.SAFE2HELP, widget=ChoiceCards()
    )
    nature = CleanTextField(
        label=_("The concern, in your words"),
        lines=3,
        help_text=_("The case carries this in place of the tip's text. Leave out who sent the tip."),
        error_messages={"required": NO_CONCERN},
    )
    subject_name = CleanTextField(
        label=_("Whom is it about?"), max_length=200, required=False, help_text=_("Leave it empty while nobody knows who it is.")
    )
    weapon = weapon_field()
    raw = CleanTextField(
        label=_("The tip as it came in"),
        lines=6,
        max_length=LONGEST_TIP,
        required=False,
        help_text=_("Paste it whole. It is kept apart: only the principal and the Triage Team can open it, and each opening is recorded."),
    )

    def __init__(self, data: Any = None, *, by: User, buildings: list[Building], at: datetime) -> None:
        super().__init__(data, by=by, buildings=buildings, at=at)
        self.fields["reported_at"].label = _("When did it reach the school?")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        wrong = report_errors(data.get("nature", "-"), data.get("reported_at"), None, None, None, self.at)
        for name, sentence in wrong.items():
            if name not in self.errors:
                self.add_error(name, NO_CONCERN if name == "nature" else sentence)
        return data

    def given(self) -> ReportGiven:
        """The tip as a report, for the action."""
        data = self.cleaned_data
        return ReportGiven(
            building=data["building"],
            incident=Incident(nature=data["nature"], weapon=data["weapon"] or IncidentFacts.Weapon.UNKNOWN),
            reported_at=data["reported_at"],
            received_by=self.receiver(),
            received_name=data["received_by"],
            channel=data["channel"] or Channel.SAFE2HELP,
            subject=PartyGiven(role=Party.Role.SUBJECT, name=data["subject_name"].strip(), person=self.same_person()),
            determining=self.determining(),
            into=self.into_case(),
            raw_tip=data["raw"].strip(),
        )

    def determining(self) -> Determining | None:
        """Danger right now counts as “yes”; otherwise the decision waits for whoever reads the report."""
        return Determining(answer=Answer.YES) if self.cleaned_data["danger"] == "yes" else None
