"""The case file's fourth part: each classification with its criteria and positions, the danger determination, notices, measures."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cases.actions.families import families_of
from cases.actions.gaps import gaps_at
from cases.actions.notifications import METHODS
from cases.actions.places import seats_of
from cases.actions.recipients import told_as
from cases.levels import LEVELS, Level
from cases.models import Case, Classification, Party, Position, Recipient
from tat.statutes import RULES

FORT = {"F": "Fair", "O": "Objective", "R": "Reasonable", "T": "Timely"}


def classification_part(case: Case, parties: list[Party], at: datetime) -> dict[str, Any]:
    """Every classification in order, the one that governs last; whose position is outstanding stands with that one."""
    given = list(case.classification_set.order_by("recorded_at"))
    positions: dict[Any, list[Position]] = {}
    for position in case.position_set.select_related("seat").order_by("recorded_at"):
        positions.setdefault(position.classification_id, []).append(position)
    seats = seats_of(case, at) if given else []
    gaps = list(enumerate(case.informationgap_set.order_by("recorded_at", "id"), start=1)) if any(each.open_gaps for each in given) else []
    return {
        "classifications": [
            {**_one(each, positions.get(each.id, []), seats if each is given[-1] else []), "gaps": gaps_at(gaps, each.recorded_at)}
            for each in given
        ],
        "dangers": list(case.dangerdetermination_set.order_by("recorded_at")),
        **_told(case, {party.id: party.shown_name() for party in parties if party.role != Party.Role.REPORTING}),
    }


def _one(given: Classification, positions: list[Position], seats: list[Any]) -> dict[str, Any]:
    signed = {position.seat_id for position in positions if position.void_at is None}
    return {
        "given": given,
        "rule": LEVELS[Level(given.level)],
        "fort": [(letter, FORT[letter], text) for letter, text in sorted(given.fort_notes.items()) if letter in FORT and text],
        "positions": positions,
        "outstanding": [seat for seat in seats if seat.id not in signed] if given.replaced_at is None else [],
        "dissents": [position for position in positions if position.stance == Position.Stance.DISSENT],
    }


def _told(case: Case, names: dict[Any, str]) -> dict[str, Any]:
    """Notices and measures, with the words of the list they were chosen from."""
    notices = list(case.notificationentry_set.order_by("told_at"))
    rows = list(Recipient.objects.filter(code__in={each.recipient for each in notices}).order_by("edition"))
    labels = {row.code: row.label for row in rows}
    families = families_of(case)
    return {
        "notices": [
            {
                "entry": each,
                "recipient": told_as(each, labels.get(each.recipient, _("Somebody else")), families),
                "about": names.get(each.party_id, ""),
                "method": METHODS.get(each.method, each.method),
            }
            for each in notices
        ],
        "recipients_note": next((row.note_shown for row in rows if row.note_shown), ""),
        "measures": [
            {"entry": each, "duty": _duty(each.rule), "about": names.get(each.party_id, "")}
            for each in case.levelmeasure_set.order_by("done_at")
        ],
    }


def _duty(code: str) -> str:
    return RULES[code].duty if code in RULES else code
