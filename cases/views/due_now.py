"""What an act has just started, said to the person who did it: what is due, when, and by whom."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cases.access import can, request_door
from cases.gates import GATES, REPORTED
from cases.models import Case, GateAnswer
from tat.addresses import address
from tat.models import Obligation
from tat.roles import Permission
from tat.statutes import RULES
from tat.views.needs import need

OF_GATES = frozenset(code for gate in GATES.values() for code in gate.obligations) | {"SAFE-LE"}
YES = GateAnswer.Answer.YES


def tell_due(request: HttpRequest, case: Case, at: datetime) -> None:
    """A line for each duty that a gate, or a weapon that was seen, has started in the act of that moment."""
    rows = Obligation.objects.open().about("case", case.id).filter(recorded_at=at, rule__in=OF_GATES)
    for row in rows.select_related("building", "district", "actor").order_by("target_due_at", "rule"):
        shown = need(row, at, viewer_id=request.user.pk, through_case=False)
        when = f"{shown.left} ({shown.left_note})" if shown.left_note else shown.left
        what = {"duty": RULES[row.rule].duty, "when": when, "who": _by_whom(row, request.user.pk)}
        messages.warning(request, _("%(duty)s: %(when)s. By: %(who)s.") % what)


def _by_whom(row: Obligation, viewer_id: int | None) -> str:
    if row.actor_id is None:
        return str(RULES[row.rule].actor_words)
    return _("you") if row.actor_id == viewer_id else str(row.actor)


def tell_next(request: HttpRequest, case: Case, yes: Iterable[str]) -> str:
    """What a “yes” asks that no duty of its own says; gives the address where the first of it is done, "" where nothing is."""
    said = set(yes)
    if "danger" in said:
        messages.warning(request, _("A danger was determined: the principal records it, and its 24 hours count from the determination."))
    if "identity" in said:
        messages.warning(request, _("Record each notice that tells a student's identity: it starts the notice to the parents."))
    if "order" in said:
        messages.warning(request, _("The case carries the order at a glance. Write into the plan what follows from it."))
    if said & {*REPORTED} and can(request_door(request), Permission.ASSESS, case):
        messages.warning(request, _("Enter the facts of the incident: whoever reports it outside sees these facts and no case."))
    if "imminent" in said:
        messages.warning(request, _("You answered that a threat is imminent. Declare it here: it asks you nothing."))
        return address("case_imminence", case.code)
    if "danger" in said:
        return address("case_danger", case.code)
    return address("case_gate_facts", case.code) if said & {*REPORTED} else ""
