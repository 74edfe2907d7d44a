"""The form of a notice as a page shows it: whom it offers, what stands in it already, and the three firmnesses of the list."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.actions.families import Families, Family, families_of, is_same, parties_of
from cases.actions.notifications import METHODS, OUTSIDE_BASES, provable, waiting_duties
from cases.actions.recipients import CONSIDERED, REQUIRED, ToTell, offered_to, targets_of, whose_parents
from cases.actions.releases import nameable, named_by
from cases.forms.notices import NoticeForm
from cases.models import Case, Party, Recipient
from tat.models import Obligation
from tat.statutes import RULES, local_date
from tat.templatetags.moments import short

FIRMNESS = {REQUIRED: _l("Required"), CONSIDERED: _l("To be considered")}
AS_NEEDED = _l("As needed, or as decided")
CHECK_CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2}")


@dataclass(frozen=True)
class Sheet:
    """What the page and its form read of a case, once; `today` is what holds about its students on this local day."""

    case: Case
    recipients: Sequence[Recipient]
    parties: Sequence[Party]
    duties: Sequence[Obligation]
    families: Families
    today: Sequence[Family]

    @property
    def targets(self) -> list[Party]:
        return targets_of(self.case, self.parties)

    @property
    def order_in_force(self) -> bool:
        return any(each.orders for each in self.today)

    def form(self, data: Any = None, initial: Mapping[str, Any] | None = None) -> NoticeForm:
        """The form of an entry, with the open duties of this case."""
        students, duties = nameable(self.parties), provable(self.duties)
        subject = next((str(each.pk) for each in students if each.role == Party.Role.SUBJECT), "")
        none = [] if subject or len(students) < 2 else [("", _("Choose the student"))]
        offered = {
            "recipient": offered_to(self.recipients, self.today),
            "party": [(str(each.pk), each.shown_name()) for each in self.targets],
            "whose": [*none, *((str(each.pk), f"{each.shown_name()} ({each.get_role_display()})") for each in students)],
            "meets": self._proofs(duties),
        }
        return NoticeForm(data, offered=offered, order=self.order_in_force, initial={"whose": subject, **(initial or {})})

    def _proofs(self, duties: Sequence[Obligation]) -> list[tuple[str, str]]:
        named = named_by(duties)
        return [(str(duty.pk), f"{self._duty(duty, named.get(duty.pk))} ({short(duty.triggered_at)})") for duty in duties]

    def _duty(self, duty: Obligation, student: Party | None) -> str:
        """The duty's own words; of a release it says about whom, and that the student stands in the place of the parents."""
        if student is None:
            return RULES[duty.rule].duty
        about = {"duty": RULES[duty.rule].duty, "student": student.shown_name()}
        if any(each.rights_have_passed and is_same(each.party, student) for each in self.today):
            return _("%(duty)s: the student is told in the place of the parents, %(student)s") % about
        return _("%(duty)s: of %(student)s") % about

    def typed_ahead(self, asked: Mapping[str, str]) -> dict[str, Any]:
        """What a link wrote ahead: recipient, target, method, a letter's check code and basis. No name stands in an address."""
        code, method, party = asked.get("to", ""), asked.get("method", ""), asked.get("party", "")
        letter, basis = asked.get("letter", ""), asked.get("basis", "")
        found: dict[str, Any] = {"recipient": code}
        if party in {str(each.pk) for each in self.targets}:
            found["party"] = party
        if method in METHODS:
            found |= {"method": method}
        if CHECK_CODE.fullmatch(letter):
            found["content"] = _("By letter, check code %(code)s.") % {"code": letter}
        if basis in OUTSIDE_BASES:
            found |= {"discloses_student": "yes", "legal_basis": basis}
        students = whose_parents(self.today, code, UUID(found["party"]) if "party" in found else None)
        if len(students) == 1 and students[0].rights_have_passed:
            found |= {"person": students[0].name, "capacity": _("The student")}
        return found


def sheet_of(case: Case, at: datetime) -> Sheet:
    """Read it at this instant."""
    parties = parties_of(case)
    families = families_of(case, parties)
    return Sheet(case, Recipient.offered(case.district_id), parties, waiting_duties(case), families, families.on(local_date(at)))


def by_firmness(told: Iterable[ToTell]) -> list[tuple[Any, list[ToTell]]]:
    """The list in its three parts, said in words: required, to be considered, the rest."""
    order = [REQUIRED, CONSIDERED]

    def place(each: ToTell) -> int:
        return order.index(each.firmness) if each.firmness in order else len(order)

    rows = sorted(told, key=place)
    return [
        (FIRMNESS.get(order[number], "") if number < len(order) else AS_NEEDED, list(same)) for number, same in groupby(rows, key=place)
    ]
