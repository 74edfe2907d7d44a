"""How a duty's time was worked out, as lines that can be checked by hand; and who is told next."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from tat.models import Obligation, ObligationEvent
from tat.statutes import RULES, ClockKind, Due
from tat.statutes.ladders import Recipient, Step, ladder

Kind = ObligationEvent.Kind
MOVED = frozenset({Kind.EXTENDED, Kind.CORRECTED, Kind.RECOMPUTED})
BEGINS: dict[str, Any] = {
    "CPD-ISP": _l("The determination was made"),
    "CPD-DHS": _l("The determination was made"),
    "UPD-30": _l("The last update, or the plan"),
    "CHK-IN": _l("The last contact, or the plan"),
    "SIG": _l("The position was asked for"),
    "REASSESS": _l("Something asked for a new look"),
    "RPT-REV": _l("The report came"),
    "SWEEP-48": _l("The district asked"),
    "WATCH": _l("Its days of alert began"),
    "DIR-ACK": _l("The direction was given"),
    "FILE-LE": _l("The year’s filing was opened"),
    "FILE-ROE": _l("The year’s filing was opened"),
    "FILE-BRD": _l("The last filing was proven"),
    "REV-MTG": _l("The year’s review was opened"),
    "REV-INV": _l("The day of the review was planned"),
    "REV-RPT": _l("The review was held"),
    "GLASS-REV": _l("The case was opened"),
    "TRF-ANS": _l("The building was asked"),
    "REL-PRE": _l("It was recorded that records are to follow"),
    "ACC-10": _l("The request was received"),
    "PRR-7": _l("The request was received"),
    "CRT-5": _l("The order was received"),
    "CHL-APP": _l("The decision was sent"),
    "CHL-CONF": _l("The request for a hearing was received"),
    "CHL-HRG": _l("The informal conference was held"),
    "CHL-DEC": _l("The hearing ended"),
    "DSP-CERT": _l("The disposal was proposed"),
    "TMP-REV": _l("The last review, or the opening of the case"),
}
SHOWN_STEPS = 6
TOLD = {
    Recipient.ACTOR: _l("who answers for it"),
    Recipient.BACKUP: _l("back-up"),
    Recipient.CASE_MANAGER: _l("case manager"),
    Recipient.PRINCIPAL: _l("principal"),
    Recipient.SUPERINTENDENT: _l("superintendent"),
    Recipient.CUSTODIAN: _l("records custodian"),
}


def arithmetic(duty: Obligation, events: Iterable[ObligationEvent]) -> list[dict[str, Any]]:
    """The lines for templates/partials/_sum.html: start, rule, what was counted, changes with the old time kept, result."""
    moved = [event for event in events if event.kind in MOVED]
    said = list(duty.explanation)
    between = said if moved else said[1:-1]  # the first sentence tells the start, the last the result
    lines = [{"words": BEGINS.get(duty.rule, _("It began")), "at": duty.triggered_at}]
    lines += [{"words": sentence, "result": _result(duty, number)} for number, sentence in enumerate(between)]
    lines += [_change(event) for event in moved if event.old_due_at and event.old_due_at != event.new_due_at]
    if not moved and _by_law_alone(duty):
        lines.append({"words": _("Pauses or extensions"), "hint": _("The law gives none."), "result": _("none")})
    due = duty.due_at()
    if due is None:
        return [*lines, {"words": said[-1] if said else _("No due time"), "result": "", "total": True}]
    by_law = duty.legal_due_at is not None
    total = {"words": _("Due") if by_law else _("Target"), "at": due, "total": True}
    return [*lines, total if by_law else total | {"hint": _("The law names no instant. Later than this is late.")}]


def _result(duty: Obligation, number: int) -> str:
    clock = RULES[duty.rule].clock
    return _("+ %(n)s h") % {"n": clock.n} if number == 0 and clock.kind is ClockKind.HOURS else ""


def _by_law_alone(duty: Obligation) -> bool:
    return duty.legal_due_at is not None and RULES[duty.rule].clock.extension is None


def _change(event: ObligationEvent) -> dict[str, Any]:
    """A due time that moved: the old one struck through, the new one beside it."""
    who = event.by.full_name if event.by else _("The system")
    return {"words": event.get_kind_display(), "hint": who, "old": event.old_due_at, "new": event.new_due_at}


def to_come(duty: Obligation, at: datetime) -> list[Step]:
    """Who is told next, and when, if nothing happens."""
    due = Due(duty.legal_due_at, duty.target_due_at, (), duty.not_before_at)
    steps = ladder(RULES[duty.rule], duty.triggered_at, due, urgent=duty.urgent)
    return [step for step in steps if step.at > at][:SHOWN_STEPS]


def told_next(duty: Obligation, at: datetime) -> list[dict[str, Any]]:
    """The same in words, for the margin; nothing where the duty has ended."""
    steps = to_come(duty, at) if duty.state == Obligation.State.OPEN else []
    return [{"at": step.at, "to": ", ".join(str(TOLD[each]) for each in step.to)} for step in steps]
