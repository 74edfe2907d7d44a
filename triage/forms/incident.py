"""Block 2 of a report: the incident or nature of concern, and the gates that are asked with it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.actions.opening import Incident
from cases.forms.gates import NO_REASON, verified_field
from cases.gates import GATES, NO, YES, GateReply
from cases.models import IncidentFacts
from tat.forms.base import Form
from tat.forms.choices import CheckCards
from tat.forms.text import CleanTextField
from tat.forms.times import LocalDateTimeField
from triage.forms.choices import gate_field, weapon_field
from triage.workflow import NO_NATURE

ASKED_HERE = ("abuse", "firearm", "gun_violence", "drugs", "battery", "safety", "danger_determined", "identity", "order", "questioning")
CODES = {"danger_determined": "danger"}
"""The gate's code where the form's field has another name: “danger” is the first question of the page."""
NAMES = tuple(Incident.__dataclass_fields__)
ENDED = _("You wrote until when it went on, and that nobody knows. Take one of the two away.")


class IncidentFields(Form):
    """What was said or done, when, where, how, and with which weapon."""

    nature = CleanTextField(
        label=_("What was said or done?"),
        lines=5,
        help_text=_("Facts first. Put exact words in “quotation marks” and say who heard them."),
        error_messages={"required": NO_NATURE},
    )
    occurred_at = LocalDateTimeField(label=_("When did it happen?"), past=True, required=False)
    occurred_until = LocalDateTimeField(label=_("Until when, if it went on?"), past=True, required=False)
    end_unknown = forms.BooleanField(label=_("It went on, and it is not known until when"), required=False)
    location = CleanTextField(label=_("Where?"), max_length=500, required=False)
    place_kind = forms.ChoiceField(
        label=_("What kind of place?"),
        choices=IncidentFacts.PlaceKind.choices,
        required=False,
        initial=IncidentFacts.PlaceKind.UNKNOWN,
    )
    observed_by = CleanTextField(label=_("Who received or observed it?"), max_length=500, required=False)
    means = forms.MultipleChoiceField(
        label=_("How was it expressed?"), choices=IncidentFacts.Means.choices, required=False, widget=CheckCards
    )
    weapon = weapon_field()
    weapons_note = CleanTextField(label=_("Which weapon, and where is it now?"), max_length=2000, required=False)
    quotation = CleanTextField(label=_("Exact words, as they were heard or written"), lines=3, required=False)
    details = CleanTextField(label=_("Details: what came before and after"), lines=3, required=False)
    threat_form = forms.ChoiceField(
        label=_("Which form does the threat have?"),
        choices=IncidentFacts.ThreatForm.choices,
        required=False,
        initial=IncidentFacts.ThreatForm.UNKNOWN,
    )
    artifacts = CleanTextField(
        label=_("What exists of it, and who holds it?"),
        lines=2,
        max_length=2000,
        required=False,
        help_text=_("A message, a drawing, a recording, an object."),
    )
    background = CleanTextField(label=_("Relevant background"), lines=3, required=False)
    abuse = gate_field(
        _("Is abuse or neglect suspected?"),
        hint=_("Call DCFS now; telling a supervisor does not replace the call. Opens that duty when you save."),
    )
    firearm = gate_field(
        _("Was anyone seen with a firearm on school grounds, or is known to have one there?"),
        hint=_("The principal's office and the police are told at once."),
    )
    firearm_verified = verified_field()
    gun_violence = gate_field(
        _("Was gun violence on school grounds threatened?"),
        hint=_("The police are told at once, the student's parents as soon as possible."),
    )
    drugs = gate_field(
        _("Are drugs in school, on its property or in a school bus a part of it?"), hint=_("Opens the duty to report it to the police.")
    )
    drugs_verified = verified_field()
    battery = gate_field(
        _("Was a member of the school's staff hit or hurt?"),
        hint=_("Opens the duties to tell the police and to enter it in SIRS, the state's incident system."),
    )
    safety = gate_field(
        _("Is the school's safety threatened by illegal drugs or alcohol, weapons, or gang activity?"),
        hint=_("Opens the principal's duty to tell the police."),
    )
    danger_determined = gate_field(
        _("Has a qualified person determined a clear and present danger?"),
        hint=_("The principal records the determination; the 24 hours of the report to the State Police count from it."),
    )
    danger_determined_reason = CleanTextField(label=_("If no: how is that known?"), max_length=2000, required=False)
    identity = gate_field(
        _("Was a student's identity told to anybody outside the school's officials?"),
        hint=_("Each such notice is recorded with its basis; an emergency release tells the parents by the next school day."),
    )
    order = gate_field(
        _("Is the subject or a target under an order of protection or a no-contact order?"),
        hint=_("The case carries it, and its plan takes it up."),
    )
    questioning = gate_field(
        _("Is a student under 18 to be questioned with police or school security about a crime?"), hint=_("A parent is told first.")
    )

    def judge_incident(self) -> None:
        """Say beside the field what contradicts itself, and which “no” has no reason yet."""
        data = self.cleaned_data
        if data.get("end_unknown") and data.get("occurred_until"):
            self.add_error("occurred_until", ENDED)
        if "danger_determined_reason" in data and self._without_reason("danger_determined"):
            self.add_error("danger_determined_reason", NO_REASON)

    def _without_reason(self, name: str) -> bool:
        data, gate = self.cleaned_data, GATES[CODES.get(name, name)]
        return gate.no_needs_reason and data.get(name) == NO and not data.get(f"{name}_reason", "").strip()

    def incident(self) -> Incident:
        """The block as it stands in the form."""
        data = self.cleaned_data
        chosen = {name: data[name] or "unknown" for name in ("weapon", "place_kind", "threat_form")}
        plain = {name: data[name] for name in NAMES if name not in chosen and name != "means"}
        return Incident(means=tuple(data["means"]), **chosen, **plain)

    def gate_replies(self) -> dict[str, GateReply]:
        """The gates that were answered, by their code; a “no” that still needs its reason leaves its gate open."""
        data = self.cleaned_data
        given = [name for name in ASKED_HERE if data[name] and not self._without_reason(name)]
        return {CODES.get(name, name): self._reply(name) for name in given}

    def _reply(self, name: str) -> GateReply:
        data = self.cleaned_data
        verified = data[name] == YES and data.get(f"{name}_verified", False)
        return GateReply(data[name], data.get(f"{name}_reason", ""), verified)
