"""The forms of a question to a team and of its answer; and a question as it goes on into the form of a report."""

from collections.abc import Container, Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.models import Affiliation
from tat.clock import CENTRAL
from tat.forms.base import Form
from tat.forms.choices import RowField
from tat.forms.text import CleanTextField
from tat.models import Building, User
from triage.actions.consultations import EMPTY, NO_ANSWER, NO_BUILDING
from triage.models import Consultation
from triage.models.consultations import LONGEST


class AskForm(Form):
    """One question to the team of a building."""

    use_required_attribute = False

    building = RowField(label=_l("The team of which school?"), error_messages={"required": NO_BUILDING})
    question = CleanTextField(
        label=_l("Your question"),
        lines=5,
        max_length=LONGEST,
        help_text=_l("Say what you saw or heard, and what you want to know. You need no name; write one where the answer depends on it."),
        error_messages={"required": EMPTY},
    )

    def __init__(self, data: Any = None, *, buildings: list[Building], first: Building | None = None) -> None:
        super().__init__(data)
        where: Any = self.fields["building"]
        where.offer(buildings)
        where.initial = first or (buildings[0] if buildings else None)
        if len(buildings) == 1:
            where.widget = forms.HiddenInput()


class AnswerForm(Form):
    """What the team answers."""

    use_required_attribute = False

    text = CleanTextField(
        label=_l("The team’s answer"),
        lines=5,
        max_length=LONGEST,
        help_text=_l("The person who asked reads it, and so does the team. It cannot be changed; a later answer adds to it."),
        error_messages={"required": NO_ANSWER},
    )


def as_report(row: Consultation, texts: Iterable[str], draft: QueryDict | None, *, by: User, schools: Container[str]) -> dict[str, object]:
    """What the form of a report begins with: the question, its answers, who asked and when. What a draft already says is kept.

    `by` receives it as a report; `schools` are the keys of the buildings for which `by` may log one.
    """
    body: dict[str, object] = dict(draft.lists()) if draft is not None else {}
    there = draft or QueryDict()
    local = row.recorded_at.astimezone(CENTRAL)
    asked = "\n\n".join([row.question, *(_("The team answered: %(text)s") % {"text": text} for text in texts)])
    body["nature"] = ["\n\n".join(filter(None, [there.get("nature", ""), asked]))]
    body["consultations"] = [" ".join(filter(None, [there.get("consultations", ""), str(row.pk)]))]
    first = {
        "building": str(row.building_id) if str(row.building_id) in schools else "",
        "received_by": f"{by.full_name}, {by.position}",
        "reported_at": f"{local:%Y-%m-%dT%H:%M}",
        "reported_at_fold": str(local.fold),
        "reporter_name": row.recorded_name,
        "reporter_affiliation": Affiliation.EMPLOYEE_CURRENT.value,
    }
    for name, value in first.items():
        if value and not there.get(name):
            body[name] = [value]
    return body
